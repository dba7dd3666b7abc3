import type { Context } from 'hono';
import type { TenantEnv } from '../http/hono-env.ts';
import { AppError } from '../kernel/problem.ts';

/** The file's hash, so that its address changes with it; a test compares the two. */
export const SCRIPT_VERSION = 'c182bedb';
export const SCRIPT_PATH = `/static/booking.js?v=${SCRIPT_VERSION}`;

/** Files of `static/`, kept by browsers for a year: whoever links to one puts its version into the address. */
export async function serveStatic(c: Context<TenantEnv>): Promise<Response> {
  const url = new URL(c.req.url);
  url.pathname = url.pathname.replace(/^\/static/, '');
  const file = await c.env.STATIC.fetch(new Request(url, { headers: c.req.raw.headers }));
  if (file.status !== 200 && file.status !== 304) throw new AppError('not-found', 'No existe ese archivo.');
  const answer = new Response(file.body, file);
  answer.headers.set('cache-control', 'public, max-age=31536000, immutable');
  return answer;
}
