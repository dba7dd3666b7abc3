import { Hono } from 'hono';
import { feedRoutes } from './agenda/calendars/routes.ts';
import { liveRoutes } from './agenda/live/routes.ts';
import { operatorPages } from './console/operator/routes.tsx';
import { deskApp } from './console/routes.ts';
import { mountEndpoints } from './http/endpoint.ts';
import type { HonoEnv } from './http/hono-env.ts';
import { problemResponse } from './http/problem-response.ts';
import { redirectToCanonical } from './http/redirect-to-canonical.ts';
import { requestContext } from './http/request-context.ts';
import { hostOf, requestScope, tenantFromHost } from './http/request-scope.ts';
import { securityHeaders } from './http/security-headers.ts';
import { AppError } from './kernel/problem.ts';
import { checkReadiness } from './operations/health/check-readiness.ts';
import { operatorContext, trustedContext } from './operator-context.ts';
import { OPERATOR_ENDPOINTS } from './operator-endpoints.ts';
import { referenceRoutes } from './partners/reference/routes.ts';
import { settingsOf } from './platform/settings.ts';
import { problemAnswer } from './site/problem-page.tsx';
import { siteApp } from './site/routes.ts';
import { cloudflareRoutes } from './tenancy/domains/routes.ts';
import { exportTenant } from './tenancy/lifecycle/export-tenant.ts';
import { enterpriseDocument, enterpriseEndpoints } from './tenancy/pipeline/routes.ts';
import { TENANT_ENDPOINTS } from './tenant-endpoints.ts';

const MAX_SPEC_BYTES = 1024 * 1024;

/** One router for tenants and one for the platform's own host: which one answers is decided by Host alone. */
export function createApp(): {
  fetch: (request: Request, env: Env, execution: ExecutionContext) => Promise<Response>;
} {
  const tenantApp = createTenantApp();
  const consoleApp = createConsoleApp();
  return {
    fetch: async (request, env, execution) => {
      const app = hostOf(request) === settingsOf(env).consoleHost ? consoleApp : tenantApp;
      return await app.fetch(request, env, execution);
    },
  };
}

function createTenantApp(): Hono<HonoEnv> {
  const app = newApp();
  const api = new Hono<HonoEnv>();
  mountEndpoints(api, TENANT_ENDPOINTS, { contextOf: requestContext });
  app.use('*', tenantFromHost, redirectToCanonical);
  app.route('/api/v1', liveRoutes);
  app.route('/api/v1', api);
  app.route('/', feedRoutes());
  app.route('/', siteApp);
  app.route('/', deskApp);
  app.notFound((c) => problemAnswer(c, new AppError('not-found', 'No hay nada en esta dirección.')));
  app.onError((error, c) => problemAnswer(c, error));
  app.route('/', referenceRoutes(TENANT_ENDPOINTS));
  return app;
}

function createConsoleApp(): Hono<HonoEnv> {
  const app = newApp();
  const api = new Hono<HonoEnv>();
  api.get('/tenants/:slug/export', async (c) => {
    const ctx = await operatorContext(c);
    const { fileName, bytes } = await exportTenant(ctx, c.req.param('slug'));
    return c.body(bytes, 200, {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    });
  });
  mountEndpoints(api, OPERATOR_ENDPOINTS, { contextOf: operatorContext, maxBodyBytes: MAX_SPEC_BYTES });
  app.route('/api/operator', api);
  app.route('/', cloudflareRoutes);
  const enterprise = new Hono<HonoEnv>();
  mountEndpoints(enterprise, enterpriseEndpoints, {
    contextOf: operatorContext,
    maxBodyBytes: MAX_SPEC_BYTES,
  });
  enterprise.get('/openapi.json', (c) => c.json(enterpriseDocument()));
  app.route('/api/enterprise', enterprise);
  app.route('/', operatorPages(trustedContext));
  return app;
}

/** What every host answers: health, problems, and the request's scope around all of it. */
function newApp(): Hono<HonoEnv> {
  const app = new Hono<HonoEnv>();
  app.use('*', requestScope, securityHeaders);
  app.get('/livez', (c) => c.json({ status: 'live' }));
  app.get('/readyz', async (c) => {
    const readiness = await checkReadiness(c.env, c.get('log'));
    return c.json(readiness, readiness.status === 'ready' ? 200 : 503);
  });
  app.notFound((c) => problemResponse(c, new AppError('not-found', 'No hay nada en esta dirección.')));
  app.onError((error, c) => problemResponse(c, error));
  return app;
}
