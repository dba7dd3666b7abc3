import { Hono } from 'hono';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { limitWrites, pageContext } from '../http/request-context.ts';
import { openRegistry } from '../platform/registry.ts';
import { settingsOf } from '../platform/settings.ts';
import { acceptInvitation, isGoodInvitation } from '../tenancy/pipeline/accept-invitation.ts';
import { deskView, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { InvitationGonePage, InvitationPage, NewKeyPage } from './pages/invitation.tsx';
import { openSession } from './session.ts';

export const invitationPages = new Hono<HonoEnv>();

const PATH = `${deskPath('invitacion')}/:token`;

invitationPages.get(PATH, async (c) => {
  const guest = pageContext(c);
  const token = c.req.param('token') ?? '';
  if (!(await isGoodInvitation(registryOf(c), guest, token))) return await showGone(c);
  const view = await deskView(c);
  return sendDesk(c, view, { html: <InvitationPage view={view} path={c.req.path} /> });
});

invitationPages.post(PATH, async (c) => {
  const guest = pageContext(c);
  await limitWrites(c, guest.actor);
  const platform = pageContext(c, { actor: { type: 'system', reason: 'invitation' } });
  const apiKey = await acceptInvitation(registryOf(c), platform, c.req.param('token') ?? '');
  if (apiKey === undefined) return await showGone(c);
  await openSession(c, guest, apiKey);
  const view = await deskView(c);
  return sendDesk(c, view, { html: <NewKeyPage view={view} apiKey={apiKey} /> });
});

async function showGone(c: HonoContext): Promise<Response> {
  const view = await deskView(c);
  return sendDesk(c, view, { html: <InvitationGonePage view={view} />, status: 404 });
}

function registryOf(c: HonoContext) {
  return openRegistry(settingsOf(c.env));
}
