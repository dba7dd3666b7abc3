import { Hono } from 'hono';
import { endpoint } from '../../http/endpoint.ts';
import type { HonoEnv } from '../../http/hono-env.ts';
import { parseJsonObject, readText } from '../../http/read-json.ts';
import { AppError } from '../../kernel/problem.ts';
import { operatorSettingsOf } from '../../platform/operator-settings.ts';
import { isSame } from '../../platform/secrets.ts';
import {
  addTenantDomain,
  checkDomainNow,
  checkTenantDomain,
  chooseTenantDomain,
  listDomains,
  listTenantDomains,
  removeTenantDomain,
} from './manage-domains.ts';
import { noteCloudflareEvent } from './note-cloudflare-event.ts';
import { openDomains } from './open-domains.ts';

/** What a shop sees of its own domains. */
export const domainEndpoints = [
  endpoint('get /domains', listDomains, { tag: 'Sitio' }),
  endpoint('post /domains/{host}/check', checkDomainNow, { tag: 'Sitio' }),
];

const tag = 'Dominios';

export const operatorDomainEndpoints = [
  endpoint('get /tenants/{slug}/domains', listTenantDomains, { tag }),
  endpoint('post /tenants/{slug}/domains', addTenantDomain, { tag, status: 201 }),
  endpoint('post /tenants/{slug}/domains/{host}/check', checkTenantDomain, { tag }),
  endpoint('post /tenants/{slug}/domains/{host}/canonical', chooseTenantDomain, { tag }),
  endpoint('delete /tenants/{slug}/domains/{host}', removeTenantDomain, { tag }),
];

/** Cloudflare's notifications, on the console's host; a shared secret says that they are its own. */
export function cloudflareRoutes(env: BackstageEnv): Hono<HonoEnv> {
  return new Hono<HonoEnv>().post('/api/cloudflare/webhook', async (c) => {
    const given = c.req.header('cf-webhook-auth') ?? '';
    if (!isSame(given, operatorSettingsOf(env).cloudflareWebhookSecret))
      throw new AppError('unauthenticated', 'La notificación no trae el secreto acordado.');
    const body = parseJsonObject(c.req.raw, await readText(c.req.raw));
    await noteCloudflareEvent(openDomains(env, { now: c.get('now'), log: c.get('log') }), body);
    return c.body(null, 204);
  });
}
