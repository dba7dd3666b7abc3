import { createMiddleware } from 'hono/factory';
import type { HonoEnv } from './hono-env.ts';

const YEAR_SECONDS = 31_536_000;

/** For every answer; what a handler has set itself stands. A page names its own policy (`pagePolicy`). */
const DEFAULTS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy':
    'accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

export const securityHeaders = createMiddleware<HonoEnv>(async (c, next) => {
  await next();
  const { headers } = c.res;
  for (const [name, value] of Object.entries(DEFAULTS)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  if (new URL(c.req.url).protocol === 'https:') {
    headers.set('strict-transport-security', `max-age=${YEAR_SECONDS}`);
  }
});

/**
 * Nothing inline but the one style sheet whose hash is given, nothing from anywhere else.
 * @param frames whether the page may show pages of its own host in a frame, or be shown in one
 */
export function pagePolicy(styleSource: string, frames: 'none' | 'shows' | 'is-shown' = 'none'): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styleSource}`,
    "img-src 'self'",
    "manifest-src 'self'",
    ...(frames === 'shows' ? ["frame-src 'self'"] : []),
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    `frame-ancestors ${frames === 'is-shown' ? "'self'" : "'none'"}`,
  ].join('; ');
}
