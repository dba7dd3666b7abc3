import * as z from 'zod';
import { contactInputSchema } from '../../people/customers/contract.ts';
import { dateSchema, idSchema, instantSchema, slotSchema, wishSchema } from '../availability/contract.ts';
import { blockSchema } from '../blocks/contract.ts';
import { bookingSchema, managedBookingSchema } from '../bookings/contract.ts';

export const bookingIdSchema = z.strictObject({ id: idSchema });

export const staffNotesSchema = z
  .strictObject({ id: idSchema, staffNotes: z.string().trim().max(2_000).nullable() })
  .meta({ id: 'StaffNotesInput' });

/** A booking as the desk sees it: with what only the shop may read. */
export const deskBookingSchema = managedBookingSchema
  .extend({ staffNotes: z.string().nullable().describe('Sólo para el local') })
  .meta({ id: 'DeskBooking' });

const warningsSchema = z
  .array(z.enum(['outside-hours', 'notice', 'window', 'off-grid', 'limit', 'overbooked']))
  .describe('Por qué un cliente no lo hubiera podido reservar');

/** A booking that the desk made, and what it went over. */
export const deskBookedSchema = deskBookingSchema
  .extend({ warnings: warningsSchema })
  .meta({ id: 'DeskBooked' });

const overbookSchema = z
  .boolean()
  .default(false)
  .describe('Aunque el profesional (que hay que nombrar) ya tenga otro turno a esa hora');

export const bookAtDeskSchema = wishSchema
  .extend({
    customer: contactInputSchema,
    notes: z.string().trim().max(500).optional(),
    staffNotes: z.string().trim().max(2_000).optional(),
    overbook: overbookSchema,
  })
  .refine(isOverbookingNamed, { path: ['providerId'], message: 'Nombrá al profesional para sobreturnar' })
  .meta({ id: 'DeskBookingInput' });

export const walkInSchema = wishSchema
  .omit({ startsAt: true })
  .extend({
    customer: z
      .strictObject({
        name: z.string().trim().min(2).max(80).default('Sin nombre'),
        email: contactInputSchema.shape.email,
        phone: contactInputSchema.shape.phone,
      })
      .prefault({}),
    overbook: overbookSchema,
  })
  .refine(isOverbookingNamed, { path: ['providerId'], message: 'Nombrá al profesional para sobreturnar' })
  .meta({ id: 'WalkInInput' });

function isOverbookingNamed(input: { overbook: boolean; providerId?: string | undefined }): boolean {
  return !input.overbook || input.providerId !== undefined;
}

const MAX_IMPORTED = 100;

export const importSchema = z
  .strictObject({
    bookings: z
      .array(
        wishSchema.extend({
          reference: z
            .string()
            .trim()
            .min(1)
            .max(64)
            .describe('Como lo llama el sistema de origen: importarlo otra vez no lo repite'),
          customer: contactInputSchema,
          notes: z.string().trim().max(500).optional(),
        }),
      )
      .min(1)
      .max(MAX_IMPORTED),
  })
  .meta({ id: 'ImportInput' });

export const importedSchema = z
  .object({
    data: z.array(
      z.object({
        reference: z.string(),
        outcome: z.enum(['imported', 'known', 'refused']),
        bookingId: z.string().nullable(),
        problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'Imported' });

export const proposeSchema = z
  .strictObject({ providerId: idSchema, from: instantSchema, to: instantSchema })
  .refine(({ from, to }) => from < to && to - from <= 7 * 86_400_000, {
    path: ['to'],
    message: 'Entre from y to, hasta siete días',
  });

export const proposalsSchema = z
  .object({
    data: z.array(
      z.object({
        booking: bookingSchema,
        proposals: z.array(slotSchema).describe('Con otro profesional, en otra sucursal o a otra hora'),
      }),
    ),
  })
  .meta({ id: 'Reassignments' });

export const reassignSchema = z
  .strictObject({
    moves: z
      .array(
        z.strictObject({ bookingId: idSchema, providerId: idSchema, startsAt: instantSchema.optional() }),
      )
      .min(1)
      .max(50),
  })
  .meta({ id: 'ReassignInput' });

export const reassignedSchema = z
  .object({
    data: z.array(
      z.object({
        bookingId: z.string(),
        outcome: z.enum(['moved', 'refused']),
        problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'Reassigned' });

export const dayQuerySchema = z.strictObject({
  date: dateSchema,
  locationId: idSchema.optional(),
  providerId: idSchema.optional(),
});

/** A booking in the list of a day: what the shop may read, and no link that would change it. */
const dayBookingSchema = bookingSchema
  .extend({ staffNotes: deskBookingSchema.shape.staffNotes })
  .meta({ id: 'DayBooking' });

const stretch = { startsAt: z.string(), endsAt: z.string() };

const dayLineSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('booking'), ...stretch, booking: dayBookingSchema }),
    z.object({ kind: z.literal('block'), ...stretch, block: blockSchema }),
    z.object({ kind: z.literal('external'), ...stretch }),
    z.object({ kind: z.literal('hold'), ...stretch, expiresAt: z.string().nullable() }),
    z.object({ kind: z.literal('free'), ...stretch, locationId: z.string() }),
  ])
  .meta({ id: 'DayLine' });

export const daySchema = z
  .object({
    date: z.string(),
    timeZone: z.string(),
    providers: z.array(
      z.object({
        providerId: z.string(),
        hours: z.array(z.object({ locationId: z.string(), ...stretch })),
        lines: z
          .array(dayLineSchema)
          .describe('Turnos, bloqueos, calendario propio, reservas en curso, libre'),
      }),
    ),
    resourceBlocks: z.array(blockSchema),
    pending: z.array(dayBookingSchema).describe('Lo que espera un sí o un pago, de cualquier día'),
  })
  .meta({ id: 'Day' });

export const freeNowQuerySchema = z.strictObject({ locationId: idSchema });

export const freeNowSchema = z
  .object({
    data: z.array(
      z.object({
        serviceId: z.string(),
        free: z.array(z.object({ providerIds: z.array(z.string()), until: z.string() })),
        next: z.object({ providerIds: z.array(z.string()), startsAt: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'FreeNow' });

export type Day = z.infer<typeof daySchema>;
export type DayLine = Day['providers'][number]['lines'][number];
export type DayBooking = z.infer<typeof dayBookingSchema>;
export type FreeNow = z.infer<typeof freeNowSchema>;
export type DeskBooking = z.infer<typeof deskBookingSchema>;
export type DeskBooked = z.infer<typeof deskBookedSchema>;
