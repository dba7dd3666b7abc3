import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { bookingIdSchema, type ManagedBooking, managedBookingSchema } from './contract.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import { type BookingRow, bookingById } from './store.ts';

export const readBooking = action({
  name: 'bookings.read',
  summary: 'Leer un turno',
  permission: 'bookings:read',
  input: bookingIdSchema,
  output: managedBookingSchema,
  problems: ['not-found'],
  run: runReadBooking,
});

async function runReadBooking(ctx: Ctx, { id }: { id: string }): Promise<ManagedBooking> {
  requireOwn(ctx, id);
  const reading = catalogRead(ctx);
  const [catalogRows, rows] = await ctx.db.read([reading.query, bookingById({ id })]);
  const catalog: Catalog = reading.resolve(catalogRows).catalog;
  return await presentManaged(ctx, presentBooking(catalog, requireBooking(rows)));
}

/** A manage link opens its own booking; any other is as unknown to it as one that does not exist. */
export function requireOwn(ctx: Ctx, id: string): void {
  if (ctx.actor.type === 'manage-link' && ctx.actor.bookingId !== id) throw unknownBooking();
}

export function requireBooking(rows: readonly BookingRow[]): BookingRow {
  const [row] = rows;
  if (row === undefined) throw unknownBooking();
  return row;
}

function unknownBooking(): AppError {
  return new AppError('not-found', 'No existe ese turno.');
}
