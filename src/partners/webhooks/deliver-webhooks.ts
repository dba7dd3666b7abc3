import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import { publishedEvent } from '../events/publish-event.ts';
import { postToReceiver, type ReceivedAttempt } from './gateway-receiver.ts';
import { isGone, planNextStep } from './rules/retry-schedule.ts';
import { checkWebhookTarget } from './rules/webhook-target.ts';
import { webhookHeaders } from './sign-webhook.ts';
import {
  advanceDelivery,
  buryPending,
  type DeliveryRow,
  dueDeliveries,
  type EndpointRow,
  endpointById,
  leaseDelivery,
  nextDueAt,
  recordAttempt,
  setEndpointStatus,
} from './store.ts';

/** Longer than an attempt can take. */
const LEASE_MS = 60_000;
const PER_ROUND = 20;
/** A Worker has six connections at once; two are left for the database. */
const AT_ONCE = 4;

export interface DeliveryRound {
  readonly attempted: number;
  /** There is more to send now. */
  readonly hasMore: boolean;
  readonly nextDueAt: number | undefined;
}

/** Sends what is due to one endpoint, oldest event first; each attempt is recorded as soon as it is over. */
export async function deliverWebhooks(ctx: Ctx, endpointId: string): Promise<DeliveryRound> {
  const [[endpoint], due] = await ctx.db.read([
    endpointById(endpointId),
    dueDeliveries(endpointId, ctx.now, PER_ROUND),
  ]);
  if (endpoint === undefined || endpoint.status === 'disabled') {
    if (due.length > 0) await ctx.db.note([buryPending(endpointId, ctx.now)]);
    return { attempted: 0, hasMore: false, nextDueAt: undefined };
  }
  const leased = await leaseAll(ctx, due);
  const secret = await ctx.vault.unseal(endpoint.sealedSecret, {
    table: 'webhook_endpoints',
    column: 'sealed_secret',
    rowId: endpoint.id,
  });
  const queue = [...leased];
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const isGoneNow = await attempt(ctx, { endpoint, secret }, next);
      if (isGoneNow) queue.length = 0;
    }
  });
  await Promise.all(workers);
  const [next] = await ctx.db.read([nextDueAt({ now: ctx.now })]);
  return { attempted: leased.length, hasMore: due.length === PER_ROUND, nextDueAt: next[0]?.at ?? undefined };
}

async function leaseAll(ctx: Ctx, due: readonly DeliveryRow[]): Promise<DeliveryRow[]> {
  const [first, ...others] = due.map(({ id }) => leaseDelivery(id, ctx.now, ctx.now + LEASE_MS));
  if (first === undefined) return [];
  const changed = await ctx.db.note([first, ...others]);
  return due.filter((_, index) => changed[index] === 1);
}

interface Receiver {
  readonly endpoint: EndpointRow;
  readonly secret: string;
}

/** Answers whether the receiver wants no more. */
async function attempt(ctx: Ctx, { endpoint, secret }: Receiver, delivery: DeliveryRow): Promise<boolean> {
  const received = await send(ctx, { endpoint, secret }, delivery);
  const next = planNextStep(delivery, received, ctx.now);
  const number = delivery.attempts + 1;
  const { status = null, error = null, latencyMs } = received;
  const progress = {
    status: next.status,
    attempts: number,
    step: next.status === 'pending' ? next.step : delivery.step,
    nextAttemptAt: next.status === 'pending' ? next.nextAttemptAt : null,
  };
  const gone: Query[] = isGone(received)
    ? [
        setEndpointStatus(
          endpoint.id,
          { status: 'disabled', disabledReason: 'El receptor contestó 410' },
          ctx.now,
        ),
        buryPending(endpoint.id, ctx.now),
      ]
    : [];
  await ctx.db.note([
    recordAttempt({ deliveryId: delivery.id, number, at: ctx.now, status, error, latencyMs }),
    advanceDelivery(delivery.id, progress, ctx.now),
    ...gone,
  ]);
  if (next.status === 'dead') ctx.log.warn('webhook.dead', { deliveryId: delivery.id, attempts: number });
  return gone.length > 0;
}

/** The target is checked again: a row may be older than a rule, or not have come through the API. */
async function send(
  ctx: Ctx,
  { endpoint, secret }: Receiver,
  delivery: DeliveryRow,
): Promise<ReceivedAttempt> {
  if (!checkWebhookTarget(endpoint.url, ctx.webhookPolicy).ok)
    return { error: 'target-refused', latencyMs: 0 };
  const body = JSON.stringify(publishedEvent(delivery.event));
  const timestamp = Math.floor(ctx.now / 1_000);
  return await postToReceiver(
    endpoint.url,
    body,
    await webhookHeaders(secret, { id: delivery.event.id, timestamp, body }),
  );
}
