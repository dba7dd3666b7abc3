import * as z from 'zod';
import { EVENT_TYPES } from '../../kernel/events.ts';

const idSchema = z.string().min(1).max(100);
const eventTypeSchema = z.enum([...EVENT_TYPES, '*']);

export const createEndpointSchema = z
  .strictObject({
    url: z.url().max(2_000).describe('https, pública y sin redirecciones'),
    events: z.array(eventTypeSchema).min(1).max(50).describe('Tipos de evento, o * para todos'),
  })
  .meta({ id: 'WebhookEndpointInput' });

export const endpointSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    status: z.enum(['enabled', 'disabled']),
    disabledReason: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'WebhookEndpoint' });

export const newEndpointSchema = endpointSchema
  .extend({ secret: z.string().describe('whsec_…, para verificar las firmas; se muestra esta única vez') })
  .meta({ id: 'NewWebhookEndpoint' });

export const endpointIdSchema = z.strictObject({ id: idSchema });

const deliveryStatusSchema = z.enum(['pending', 'delivered', 'dead']);

export const listDeliveriesSchema = z.strictObject({
  id: idSchema,
  status: deliveryStatusSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'Usá el nextCursor de la página anterior')
    .optional(),
});

export const deliverySchema = z
  .object({
    id: z.string(),
    endpointId: z.string(),
    webhookId: z.string().describe('La cabecera webhook-id: la misma en cada intento y en cada repetición'),
    eventType: z.string(),
    eventSequence: z.int(),
    status: deliveryStatusSchema,
    attempts: z.int(),
    nextAttemptAt: z.string().nullable(),
  })
  .meta({ id: 'WebhookDelivery' });

export const deliveryDetailSchema = deliverySchema
  .extend({
    attemptLog: z.array(
      z.object({
        number: z.int(),
        at: z.string(),
        status: z.int().nullable().describe('Estado HTTP, o null si no hubo respuesta'),
        error: z.string().nullable(),
        latencyMs: z.int(),
      }),
    ),
  })
  .meta({ id: 'WebhookDeliveryDetail' });

export const deliveryIdSchema = z.strictObject({ id: idSchema });

export const replayRangeSchema = z
  .strictObject({
    id: idSchema,
    fromSequence: z.int().min(1).describe('El primer evento que se repite'),
    toSequence: z.int().min(1).optional(),
    status: deliveryStatusSchema.default('dead').describe('Sólo las entregas en este estado'),
  })
  .meta({ id: 'WebhookReplayInput' });

export const replayedSchema = z.object({ replayed: z.int() });
