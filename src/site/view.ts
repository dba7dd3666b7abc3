import type { HonoContext } from '../http/hono-env.ts';
import type { Tenant } from '../kernel/tenant.ts';
import { styleSheet } from './styles.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** What every page of a site needs to be drawn. */
export interface View {
  readonly tenant: Tenant;
  readonly words: Vocabulary;
  readonly style: Style;
  /** Scheme and host of this visit. */
  readonly origin: string;
  /** Scheme and host that search engines should know. */
  readonly canonicalOrigin: string;
}

export interface Style {
  readonly css: string;
  /** As the Content-Security-Policy names the inline sheet. */
  readonly source: string;
}

const MAX_STYLES = 500;
const styles = new Map<string, Promise<Style>>();

/** @param more style rules beyond those of the site's pages */
export async function viewOf(c: HonoContext, more = ''): Promise<View> {
  const tenant = c.get('tenant');
  const { profile } = tenant;
  const words = vocabularyOf(profile.vertical);
  const { origin, protocol, port } = new URL(c.req.url);
  const isLocal = protocol === 'http:';
  return {
    tenant,
    words,
    style: await styleOf(profile.brand.primaryColor, words.heading, more),
    origin,
    canonicalOrigin: isLocal
      ? `http://${tenant.canonicalHost}${port && `:${port}`}`
      : `https://${tenant.canonicalHost}`,
  };
}

/** The sheet of a brand and its hash, made once for each isolate. */
export function styleOf(primaryColor: string, heading: Vocabulary['heading'], more = ''): Promise<Style> {
  const key = `${primaryColor} ${heading} ${more}`;
  let style = styles.get(key);
  if (style === undefined) {
    if (styles.size >= MAX_STYLES) styles.clear();
    style = hashed(styleSheet(primaryColor, heading) + more);
    styles.set(key, style);
  }
  return style;
}

async function hashed(css: string): Promise<Style> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(css)));
  return { css, source: `'sha256-${btoa(String.fromCharCode(...hash))}'` };
}
