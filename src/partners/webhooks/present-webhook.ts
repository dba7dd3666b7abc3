import type * as z from 'zod';
import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import type { deliverySchema, endpointSchema } from './contract.ts';
import type { DeliveryRow, EndpointRow } from './store.ts';

export function presentEndpoint(ctx: Ctx, row: EndpointRow): z.infer<typeof endpointSchema> {
  return {
    id: row.id,
    url: row.url,
    events: [...row.events],
    status: row.status,
    disabledReason: row.disabledReason,
    createdAt: formatInstant(row.createdAt, ctx.tenant.profile.timeZone),
  };
}

export function presentDelivery(ctx: Ctx, row: DeliveryRow): z.infer<typeof deliverySchema> {
  const { id, endpointId, status, attempts, nextAttemptAt, event } = row;
  return {
    id,
    endpointId,
    webhookId: event.id,
    eventType: event.type,
    eventSequence: event.sequence,
    status,
    attempts,
    nextAttemptAt: nextAttemptAt === null ? null : formatInstant(nextAttemptAt, ctx.tenant.profile.timeZone),
  };
}
