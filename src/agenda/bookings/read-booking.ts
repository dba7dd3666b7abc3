import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { bookingIdSchema, type ManagedBooking, managedBookingSchema } from './contract.ts';
import { presentManaged } from './present-booking.ts';
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
  const { catalog, row } = await loadBooking(ctx, id);
  return await presentManaged(ctx, catalog, row);
}

/** Query: one booking with its customer. */
export const bookingQuery = bookingById;

/** A booking with everything that a change of it needs, in one request. */
export async function loadBooking(ctx: Ctx, id: string) {
  const reading = catalogRead(ctx);
  const [catalogRows, rows, occupied] = await ctx.db.read([
    reading.query,
    bookingById({ id }),
    occupationsQuery(id),
  ]);
  return { catalog: reading.resolve(catalogRows).catalog, row: requireBooking(rows), occupied };
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
