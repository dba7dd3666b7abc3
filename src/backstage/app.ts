import { Hono } from 'hono';
import { operatorPages } from '../console/operator/routes.tsx';
import { mountEndpoints } from '../http/endpoint.ts';
import type { HonoEnv } from '../http/hono-env.ts';
import { newApp } from '../http/new-app.ts';
import { hostOf } from '../http/request-scope.ts';
import { AppError } from '../kernel/problem.ts';
import { operatorSettingsOf } from '../platform/operator-settings.ts';
import { settingsOf } from '../platform/settings.ts';
import { cloudflareRoutes } from '../tenancy/domains/routes.ts';
import { exportTenant } from '../tenancy/lifecycle/export-tenant.ts';
import { enterpriseDocument, enterpriseEndpoints } from '../tenancy/pipeline/routes.ts';
import { operatorContexts } from './operator-context.ts';
import { OPERATOR_ENDPOINTS } from './operator-endpoints.ts';

const MAX_SPEC_BYTES = 1024 * 1024;

/** The operators' host: their API, the resellers' and the pages. */
export function createBackstageApp(env: BackstageEnv): Hono<HonoEnv> {
  const { operatorContext, trustedContext } = operatorContexts(env);
  const app = newApp();
  app.use('*', async (c, next) => {
    if (hostOf(c.req.raw) !== settingsOf(env).consoleHost)
      throw new AppError('unknown-host', 'Este dominio no corresponde a ningún sitio.');
    await next();
  });
  const mount = { contextOf: operatorContext, maxBodyBytes: MAX_SPEC_BYTES };
  const api = new Hono<HonoEnv>();
  api.get('/tenants/:slug/export', async (c) => {
    const { fileName, bytes } = await exportTenant(await operatorContext(c), c.req.param('slug'));
    return c.body(bytes, 200, {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    });
  });
  mountEndpoints(api, OPERATOR_ENDPOINTS, mount);
  const enterprise = new Hono<HonoEnv>();
  mountEndpoints(enterprise, enterpriseEndpoints, mount);
  enterprise.get('/openapi.json', (c) => c.json(enterpriseDocument()));
  app.route('/api/operator', api);
  app.route('/api/enterprise', enterprise);
  app.route('/', cloudflareRoutes(env));
  app.route('/', operatorPages(operatorSettingsOf(env).operatorToken, trustedContext));
  return app;
}
