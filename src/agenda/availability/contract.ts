import * as z from 'zod';
import { isLocalDate, parseInstant } from '../../kernel/local-time.ts';
import { moneySchema } from '../catalog/contract.ts';

const dateSchema = z
  .string()
  .refine(isLocalDate, 'Fecha inexistente: usá AAAA-MM-DD')
  .describe('Fecha local de la sucursal, AAAA-MM-DD');

export const slotSchema = z
  .object({
    startsAt: z.string().describe('RFC 3339 con el huso de la sucursal'),
    endsAt: z.string(),
    providerId: z.string(),
    locationId: z.string(),
    seatsLeft: z.int(),
    price: moneySchema,
  })
  .meta({ id: 'Slot' });

const missingStartSchema = z
  .object({
    date: z.string(),
    startsAt: z.string().nullable().describe('null: vale para todo el día'),
    providerId: z.string(),
    rule: z
      .string()
      .describe('La regla que lo quitó: closed, holiday, exception, booking, hold, block, buffer, notice…'),
    changedBy: z.string().describe('Quién podría cambiarlo'),
    detail: z.string().optional(),
  })
  .meta({ id: 'MissingStart' });

export const availabilitySchema = z.object({
  timeZone: z.string(),
  slots: z.array(slotSchema),
  missing: z.array(missingStartSchema).optional().describe('Sólo con explain=1'),
});

export const availabilityQuerySchema = z.strictObject({
  serviceId: z.string().max(64),
  providerId: z.string().max(64).optional(),
  locationId: z.string().max(64).optional(),
  from: dateSchema,
  to: dateSchema,
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

/** A start that somebody wants to take. */
export const wishSchema = z.strictObject({
  serviceId: idSchema,
  providerId: idSchema.optional().describe('Sin él, cualquier profesional'),
  locationId: idSchema.optional(),
  startsAt: instantSchema,
});

export type Wish = z.output<typeof wishSchema>;
