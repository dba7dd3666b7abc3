import { Hono } from 'hono';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { checkDomainNow, listDomains } from '../tenancy/domains/manage-domains.ts';
import { openDesk, perform, sendDesk } from './desk.tsx';
import { deskPath } from './links.ts';
import { DomainPage } from './pages/domain.tsx';

export const domainPages = new Hono<HonoEnv>();

const path = deskPath('dominio');
domainPages.get(path, showDomains);
domainPages.post(`${path}/:host/revisar`, check);

async function showDomains(c: HonoContext): Promise<Response> {
  const desk = await openDesk(c);
  const { data } = await perform(desk.ctx, listDomains, {});
  return sendDesk(c, desk.view, { html: <DomainPage desk={desk} domains={data} /> });
}

async function check(c: HonoContext): Promise<Response> {
  const { ctx } = await openDesk(c);
  await perform(ctx, checkDomainNow, { host: c.req.param('host') });
  return c.redirect(deskPath('dominio', { listo: 'revisado' }), 303);
}
