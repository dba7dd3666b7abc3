import type { HonoContext } from '../http/hono-env.ts';
import type { Brand, Tenant } from '../kernel/tenant.ts';
import { logoPath } from './icons.ts';
import { type Looks, styleSheet } from './styles.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** What every page of a site needs to be drawn. */
export interface View {
  readonly tenant: Tenant;
  readonly words: Vocabulary;
  readonly style: Style;
  readonly logoPath: string;
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

/** Another brand than the one that is shown, to try it on. */
export interface TriedBrand {
  readonly brand: Brand;
  readonly logoPath: string;
}

/** @param more style rules beyond those of the site's pages */
export async function viewOf(c: HonoContext, more = '', tried?: TriedBrand): Promise<View> {
  const tenant = tried === undefined ? c.get('tenant') : withBrand(c.get('tenant'), tried.brand);
  const { profile } = tenant;
  const words = vocabularyOf(profile.vertical);
  const { origin, protocol, port } = new URL(c.req.url);
  const isLocal = protocol === 'http:';
  return {
    tenant,
    words,
    logoPath: tried?.logoPath ?? logoPath(profile.brand),
    style: await styleOf(profile.brand, words.heading, more),
    origin,
    canonicalOrigin: isLocal
      ? `http://${tenant.canonicalHost}${port && `:${port}`}`
      : `https://${tenant.canonicalHost}`,
  };
}

function withBrand(tenant: Tenant, brand: Brand): Tenant {
  return { ...tenant, profile: { ...tenant.profile, brand } };
}

/** The sheet of a brand and its hash, made once for each isolate. */
export function styleOf(looks: Looks, heading: Vocabulary['heading'], more = ''): Promise<Style> {
  const { primaryColor, onPrimaryColor, font, corners } = looks;
  const key = [primaryColor, onPrimaryColor, font, corners, heading, more].join(' ');
  let style = styles.get(key);
  if (style === undefined) {
    if (styles.size >= MAX_STYLES) styles.clear();
    style = hashed(styleSheet(looks, heading) + more);
    styles.set(key, style);
  }
  return style;
}

async function hashed(css: string): Promise<Style> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(css)));
  return { css, source: `'sha256-${btoa(String.fromCharCode(...hash))}'` };
}
