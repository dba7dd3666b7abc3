import { createMiddleware } from 'hono/factory';
import { AppError } from '../kernel/problem.ts';
import type { HonoEnv } from './hono-env.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Forms are taken only from the site's own pages; a sibling subdomain belongs to another business. */
export const refuseCrossSite = createMiddleware<HonoEnv>(async (c, next) => {
  if (!READING.has(c.req.method) && isForeign(c.req.raw)) {
    throw new AppError('forbidden', 'Ese formulario no salió de este sitio.');
  }
  await next();
});

/**
 * Sec-Fetch-Site decides where the browser sends it. Else Origin must be ours; it is `null` when the form's page
 * has the policy `no-referrer`, as the manage pages do: there the link's token is the proof, not the browser.
 */
function isForeign(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const { origin, pathname } = new URL(request.url);
  const sender = request.headers.get('origin');
  if (sender === 'null') return !pathname.startsWith('/turno/');
  return sender !== null && sender !== origin;
}
