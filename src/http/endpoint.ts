import type { Hono } from 'hono';
import type { Actor } from '../kernel/actor.ts';
import { AppError, type FieldError } from '../kernel/problem.ts';
import { type Action, act, isReadyMade } from '../platform/action.ts';
import { Replay } from '../platform/tenant-db.ts';
import type { HonoContext, HonoEnv } from './hono-env.ts';
import { parseJsonObject, readText } from './read-json.ts';

type Method = 'get' | 'post' | 'put' | 'delete';
type AnyActor = { actor: Actor };

/** An action under a method and path; the API document is made from the same list that the router gets. */
export interface Endpoint<Context extends AnyActor> {
  readonly method: Method;
  /** `/bookings/{id}/cancel`: the names in braces are fields of the action's input. */
  readonly path: string;
  readonly status: 200 | 201;
  readonly tag: string;
  /** Takes an Idempotency-Key. */
  readonly isRepeatable: boolean;
  // The input and output types meet again inside `act`, which parses; a list of endpoints cannot carry them.
  readonly action: Action<Context, never, unknown>;
}

type Options = { readonly tag: string; readonly status?: 200 | 201; readonly isRepeatable?: boolean };

/** `endpoint('post /bookings', createBooking, { tag: 'Turnos', status: 201 })` */
// @__NO_SIDE_EFFECTS__
export function endpoint<Context extends AnyActor, Input, Output>(
  route: `${Method} /${string}`,
  action: Action<Context, Input, Output>,
  options: Options,
): Endpoint<Context> {
  const [method, path] = route.split(' ') as [Method, string];
  return {
    method,
    path,
    status: options.status ?? 200,
    tag: options.tag,
    isRepeatable: options.isRepeatable ?? false,
    action: action as unknown as Action<Context, never, unknown>,
  };
}

/** The parts of a request that decide who acts and whether it is a repetition. */
export interface ParsedRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly bodyText: string;
  readonly isRepeatable: boolean;
}

export interface Mount<Context> {
  readonly contextOf: (c: HonoContext, request: ParsedRequest) => Promise<Context>;
  readonly maxBodyBytes?: number;
}

export function mountEndpoints<Context extends AnyActor>(
  app: Hono<HonoEnv>,
  endpoints: readonly Endpoint<Context>[],
  mount: Mount<Context>,
): void {
  for (const [path, ofPath] of Map.groupBy(endpoints, (one) => one.path)) {
    const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const one of ofPath) app.on(one.method.toUpperCase(), pattern, (c) => answer(c, one, mount));
    const allow = ofPath.map(({ method }) => method.toUpperCase());
    app.all(pattern, (c) => {
      throw new AppError('method-not-allowed', `Acá no se usa ${c.req.method}, sino ${allow.join(' o ')}.`, {
        allow,
      });
    });
  }
}

async function answer<Context extends AnyActor>(
  c: HonoContext,
  { action, method, status, isRepeatable }: Endpoint<Context>,
  { contextOf, maxBodyBytes }: Mount<Context>,
): Promise<Response> {
  const params = c.req.param() as Record<string, string>;
  const hasBody = method === 'post' || method === 'put';
  const bodyText = hasBody ? await readText(c.req.raw, maxBodyBytes) : '';
  const fields = hasBody ? parseJsonObject(c.req.raw, bodyText) : c.req.query();
  refuseShadowed(params, fields, hasBody);
  try {
    const context = await contextOf(c, { params, bodyText, isRepeatable });
    const output = await act(action, context, { ...fields, ...params });
    return json(isReadyMade(output) ? output : JSON.stringify(output), status);
  } catch (error) {
    if (error instanceof Replay) return json(error.answer, status, { 'idempotent-replayed': 'true' });
    throw error instanceof AppError ? placed(error, params, hasBody) : error;
  }
}

function json(body: BodyInit, status: number, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
}

/** A field of the path cannot be given again in the body or query. */
function refuseShadowed(
  params: Record<string, string>,
  fields: Record<string, unknown>,
  hasBody: boolean,
): void {
  const shadowed = Object.keys(params).filter((name) => name in fields);
  if (shadowed.length === 0) return;
  const errors = shadowed.map((name) => ({
    in: hasBody ? 'body' : 'query',
    pointer: `/${name}`,
    detail: 'Ya está en la ruta',
  }));
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: errors as FieldError[],
  });
}

/** Says for each wrong field whether it came in the path, the query or the body. */
function placed(error: AppError, params: Record<string, string>, hasBody: boolean): AppError {
  if (error.members.errors === undefined) return error;
  const place = (pointer: string) => (pointer.slice(1) in params ? 'path' : hasBody ? 'body' : 'query');
  const errors = error.members.errors.map((one) => ({ ...one, in: place(one.pointer) }) as FieldError);
  const problem = new AppError(error.code, error.message, { ...error.members, errors });
  problem.cause = error.cause;
  return problem;
}
