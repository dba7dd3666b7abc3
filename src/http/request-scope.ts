import { createMiddleware } from 'hono/factory';
import { makeId } from '../kernel/ids.ts';
import { AppError } from '../kernel/problem.ts';
import { createLog } from '../platform/log.ts';
import { randomBytes } from '../platform/secrets.ts';
import { settingsOf } from '../platform/settings.ts';
import { findTenantByHost, isOutdated } from '../tenancy/tenants/find-tenant.ts';
import type { HonoContext, HonoEnv } from './hono-env.ts';
import { setRateHeaders } from './rate-headers.ts';

const SLOW_MS = 500;

/** Gives the request its id, clock and log, and writes one line about it when it changed something, failed or was slow. */
export const requestScope = createMiddleware<HonoEnv>(async (c, next) => {
  const now = Date.now();
  const requestId = makeId('req', now, randomBytes(16));
  c.set('now', now);
  c.set('requestId', requestId);
  c.set('log', createLog(settingsOf(c.env).logLevel, { requestId }));
  await next();
  c.res.headers.set('x-request-id', requestId);
  const rate = c.get('rate');
  if (rate !== undefined) setRateHeaders(c.res.headers, rate);
  logRequest(c, Date.now() - now);
});

function logRequest(c: HonoContext, elapsedMs: number): void {
  const { method } = c.req;
  const { status } = c.res;
  const isQuiet = method === 'GET' && status < 500 && elapsedMs < SLOW_MS;
  c.get('log')[isQuiet ? 'debug' : 'info']('request', { method, route: c.req.routePath, status, elapsedMs });
}

/** The Host header alone decides, exact and in lower case. X-Forwarded-Host and the like are never read. */
export function hostOf(request: Request): string {
  return new URL(request.url).hostname.toLowerCase();
}

/** Finds whose domain this is; an unknown one gets no data at all. */
export const tenantFromHost = createMiddleware<HonoEnv>(async (c, next) => {
  const host = hostOf(c.req.raw);
  const tenant = await findTenantByHost(c.env, host, c.get('now'));
  if (tenant === undefined) throw new AppError('unknown-host', 'Este dominio no corresponde a ningún sitio.');
  if (tenant.status !== 'live')
    throw new AppError('tenant-suspended', 'Este sitio no está atendiendo por el momento.');
  if (isOutdated(tenant)) {
    throw new AppError('tenant-unavailable', 'Estamos actualizando el sitio. Probá de nuevo en un minuto.');
  }
  c.set('tenant', tenant);
  c.set('log', createLog(settingsOf(c.env).logLevel, { requestId: c.get('requestId'), tenant: tenant.slug }));
  await next();
});
