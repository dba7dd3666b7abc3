import { Hono } from 'hono';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import type { Catalog } from '../agenda/catalog/rules.ts';
import type { HonoContext, TenantEnv } from '../http/hono-env.ts';
import { pageContext } from '../http/request-context.ts';
import type { Tenant } from '../kernel/tenant.ts';
import { readBrandImage } from '../tenancy/branding/read-brand.ts';
import { iconSvg, manifestOf } from './icons.ts';
import { timesPath } from './links.ts';
import { HomePage } from './pages/home.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { serveStatic } from './static-files.ts';
import { viewOf } from './view.ts';

const LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const SHORT_CACHE = 'public, max-age=60';

export const homePages = new Hono<TenantEnv>();

homePages.get('/', showHome);
homePages.get('/logo.svg', showLogo);
homePages.get('/icono.svg', showIcon);
homePages.get('/favicon.ico', (c) => c.redirect('/icono.svg', 301));
homePages.get('/manifest.webmanifest', showManifest);
homePages.get('/marca/:file{[0-9a-f]{32}\\.png}', showBrandImage);
homePages.get('/robots.txt', showRobots);
homePages.get('/sitemap.xml', showSitemap);
homePages.get('/static/*', serveStatic);

/** Rendered once for each version of catalog and tenant, and for each host it is asked under. */
const rendered = new WeakMap<Catalog, WeakMap<Tenant, Map<string, string>>>();
const MAX_ORIGINS = 20;

async function showHome(c: HonoContext): Promise<Response> {
  const catalog = await recentCatalog(pageContext(c));
  const view = await viewOf(c);
  const htmlByOrigin = htmlsOf(catalog, view.tenant);
  let html = htmlByOrigin.get(view.origin);
  if (html === undefined) {
    if (htmlByOrigin.size >= MAX_ORIGINS) htmlByOrigin.clear();
    html = renderPage(<HomePage view={view} catalog={catalog} />);
    htmlByOrigin.set(view.origin, html);
  }
  return sendPage(c, html, { styleSource: view.style.source, cache: SHORT_CACHE });
}

function htmlsOf(catalog: Catalog, tenant: Tenant): Map<string, string> {
  const byTenant = rendered.get(catalog) ?? new WeakMap<Tenant, Map<string, string>>();
  rendered.set(catalog, byTenant);
  const htmls = byTenant.get(tenant) ?? new Map<string, string>();
  byTenant.set(tenant, htmls);
  return htmls;
}

function showLogo(c: HonoContext): Response {
  return sendLogo(c, c.get('tenant').profile.brand.logoSvg, 'public, max-age=3600');
}

/** Only ever an image: whatever it holds, it runs nothing and reaches nowhere. */
export function sendLogo(c: HonoContext, svg: string, cache: string): Response {
  return c.body(svg, 200, {
    'content-type': 'image/svg+xml',
    'content-security-policy': LOGO_POLICY,
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': cache,
  });
}

function showIcon(c: HonoContext): Response {
  return c.body(iconSvg(c.get('tenant').profile.brand), 200, {
    'content-type': 'image/svg+xml',
    'content-security-policy': `${LOGO_POLICY}; img-src data:`,
    'cache-control': 'public, max-age=3600',
  });
}

function showManifest(c: HonoContext): Response {
  return c.body(JSON.stringify(manifestOf(c.get('tenant').profile)), 200, {
    'content-type': 'application/manifest+json',
    'cache-control': SHORT_CACHE,
  });
}

/** Named by what it holds, so that it never changes. */
async function showBrandImage(c: HonoContext): Promise<Response> {
  const hash = c.req.param('file')?.slice(0, 32) ?? '';
  return c.body(await readBrandImage(pageContext(c), hash), 200, {
    'content-type': 'image/png',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=31536000, immutable',
  });
}

async function showRobots(c: HonoContext): Promise<Response> {
  const { canonicalOrigin } = await viewOf(c);
  const lines = [
    'User-agent: *',
    'Disallow: /turno/',
    'Disallow: /reservar/datos',
    'Disallow: /api/',
    `Sitemap: ${canonicalOrigin}/sitemap.xml`,
  ];
  return c.text(`${lines.join('\n')}\n`, 200, { 'cache-control': SHORT_CACHE });
}

async function showSitemap(c: HonoContext): Promise<Response> {
  const { services } = await recentCatalog(pageContext(c));
  const { canonicalOrigin } = await viewOf(c);
  const paths = ['/', ...services.map(({ slug }) => timesPath({ servicio: slug }))];
  const urls = paths.map((path) => `<url><loc>${canonicalOrigin}${path}</loc></url>`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>\n`;
  return c.body(xml, 200, { 'content-type': 'application/xml; charset=utf-8', 'cache-control': SHORT_CACHE });
}
