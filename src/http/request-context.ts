import { isManageToken } from '../agenda/bookings/manage-link.ts';
import type { Actor } from '../kernel/actor.ts';
import { AppError } from '../kernel/problem.ts';
import { verifyApiKey } from '../partners/credentials/verify-api-key.ts';
import type { Ctx } from '../platform/context.ts';
import { digest } from '../platform/secrets.ts';
import { settingsOf } from '../platform/settings.ts';
import type { IdempotentRequest } from '../platform/tenant-db.ts';
import { tierOf } from '../tenancy/plans/rules/offer.ts';
import { takeCell } from '../tenancy/plans/take-cell.ts';
import { type Occasion, tenantContext } from '../tenant-context.ts';
import type { ParsedRequest } from './endpoint.ts';
import type { HonoContext } from './hono-env.ts';

const GUEST: Actor = { type: 'guest' };

/** The context of an API request: who acts, and under which idempotency key. */
export async function requestContext(c: HonoContext, request: ParsedRequest): Promise<Ctx> {
  const occasion = occasionOf(c);
  const actor = await actorOf(c, occasion, request);
  if (actor.type === 'api-key') await limitKeys(c);
  else if (c.req.method !== 'GET') await limitWrites(c, actor);
  const idempotency = request.isRepeatable ? await idempotencyOf(c, actor, request.bodyText) : undefined;
  if (actor === GUEST && idempotency === undefined) return tenantContext(c.env, occasion);
  return tenantContext(c.env, { ...occasion, actor, idempotency });
}

/** The context of a page: a guest, or the bearer of a manage link; a form that may be sent twice has a key. */
export function pageContext(
  c: HonoContext,
  who: Partial<Pick<Occasion, 'actor' | 'idempotency' | 'through'>> = {},
): Ctx {
  return tenantContext(c.env, { ...occasionOf(c), through: 'page', ...who });
}

function occasionOf(c: HonoContext): Occasion {
  const url = new URL(c.req.url);
  return {
    tenant: c.get('tenant'),
    actor: GUEST,
    now: c.get('now'),
    firstAnswerBy: c.get('now') + settingsOf(c.env).databaseReadTimeoutMs,
    requestId: c.get('requestId'),
    origin: url.origin,
    log: c.get('log'),
    defer: (work) => c.executionCtx.waitUntil(work),
  };
}

async function actorOf(c: HonoContext, occasion: Occasion, { params }: ParsedRequest): Promise<Actor> {
  const authorization = c.req.header('authorization');
  const token = c.req.header('manage-token');
  if (authorization === undefined && token === undefined) return GUEST;
  const anonymous = tenantContext(c.env, occasion);
  if (authorization !== undefined) return await verifyApiKey(anonymous, bearer(authorization));
  const bookingId = params.id ?? '';
  if (token !== undefined && (await isManageToken(anonymous, bookingId, token)))
    return { type: 'manage-link', bookingId };
  throw new AppError('not-found', 'No existe ese turno.');
}

function bearer(authorization: string): string {
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization) ?? [];
  if (token === undefined)
    throw new AppError('unauthenticated', 'Usá la forma Authorization: Bearer <clave>.');
  return token;
}

/** Every key of a tenant draws on the rate of its plan. */
async function limitKeys(c: HonoContext): Promise<void> {
  const { id, plan } = c.get('tenant');
  const rate = await takeCell({
    namespace: c.env.RATE_METER,
    tenantId: id,
    tier: tierOf(plan, settingsOf(c.env).apiRateFactor),
    now: c.get('now'),
    log: c.get('log'),
  });
  if (rate === undefined) return;
  c.set('rate', rate);
  if (!rate.isWithin)
    throw new AppError('rate-limited', 'Más pedidos que los del plan. Esperá lo que dice Retry-After.');
}

/** Partners with a key have the rate of the plan; everybody else shares one small bucket per address and tenant. */
export async function limitWrites(c: HonoContext, actor: Actor): Promise<void> {
  if (actor.type === 'api-key') return;
  const address = c.req.header('cf-connecting-ip') ?? 'unknown';
  const { success } = await c.env.PUBLIC_WRITES.limit({ key: `${c.get('tenant').id}|${address}` });
  if (!success)
    throw new AppError('rate-limited', 'Demasiados pedidos seguidos. Esperá unos segundos y probá de nuevo.');
}

/**
 * The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-07), quoted or bare. The record's key
 * binds it to who asks and what is asked, so that nobody else's key can meet it.
 */
async function idempotencyOf(
  c: HonoContext,
  actor: Actor,
  bodyText: string,
): Promise<IdempotentRequest | undefined> {
  const header = c.req.header('idempotency-key');
  if (header === undefined) return undefined;
  const key = header.replace(/^"(.*)"$/, '$1');
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError('invalid-input', 'Idempotency-Key: entre 1 y 255 caracteres visibles, sin espacios.');
  }
  const credential = actor.type === 'api-key' ? actor.keyId : actor.type;
  return {
    key: await digest(`${credential}|${c.req.method}|${c.req.path}|${key}`),
    requestHash: await digest(bodyText),
  };
}
