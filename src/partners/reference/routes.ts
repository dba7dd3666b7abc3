import { Hono } from 'hono';
import type { Endpoint } from '../../http/endpoint.ts';
import type { HonoEnv } from '../../http/hono-env.ts';
import { openApiDocument } from '../../http/openapi.ts';
import { pagePolicy } from '../../http/security-headers.ts';
import type { Ctx } from '../../platform/context.ts';
import { referencePage } from './reference-page.tsx';

/** The API document and the page made from it. Made once for each tenant's name and isolate, when asked for. */
export function referenceRoutes(endpoints: readonly Endpoint<Ctx>[]): Hono<HonoEnv> {
  const app = new Hono<HonoEnv>();
  const documents = new Map<string, Record<string, unknown>>();
  const documentOf = (tenantName: string) => {
    const known = documents.get(tenantName);
    if (known !== undefined) return known;
    const document = openApiDocument(`API de turnos de ${tenantName}`, endpoints);
    if (documents.size >= 100) documents.clear();
    documents.set(tenantName, document);
    return document;
  };
  app.get('/api/v1/openapi.json', (c) => c.json(documentOf(c.get('tenant').profile.name)));
  app.get('/docs', (c) => {
    c.header('content-security-policy', pagePolicy("'self'"));
    return c.html(referencePage(documentOf(c.get('tenant').profile.name)));
  });
  return app;
}
