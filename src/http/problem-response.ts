import { AppError, PROBLEMS } from '../kernel/problem.ts';
import { errorFields } from '../platform/log.ts';
import type { HonoContext } from './hono-env.ts';

const RETRY_AFTER_SECONDS: ReadonlyMap<number, string> = new Map([
  [429, '10'],
  [503, '5'],
]);

/** An error as RFC 9457 problem+json. An unexpected one is logged and answered with a fixed sentence. */
export function problemResponse(c: HonoContext, error: unknown): Response {
  const problem = expected(c, error);
  const { status, title } = PROBLEMS[problem.code];
  const body = {
    type: `/docs#${problem.code}`,
    code: problem.code,
    status,
    title,
    detail: problem.message,
    instance: c.get('requestId'),
    ...problem.members,
  };
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  const retryAfter =
    RETRY_AFTER_SECONDS.get(status) ?? (problem.code === 'request-in-progress' ? '2' : undefined);
  if (Array.isArray(problem.members.allow)) headers.set('allow', problem.members.allow.join(', '));
  if (retryAfter !== undefined) headers.set('retry-after', retryAfter);
  return new Response(JSON.stringify(body), { status, headers });
}

/** The problem that an error means; logs what nobody expected. */
export function expected(c: HonoContext, error: unknown): AppError {
  if (error instanceof AppError) {
    if (error.cause !== undefined)
      c.get('log').warn('request.problem', { code: error.code, ...errorFields(error) });
    return error;
  }
  c.get('log').error('request.failed', errorFields(error));
  return new AppError(
    'internal-error',
    'Algo falló de nuestro lado. Si se repite, pasanos el identificador de instance.',
  );
}
