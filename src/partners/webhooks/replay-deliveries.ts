import type * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { deliveryIdSchema, replayedSchema, replayRangeSchema } from './contract.ts';
import {
  deliveriesInRange,
  deliveryById,
  type EndpointRow,
  endpointById,
  replayDeliveries,
} from './store.ts';

export const replayDelivery = action({
  name: 'webhook-deliveries.replay',
  summary: 'Enviar de nuevo una entrega, con la misma webhook-id',
  permission: 'webhooks:write',
  feature: 'webhooks',
  input: deliveryIdSchema,
  output: replayedSchema,
  problems: ['not-found', 'endpoint-disabled'],
  run: async (ctx: Ctx, { id }) => {
    const [[row]] = await ctx.db.read([deliveryById(id)]);
    if (row === undefined) throw new AppError('not-found', 'No existe esa entrega.');
    const [[endpoint]] = await ctx.db.read([endpointById(row.endpointId)]);
    requireEnabled(endpoint);
    return await replay(ctx, row.endpointId, [id]);
  },
});

export const replayRange = action({
  name: 'webhook-endpoints.replay',
  summary: 'Enviar de nuevo las entregas de un rango de eventos, mil por vez',
  permission: 'webhooks:write',
  feature: 'webhooks',
  input: replayRangeSchema,
  output: replayedSchema,
  problems: ['not-found', 'endpoint-disabled'],
  run: runReplayRange,
});

async function runReplayRange(ctx: Ctx, input: z.output<typeof replayRangeSchema>) {
  const range = {
    from: input.fromSequence,
    to: input.toSequence ?? Number.MAX_SAFE_INTEGER,
    status: input.status,
  };
  const [[endpoint], rows] = await ctx.db.read([endpointById(input.id), deliveriesInRange(input.id, range)]);
  requireEnabled(endpoint);
  return await replay(
    ctx,
    input.id,
    rows.map(({ id }) => id),
  );
}

function requireEnabled(endpoint: EndpointRow | undefined): void {
  if (endpoint === undefined) throw new AppError('not-found', 'No existe ese destino.');
  if (endpoint.status === 'disabled') {
    throw new AppError(
      'endpoint-disabled',
      'El destino está desactivado: activalo antes de repetir sus entregas.',
    );
  }
}

async function replay(ctx: Ctx, endpointId: string, ids: readonly string[]): Promise<{ replayed: number }> {
  if (ids.length === 0) return { replayed: 0 };
  await ctx.db.commit({
    write: [replayDeliveries(ids, ctx.now)],
    events: [],
    audit: { action: 'webhook-deliveries.replay', subjectId: endpointId, details: { count: ids.length } },
  });
  ctx.wakeRelay();
  return { replayed: ids.length };
}
