import * as z from 'zod';
import { idSchema, instantSchema } from '../availability/contract.ts';
import { bookingSchema } from '../bookings/contract.ts';

export const MAX_BLOCK_DAYS = 60;

export const createBlockSchema = z
  .strictObject({
    subjectId: idSchema.describe('El id de un profesional o de un recurso'),
    startsAt: instantSchema,
    endsAt: instantSchema,
    reason: z.string().trim().min(2).max(80),
    overBookings: z
      .boolean()
      .default(false)
      .describe('true: bloquear aunque haya turnos; siguen en pie hasta que se reasignen o cancelen'),
  })
  .meta({ id: 'BlockInput' });

export const blockSchema = z
  .object({
    id: z.string(),
    subjectId: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'Block' });

export const createdBlockSchema = blockSchema.extend({
  bookings: z.array(bookingSchema).describe('Los turnos que quedaron debajo del bloqueo'),
});

export const listBlocksSchema = z.strictObject({
  subjectId: idSchema.optional(),
  from: instantSchema,
  to: instantSchema,
});

export const blockIdSchema = z.strictObject({ id: idSchema });

export type Block = z.infer<typeof blockSchema>;
