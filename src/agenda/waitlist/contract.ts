import * as z from 'zod';
import { isLocalDate } from '../../kernel/local-time.ts';
import { contactInputSchema, customerSchema } from '../../people/customers/contract.ts';
import { idSchema } from '../availability/contract.ts';
import { moneySchema } from '../catalog/contract.ts';

const dateSchema = z.string().refine(isLocalDate, 'Fecha inexistente: usá AAAA-MM-DD');
const clockSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Una hora HH:MM');

export const joinWaitlistSchema = z
  .strictObject({
    serviceId: idSchema,
    providerId: idSchema.optional().describe('Sin él, con cualquier profesional'),
    locationId: idSchema.optional(),
    from: dateSchema.describe('Primer día que sirve'),
    to: dateSchema.describe('Último día que sirve'),
    weekdays: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .default([1, 2, 3, 4, 5, 6, 7])
      .describe('ISO: 1 es lunes'),
    hours: z
      .strictObject({ from: clockSchema, to: clockSchema })
      .refine(({ from, to }) => from < to, 'to tiene que ser posterior a from')
      .prefault({ from: '00:00', to: '24:00' })
      .describe('Entre qué horas puede empezar'),
    customer: contactInputSchema,
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'to no puede ser anterior a from' })
  .meta({ id: 'WaitlistInput' });

export const entryIdSchema = z.strictObject({ id: idSchema });

export const declineSchema = z.strictObject({
  id: idSchema,
  keepWaiting: z.boolean().default(true).describe('false: además salir de la lista'),
});

export const waitlistEntrySchema = z
  .object({
    id: z.string(),
    status: z.enum(['waiting', 'offered', 'booked', 'left', 'expired']),
    serviceId: z.string(),
    providerId: z.string().nullable(),
    locationId: z.string().nullable(),
    from: z.string(),
    to: z.string(),
    weekdays: z.array(z.int()),
    hours: z.object({ from: z.string(), to: z.string() }),
    customer: customerSchema,
    offer: z
      .object({
        holdId: z.string(),
        startsAt: z.string(),
        endsAt: z.string(),
        providerId: z.string(),
        locationId: z.string(),
        price: moneySchema,
        expiresAt: z.string(),
      })
      .nullable()
      .describe('Un horario guardado para esta persona hasta expiresAt'),
    bookingId: z.string().nullable(),
    createdAt: z.string(),
  })
  .meta({ id: 'WaitlistEntry' });

/** What whoever waits sees besides it. */
export const managedEntrySchema = waitlistEntrySchema
  .extend({
    position: z.int().nullable().describe('Lugar en la fila de este servicio; null si ya no espera'),
    manageUrl: z.string(),
    manageToken: z.string().describe('Para la cabecera Manage-Token'),
  })
  .meta({ id: 'ManagedWaitlistEntry' });

export const listWaitlistSchema = z.strictObject({
  serviceId: idSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(64).optional(),
});

export type WaitlistEntry = z.infer<typeof waitlistEntrySchema>;
export type ManagedEntry = z.infer<typeof managedEntrySchema>;
export type JoinWaitlistInput = z.output<typeof joinWaitlistSchema>;
