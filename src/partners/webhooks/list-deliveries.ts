import type * as z from 'zod';
import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { deliveryDetailSchema, deliveryIdSchema, deliverySchema, listDeliveriesSchema } from './contract.ts';
import { presentDelivery } from './present-webhook.ts';
import { attemptsOf, deliveriesOf, deliveryById, endpointById } from './store.ts';

export const listDeliveries = action({
  name: 'webhook-deliveries.list',
  summary: 'Entregas de un destino, en el orden de sus eventos',
  permission: 'webhooks:read',
  input: listDeliveriesSchema,
  output: listOf(deliverySchema),
  problems: ['not-found'],
  run: runListDeliveries,
});

async function runListDeliveries(
  ctx: Ctx,
  { id, status, limit, cursor }: z.output<typeof listDeliveriesSchema>,
) {
  const filter = { endpointId: id, status, afterSequence: Number(cursor ?? 0), limit: limit + 1 };
  const [[endpoint], rows] = await ctx.db.read([endpointById(id), deliveriesOf(filter)]);
  if (endpoint === undefined) throw new AppError('not-found', 'No existe ese destino.');
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((row) => presentDelivery(ctx, row)),
    nextCursor: rows.length > limit && last !== undefined ? String(last.event.sequence) : null,
  };
}

export const readDelivery = action({
  name: 'webhook-deliveries.read',
  summary: 'Una entrega, con cada intento',
  permission: 'webhooks:read',
  input: deliveryIdSchema,
  output: deliveryDetailSchema,
  problems: ['not-found'],
  run: runReadDelivery,
});

async function runReadDelivery(ctx: Ctx, { id }: { id: string }) {
  const [[row], attempts] = await ctx.db.read([deliveryById(id), attemptsOf(id)]);
  if (row === undefined) throw new AppError('not-found', 'No existe esa entrega.');
  const zone = ctx.tenant.profile.timeZone;
  const attemptLog = attempts.map(({ number, at, status, error, latencyMs }) => ({
    number,
    at: formatInstant(at, zone),
    status,
    error,
    latencyMs,
  }));
  return { ...presentDelivery(ctx, row), attemptLog };
}
