import { Hono } from 'hono';
import { recentCatalog } from '../agenda/catalog/read-catalog.ts';
import type { Catalog } from '../agenda/catalog/rules.ts';
import type { HonoContext, HonoEnv } from '../http/hono-env.ts';
import { pageContext } from '../http/request-context.ts';
import type { Tenant } from '../kernel/tenant.ts';
import { timesPath } from './links.ts';
import { HomePage } from './pages/home.tsx';
import { renderPage, sendPage } from './send-page.ts';
import { serveStatic } from './static-files.ts';
import { viewOf } from './view.ts';

const LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const SHORT_CACHE = 'public, max-age=60';

export const homePages = new Hono<HonoEnv>();

homePages.get('/', showHome);
homePages.get('/logo.svg', showLogo);
homePages.get('/favicon.ico', (c) => c.redirect('/logo.svg', 301));
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

/** Only ever an image: whatever it holds, it runs nothing and reaches nowhere. */
function showLogo(c: HonoContext): Response {
  return c.body(c.get('tenant').profile.brand.logoSvg, 200, {
    'content-type': 'image/svg+xml',
    'content-security-policy': LOGO_POLICY,
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=3600',
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
