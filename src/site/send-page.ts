import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HonoContext } from '../http/hono-env.ts';
import { pagePolicy } from '../http/security-headers.ts';

interface PageOptions {
  readonly styleSource: string;
  readonly status?: ContentfulStatusCode;
  /** Nothing is kept unless told: most pages are one person's. */
  readonly cache?: string;
  /** Pages of this host in a frame. */
  readonly frames?: 'shows' | 'is-shown';
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page as text, once for as many answers as use it. */
export function renderPage(page: { toString(): string | Promise<string> }): string {
  return `<!doctype html>${String(page)}`;
}

export function sendPage(c: HonoContext, html: string, options: PageOptions): Response {
  return c.body(html, options.status ?? 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy(options.styleSource, options.frames),
    'cache-control': options.cache ?? 'no-store',
    ...(options.frames === 'is-shown' && { 'x-frame-options': 'SAMEORIGIN' }),
    ...options.headers,
  });
}
