import * as z from 'zod';
import { idSchema } from '../availability/contract.ts';
import { managedBookingSchema } from '../bookings/contract.ts';

export const bookingIdSchema = z.strictObject({ id: idSchema });

export const staffNotesSchema = z
  .strictObject({ id: idSchema, staffNotes: z.string().trim().max(2_000).nullable() })
  .meta({ id: 'StaffNotesInput' });

/** A booking as the desk sees it: with what only the shop may read. */
export const deskBookingSchema = managedBookingSchema
  .extend({ staffNotes: z.string().nullable().describe('Sólo para el local') })
  .meta({ id: 'DeskBooking' });

export type DeskBooking = z.infer<typeof deskBookingSchema>;
