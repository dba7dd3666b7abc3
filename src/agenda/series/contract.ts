import * as z from 'zod';
import { contactInputSchema } from '../../people/customers/contract.ts';
import { idSchema, instantSchema, slotSchema } from '../availability/contract.ts';
import { askedBySchema, managedBookingSchema } from '../bookings/contract.ts';

const MAX_DATES = 104;
const instantsSchema = z.array(instantSchema).max(MAX_DATES).default([]);

const wishedSeriesSchema = z.strictObject({
  serviceId: idSchema,
  providerId: idSchema.optional().describe('Sin él, quien pueda atender más fechas'),
  locationId: idSchema.optional(),
  startsAt: instantSchema.describe('El primer turno; tiene que ser una fecha de la regla'),
  rule: z.string().min(1).max(500).describe('RRULE de RFC 5545 con COUNT o UNTIL, como FREQ=WEEKLY;COUNT=10'),
  exceptions: instantsSchema.describe('Fechas de la regla que no van (EXDATE)'),
  skip: instantsSchema.describe('Fechas con conflicto que se dejan afuera'),
  replace: z
    .array(z.strictObject({ startsAt: instantSchema, by: instantSchema, providerId: idSchema.optional() }))
    .max(MAX_DATES)
    .default([])
    .describe('Fechas que van en otro horario'),
});

export const previewSeriesSchema = wishedSeriesSchema.meta({ id: 'SeriesPreviewInput' });

export const createSeriesSchema = wishedSeriesSchema
  .extend({ customer: contactInputSchema, notes: z.string().trim().max(500).optional() })
  .meta({ id: 'SeriesInput' });

export const seriesIdSchema = z.strictObject({ id: idSchema });

export const moveSeriesSchema = z
  .strictObject({
    id: idSchema,
    bookingId: idSchema,
    scope: z.enum(['one', 'following']).describe('following: este turno y los que siguen'),
    startsAt: instantSchema.describe('El nuevo horario de ese turno'),
    providerId: idSchema.optional(),
    by: askedBySchema,
  })
  .meta({ id: 'SeriesMoveInput' });

export const cancelSeriesSchema = z
  .strictObject({
    id: idSchema,
    bookingId: idSchema,
    scope: z.enum(['one', 'following', 'all']),
    by: askedBySchema,
    reason: z.string().trim().min(1).max(200).optional(),
  })
  .meta({ id: 'SeriesCancelInput' });

const seriesDateSchema = z
  .object({
    startsAt: z.string().describe('La fecha de la regla'),
    at: z.string().describe('A qué hora sería: otra, si se reemplazó'),
    isFree: z.boolean(),
    providerId: z.string().nullable(),
    reason: z.string().nullable().describe('Por qué no: busy, notice, outside-hours…'),
    alternatives: z.array(slotSchema).describe('Los horarios libres más cercanos, para skip o replace'),
  })
  .meta({ id: 'SeriesDate' });

export const seriesPreviewSchema = z
  .object({
    timeZone: z.string(),
    providerId: z.string().nullable().describe('Quién atendería la serie'),
    dates: z.array(seriesDateSchema),
  })
  .meta({ id: 'SeriesPreview' });

export const seriesSchema = z
  .object({
    id: z.string(),
    rule: z.string().describe('La regla con que se acordó'),
    timeZone: z.string(),
    serviceId: z.string(),
    providerId: z.string(),
    locationId: z.string(),
    customerId: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    bookings: z.array(managedBookingSchema),
  })
  .meta({ id: 'Series' });

export type SeriesDate = z.infer<typeof seriesDateSchema>;
export type SeriesPreview = z.infer<typeof seriesPreviewSchema>;
export type Series = z.infer<typeof seriesSchema>;
export type WishedSeries = z.output<typeof wishedSeriesSchema>;
export type CreateSeriesInput = z.output<typeof createSeriesSchema>;
export type MoveSeriesInput = z.output<typeof moveSeriesSchema>;
export type CancelSeriesInput = z.output<typeof cancelSeriesSchema>;
