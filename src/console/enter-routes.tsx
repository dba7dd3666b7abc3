import { Hono } from 'hono';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { readForm } from '../http/read-form.ts';
import { limitWrites, pageContext } from '../http/request-context.ts';
import { isAllowed } from '../kernel/actor.ts';
import { AppError } from '../kernel/problem.ts';
import { verifyApiKey } from '../partners/credentials/verify-api-key.ts';
import { deskView, sendDesk, typed } from './desk.tsx';
import { DESK_PATH, deskPath, isDeskPath } from './links.ts';
import { EnterPage, LeavePage } from './pages/enter.tsx';
import { closeSession, openSession } from './session.ts';

export const enterPages = new Hono<HonoEnv>();

enterPages.get(deskPath('entrar'), (c) => showEnter(c, { next: c.req.query('volver') }));
enterPages.post(deskPath('entrar'), enter);
enterPages.get(deskPath('salir'), async (c) => {
  const view = await deskView(c);
  return sendDesk(c, view, { html: <LeavePage view={view} /> });
});
enterPages.post(deskPath('salir'), (c) => {
  closeSession(c, pageContext(c));
  return c.redirect(deskPath('entrar'), 303);
});

async function showEnter(
  c: HonoContext,
  { next, error }: { readonly next: string | undefined; readonly error?: string },
): Promise<Response> {
  const view = await deskView(c);
  const html = <EnterPage view={view} next={next} error={error} />;
  return sendDesk(c, view, { html, status: error === undefined ? 200 : 422 });
}

async function enter(c: HonoContext): Promise<Response> {
  const guest = pageContext(c);
  await limitWrites(c, guest.actor);
  const form = await readForm(c.req.raw);
  const key = typed(form, 'clave') ?? '';
  const next = form.get('volver');
  const error = await whyNot(c, key);
  if (error !== undefined) return await showEnter(c, { next, error });
  await openSession(c, guest, key);
  return c.redirect(isDeskPath(next) ? next : DESK_PATH, 303);
}

async function whyNot(c: HonoContext, key: string): Promise<string | undefined> {
  try {
    const actor = await verifyApiKey(pageContext(c), key);
    if (isAllowed(actor, 'desk:read')) return undefined;
    return 'Esa clave no abre la agenda: le falta el permiso desk:read.';
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unauthenticated') throw error;
    return 'Esa clave no es de este local, o ya no sirve. Copiala entera y probá de nuevo.';
  }
}
