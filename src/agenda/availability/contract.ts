import * as z from 'zod';
import { isLocalDate, parseInstant } from '../../kernel/local-time.ts';
import { moneySchema } from '../catalog/contract.ts';

export const dateSchema = z
  .string()
  .refine(isLocalDate, 'Fecha inexistente: usá AAAA-MM-DD')
  .describe('Fecha local de la sucursal, AAAA-MM-DD');

const slotItemSchema = z
  .object({
    serviceId: z.string(),
    providerIds: z.array(z.string()),
    startsAt: z.string(),
    endsAt: z.string(),
  })
  .meta({ id: 'SlotItem' });

export const slotSchema = z
  .object({
    startsAt: z.string().describe('RFC 3339 con el huso de la sucursal'),
    endsAt: z.string(),
    providerId: z.string().describe('Quien empieza'),
    locationId: z.string(),
    seatsLeft: z.int(),
    price: moneySchema.describe('De toda la visita y de todos los lugares pedidos'),
    items: z
      .array(slotItemSchema)
      .optional()
      .describe('Quién hace qué y cuándo, si son varios servicios o varios profesionales'),
    minutesLost: z.int().optional().describe('Con rank=1: minutos que ya no se podrían vender'),
    isRecommended: z
      .boolean()
      .optional()
      .describe('Con rank=1: no parte el hueco libre, y ningún otro inicio del hueco pierde menos'),
    why: z
      .enum(['nearest-time', 'other-provider', 'other-location'])
      .optional()
      .describe('En alternatives: qué cambia respecto de lo pedido'),
  })
  .meta({ id: 'Slot' });

const missingStartSchema = z
  .object({
    date: z.string(),
    startsAt: z.string().nullable().describe('null: vale para todo el día'),
    providerId: z.string(),
    rule: z
      .string()
      .describe(
        'La regla que lo quitó: closed, holiday, exception, duration, booking, hold, block, external, seats, buffer, travel, resource, limit-day, limit-week, notice, dates, window, realigned',
      ),
    changedBy: z.string().describe('Quién podría cambiarlo'),
    detail: z.string().optional(),
  })
  .meta({ id: 'MissingStart' });

export const availabilitySchema = z.object({
  timeZone: z.string(),
  slots: z.array(slotSchema),
  missing: z
    .array(missingStartSchema)
    .optional()
    .describe('Sólo con explain=1; de una visita de varios servicios, lo que falta del primero'),
});

const MAX_NEXT = 4;

/** `srv_1,srv_2:prv_3` */
const thenTextSchema = z
  .string()
  .max(560)
  .transform((text) =>
    text.split(',').map((part) => {
      const [serviceId = '', providerId] = part.split(':');
      return { serviceId, providerId };
    }),
  )
  .refine((next) => next.length <= MAX_NEXT, `Hasta ${MAX_NEXT} servicios más`)
  .describe('Más servicios de la misma visita, en orden: servicio o servicio:profesional, con comas');

export const availabilityQuerySchema = z.strictObject({
  serviceId: z.string().max(64),
  providerId: z.string().max(64).optional(),
  locationId: z.string().max(64).optional(),
  from: dateSchema,
  to: dateSchema,
  then: thenTextSchema.optional(),
  seats: z.coerce.number().int().min(1).max(500).optional().describe('Lugares, en un servicio grupal'),
  rank: z.literal('1').optional().describe('1: cuánto tiempo deja sin vender cada horario'),
  explain: z.literal('1').optional().describe('1: también por qué falta cada horario'),
});

export type Slot = z.infer<typeof slotSchema>;
export type AvailabilityQuery = z.infer<typeof availabilityQuerySchema>;
export type MissingSlot = z.infer<typeof missingStartSchema>;
export type Availability = z.infer<typeof availabilitySchema>;

export const instantSchema = z
  .string()
  .max(40)
  .refine(
    (text) => parseInstant(text) !== undefined,
    'Usá RFC 3339 con huso, por ejemplo 2026-12-01T10:00:00-03:00',
  )
  .transform((text) => parseInstant(text) ?? 0)
  .describe('RFC 3339 con huso');

export const idSchema = z.string().min(1).max(64);

const nextServiceSchema = z.strictObject({ serviceId: idSchema, providerId: idSchema.optional() });

/** A start that somebody wants to take. */
export const wishSchema = z.strictObject({
  serviceId: idSchema,
  providerId: idSchema.optional().describe('Sin él, cualquier profesional'),
  providerIds: z
    .array(idSchema)
    .min(2)
    .max(20)
    .optional()
    .describe('Todos los que atienden juntos, si el servicio pide varios'),
  locationId: idSchema.optional(),
  startsAt: instantSchema,
  then: z
    .array(nextServiceSchema)
    .max(MAX_NEXT)
    .optional()
    .describe('Más servicios de la misma visita, en orden'),
  seats: z.int().min(1).max(500).optional().describe('Lugares, en un servicio grupal'),
});

export type Wish = z.output<typeof wishSchema>;
