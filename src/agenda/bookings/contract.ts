import * as z from 'zod';
import { contactInputSchema, customerSchema } from '../../people/customers/contract.ts';
import { givenShape } from '../../people/intake/contract.ts';
import { idSchema, instantSchema, wishSchema } from '../availability/contract.ts';
import { moneySchema } from '../catalog/contract.ts';

export const createBookingSchema = z
  .strictObject({
    holdId: idSchema.optional(),
    ...wishSchema.partial().shape,
    customer: contactInputSchema,
    notes: z.string().trim().max(500).optional(),
    ...givenShape,
    payment: z
      .strictObject({
        collectedBy: z.literal('partner'),
        withinMinutes: z.int().min(5).max(4_320).default(30),
      })
      .optional()
      .describe('El socio cobra: el turno queda pendiente hasta que lo confirme o pase el plazo'),
  })
  .superRefine((input, check) => {
    if (input.holdId !== undefined) return refuseBesidesHold(input, check);
    for (const field of ['serviceId', 'startsAt'] as const) {
      if (input[field] === undefined) {
        check.addIssue({ code: 'custom', path: [field], message: 'Es obligatorio si no mandás holdId' });
      }
    }
  })
  .meta({ id: 'BookingInput' });

function refuseBesidesHold(
  input: { [Field in (typeof BESIDES_HOLD)[number]]?: unknown },
  check: { addIssue(issue: { code: 'custom'; path: string[]; message: string }): void },
): void {
  for (const field of BESIDES_HOLD) {
    if (input[field] !== undefined) {
      check.addIssue({ code: 'custom', path: [field], message: 'Ya lo dice la reserva temporal (holdId)' });
    }
  }
}

const BESIDES_HOLD = [
  'serviceId',
  'providerId',
  'providerIds',
  'locationId',
  'startsAt',
  'then',
  'seats',
] as const;

const bookingStatusSchema = z.enum([
  'pending',
  'confirmed',
  'checked-in',
  'completed',
  'no-show',
  'cancelled',
]);

export const bookedItemSchema = z
  .object({
    serviceId: z.string(),
    providerIds: z.array(z.string()),
    resourceIds: z.array(z.string()),
    startsAt: z.string(),
    endsAt: z.string(),
    price: moneySchema,
  })
  .meta({ id: 'BookedItem' });

export const bookingSchema = z
  .object({
    id: z.string(),
    code: z.string().describe('Para decir por teléfono; no es secreto'),
    status: bookingStatusSchema,
    pending: z
      .object({ reason: z.enum(['approval', 'payment']), until: z.string() })
      .nullable()
      .describe('Qué espera un turno pendiente, y hasta cuándo guarda el horario'),
    source: z.enum(['online', 'partner', 'desk', 'walk-in', 'series', 'waitlist', 'import']),
    serviceId: z.string(),
    providerId: z.string(),
    locationId: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    items: z.array(bookedItemSchema).describe('Los servicios de la visita, en orden'),
    seats: z.int().describe('Lugares que ocupa en un turno grupal'),
    price: moneySchema,
    fee: moneySchema.describe('Lo que costó un cambio fuera de plazo, además del precio'),
    customer: customerSchema,
    notes: z.string().nullable(),
    seriesId: z.string().nullable(),
    isOverbooked: z.boolean().describe('La agenda lo puso sobre otro turno a propósito'),
    createdAt: z.string(),
    updatedAt: z.string(),
    cancelledAt: z.string().nullable(),
    cancelledBy: z.enum(['customer', 'shop', 'system']).nullable(),
    cancelReason: z.string().nullable(),
  })
  .meta({ id: 'Booking' });

/** What whoever may change the booking sees besides it. */
export const managedBookingSchema = bookingSchema
  .extend({
    manageUrl: z.string().describe('Página para mover o cancelar sin cuenta'),
    manageToken: z.string().describe('Para la cabecera Manage-Token'),
    change: z
      .object({
        isAllowed: z.boolean().describe('Si el cliente todavía lo puede mover o cancelar'),
        freeUntil: z.string().describe('Hasta cuándo no cuesta nada'),
        fee: moneySchema.describe('Lo que cuesta ahora'),
      })
      .describe('Qué puede hacer el cliente, hasta cuándo y a qué costo'),
  })
  .meta({ id: 'ManagedBooking' });

export const bookingIdSchema = z.strictObject({ id: idSchema });

export const askedBySchema = z
  .enum(['customer', 'shop'])
  .default('customer')
  .describe('shop: la agenda del local, sin plazos ni cargos; pide el permiso desk:write');

export const rescheduleSchema = z
  .strictObject({
    id: idSchema,
    startsAt: instantSchema,
    providerId: idSchema.optional(),
    by: askedBySchema,
    overbook: z
      .boolean()
      .default(false)
      .describe('Con by=shop: aunque el profesional ya tenga otro turno a esa hora'),
  })
  .refine(({ by, overbook }) => by === 'shop' || !overbook, {
    path: ['overbook'],
    message: 'Sólo con by=shop',
  })
  .meta({ id: 'RescheduleInput' });

export const cancelSchema = z
  .strictObject({ id: idSchema, by: askedBySchema, reason: z.string().trim().min(1).max(200).optional() })
  .meta({ id: 'CancelInput' });

export const listBookingsSchema = z.strictObject({
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  providerId: idSchema.optional(),
  status: bookingStatusSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});

export type Booking = z.infer<typeof bookingSchema>;
export type ManagedBooking = z.infer<typeof managedBookingSchema>;
export type CreateBookingInput = z.output<typeof createBookingSchema>;
