import * as z from 'zod';
import { EVENT_TYPES } from '../../kernel/events.ts';

export const listEventsSchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('El último sequence que ya tenés'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const eventSchema = z
  .object({
    id: z.string().describe('La webhook-id con que se envía'),
    type: z.enum(EVENT_TYPES),
    sequence: z.int().describe('Sin huecos dentro de un sitio'),
    timestamp: z.string(),
    data: z.record(z.string(), z.unknown()),
    changes: z.record(z.string(), z.object({ old: z.unknown(), new: z.unknown() })).optional(),
  })
  .meta({ id: 'Event' });

export const eventPageSchema = z.object({
  data: z.array(eventSchema),
  nextCursor: z.string().nullable().describe('El after de la página siguiente; null si no hay más por ahora'),
});
