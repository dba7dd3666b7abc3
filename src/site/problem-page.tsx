import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HonoContext } from '../http/hono-env.ts';
import { expected, problemResponse } from '../http/problem-response.ts';
import { PROBLEMS, type ProblemCode } from '../kernel/problem.ts';
import type { Tenant } from '../kernel/tenant.ts';
import { NeutralProblemPage, ProblemPage, type ProblemPageProps } from './pages/problem.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { styleOf, viewOf } from './view.ts';

const NEUTRAL_COLOR = '#3a3f45';

const WORDS: Partial<Record<ProblemCode, { readonly title: string; readonly text: string }>> = {
  'not-found': {
    title: 'No encontramos esta página',
    text: 'Puede que el enlace esté incompleto o que ya no exista. Copialo entero o empezá de nuevo.',
  },
  'hold-expired': {
    title: 'Ese horario ya no está guardado',
    text: 'Pasó el tiempo o ya lo confirmaste. Si no terminaste la reserva, elegí el horario de nuevo.',
  },
  'rate-limited': {
    title: 'Un momento',
    text: 'Llegaron muchos pedidos seguidos. Esperá unos segundos y probá de nuevo.',
  },
  'request-in-progress': {
    title: 'Estamos confirmando',
    text: 'Tu pedido todavía se está procesando. Esperá unos segundos y volvé a mandar el formulario: no se reserva dos veces.',
  },
  'idempotency-key-reused': {
    title: 'Esta reserva ya está hecha',
    text: 'Ya la confirmaste con otros datos. Para cambiar algo, usá el enlace de tu reserva o llamanos.',
  },
  'unknown-host': {
    title: 'Acá no hay ningún sitio',
    text: 'Este dominio no corresponde a ningún sitio. Revisá que la dirección esté bien escrita.',
  },
  'tenant-suspended': {
    title: 'Sitio en pausa',
    text: 'Este sitio no está atendiendo por el momento.',
  },
  'outcome-unknown': {
    title: 'No sabemos si se guardó',
    text: 'Se cortó la comunicación. Volvé a mandar el formulario en un minuto: si ya estaba guardado, no se repite.',
  },
  'tenant-unavailable': {
    title: 'Volvemos en un momento',
    text: 'No pudimos completar el pedido. Probá de nuevo en unos segundos.',
  },
  'internal-error': {
    title: 'Algo falló de nuestro lado',
    text: 'Ya quedó registrado. Probá de nuevo, y si se repite, llamanos con este identificador.',
  },
};

/** Browsers get a page in the site's brand; programs and the API get problem+json. */
export async function problemAnswer(c: HonoContext, error: unknown): Promise<Response> {
  const isForBrowser = c.req.header('accept')?.includes('text/html') === true;
  if (!isForBrowser || c.req.path.startsWith('/api/')) return problemResponse(c, error);
  return await problemPage(c, error);
}

export async function problemPage(
  c: HonoContext,
  error: unknown,
  next?: ProblemPageProps['next'],
): Promise<Response> {
  const problem = expected(c, error);
  const { status, title } = PROBLEMS[problem.code];
  const words = WORDS[problem.code] ?? { title, text: problem.message };
  const requestId = status >= 500 ? c.get('requestId') : undefined;
  const tenant = c.get('tenant') as Tenant | undefined;
  const headers = { 'referrer-policy': 'no-referrer', ...retryAfter(status) };
  if (tenant === undefined) {
    const style = await styleOf({ primaryColor: NEUTRAL_COLOR }, 'sans');
    const html = renderPage(<NeutralProblemPage style={style} {...words} />);
    return sendPage(c, html, { status: status as ContentfulStatusCode, styleSource: style.source, headers });
  }
  const view = await viewOf(c);
  const html = renderPage(<ProblemPage view={view} {...words} next={next} requestId={requestId} />);
  return sendPage(c, html, {
    status: status as ContentfulStatusCode,
    styleSource: view.style.source,
    headers,
  });
}

function retryAfter(status: number): Record<string, string> {
  if (status === 429) return { 'retry-after': '10' };
  return status === 503 ? { 'retry-after': '5' } : {};
}
