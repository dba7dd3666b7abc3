import { Hono } from 'hono';
import { feedRoutes } from './agenda/calendars/routes.ts';
import { liveRoutes } from './agenda/live/routes.ts';
import { deskApp } from './console/routes.ts';
import { mountEndpoints } from './http/endpoint.ts';
import type { HonoEnv } from './http/hono-env.ts';
import { newApp } from './http/new-app.ts';
import { redirectToCanonical } from './http/redirect-to-canonical.ts';
import { requestContext } from './http/request-context.ts';
import { hostOf, tenantFromHost } from './http/request-scope.ts';
import { AppError } from './kernel/problem.ts';
import { referenceRoutes } from './partners/reference/routes.ts';
import { settingsOf } from './platform/settings.ts';
import { problemAnswer } from './site/problem-page.tsx';
import { siteApp } from './site/routes.ts';
import { TENANT_ENDPOINTS } from './tenant-endpoints.ts';

export interface App {
  fetch: (request: Request, env: Env, execution: ExecutionContext) => Promise<Response>;
}

/** Which tenant answers is decided by Host alone. */
export function createApp(): App {
  const app = createTenantApp();
  return {
    fetch: async (request, env, execution) => {
      // Deployed, the operators' host has a route of its own and never comes here.
      if (env.BACKSTAGE !== undefined && hostOf(request) === settingsOf(env).consoleHost)
        return await env.BACKSTAGE.fetch(request);
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
