import * as z from 'zod';
import { idSchema, wishSchema } from '../availability/contract.ts';
import { bookedItemSchema } from '../bookings/contract.ts';
import { moneySchema } from '../catalog/contract.ts';

export const createHoldSchema = wishSchema.meta({ id: 'HoldInput' });

export const holdSchema = z
  .object({
    id: z.string(),
    expiresAt: z.string(),
    serviceId: z.string(),
    providerId: z.string(),
    locationId: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    items: z.array(bookedItemSchema).describe('Los servicios de la visita, en orden'),
    seats: z.int().describe('Lugares que guarda en un turno grupal'),
    price: moneySchema,
  })
  .meta({ id: 'Hold' });

export const holdIdSchema = z.strictObject({ id: idSchema });

export type Hold = z.infer<typeof holdSchema>;
