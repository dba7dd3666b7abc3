import { createMiddleware } from 'hono/factory';
import { settingsOf } from '../platform/settings.ts';
import type { HonoContext, HonoEnv } from './hono-env.ts';
import { hostOf } from './request-scope.ts';

/**
 * What answers on every host of a tenant: programs hold these addresses, and the shop has to get into its agenda when
 * its own domain is what is broken.
 */
const EVERYWHERE = /^\/(?:api|agenda|calendars|\.well-known|static)(?:\/|$)|^\/(?:livez|readyz)$/;

/** Pages have one address: the others lead there for good, though no browser keeps that, for domains come and go. */
export const redirectToCanonical = createMiddleware<HonoEnv>(async (c, next) => {
  const { canonicalHost } = c.get('tenant');
  if (!isPage(c) || !leavesTo(c, canonicalHost)) return await next();
  const { pathname, search } = new URL(c.req.url);
  return c.body(null, 308, {
    location: `https://${canonicalHost}${pathname}${search}`,
    'cache-control': 'no-store',
  });
});

function isPage({ req }: HonoContext): boolean {
  return (req.method === 'GET' || req.method === 'HEAD') && !EVERYWHERE.test(req.path);
}

function leavesTo(c: HonoContext, canonicalHost: string): boolean {
  const { platformDomain, isPlatformHostRedirected } = settingsOf(c.env);
  const host = hostOf(c.req.raw);
  if (host === canonicalHost) return false;
  return isPlatformHostRedirected || !host.endsWith(`.${platformDomain}`);
}
