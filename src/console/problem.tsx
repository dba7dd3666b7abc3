import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HonoContext } from '../http/hono-env.ts';
import { expected } from '../http/problem-response.ts';
import { PROBLEMS } from '../kernel/problem.ts';
import { withQuery } from '../site/links.ts';
import { PlainFrame } from './components/frame.tsx';
import { deskView, sendDesk } from './desk.tsx';
import { DESK_PATH, deskPath } from './links.ts';

const OURS = 'Algo falló de nuestro lado y ya quedó registrado. Probá de nuevo en unos segundos.';

/** Whoever has not entered is asked to; everything else is said on a page of the agenda. */
export async function deskProblem(c: HonoContext, error: unknown): Promise<Response> {
  const problem = expected(c, error);
  if (problem.code === 'unauthenticated') return c.redirect(enterPath(c), 303);
  const { status, title } = PROBLEMS[problem.code];
  const view = await deskView(c);
  const isOurs = status >= 500 && problem.code === 'internal-error';
  const [field] = problem.members.errors ?? [];
  const html = (
    <PlainFrame view={view} title={title}>
      <div class="stack">
        <h1>{title}</h1>
        <p>{isOurs ? OURS : problem.message}</p>
        {field && <p class="muted">{field.detail}.</p>}
        {status >= 500 && <p class="muted small">Identificador: {c.get('requestId')}</p>}
        <a class="button primary" href={DESK_PATH}>
          Volver al día
        </a>
      </div>
    </PlainFrame>
  );
  return sendDesk(c, view, { html, status: status as ContentfulStatusCode });
}

function enterPath(c: HonoContext): string {
  const { pathname, search } = new URL(c.req.url);
  return withQuery(deskPath('entrar'), { volver: c.req.method === 'GET' ? pathname + search : undefined });
}
