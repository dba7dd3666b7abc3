import { Hono } from 'hono';
import { AppError } from '../kernel/problem.ts';
import { checkReadiness } from '../operations/health/check-readiness.ts';
import type { HonoEnv } from './hono-env.ts';
import { problemResponse } from './problem-response.ts';
import { requestScope } from './request-scope.ts';
import { securityHeaders } from './security-headers.ts';

/** What every host answers: health, problems, and the request's scope around all of it. */
export function newApp(): Hono<HonoEnv> {
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
