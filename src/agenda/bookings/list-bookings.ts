import type * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { bookingSchema, listBookingsSchema } from './contract.ts';
import { presentBooking } from './present-booking.ts';
import {
  type BookingFilter,
  type BookingRow,
  bookingsOfSeries,
  bookingsOver,
  bookingsWhere,
} from './store.ts';

export const listBookings = action({
  name: 'bookings.list',
  summary: 'Turnos, por horario',
  permission: 'bookings:read',
  input: listBookingsSchema,
  output: listOf(bookingSchema),
  problems: [],
  run: runListBookings,
});

/** Query: the active bookings that take time of a provider or resource within a span. */
export const bookingsOverQuery = bookingsOver;

/** Query: the bookings of a series, whatever became of them, by the date that they have in it. */
export const seriesBookingsQuery = bookingsOfSeries;

/** Query: bookings by provider and time. */
export const bookingsQuery = bookingsWhere;

async function runListBookings(ctx: Ctx, input: z.output<typeof listBookingsSchema>) {
  // A manage link opens one booking: it cannot list.
  if (ctx.actor.type === 'manage-link') throw new AppError('forbidden', 'Este enlace abre un solo turno.');
  const { cursor, limit, ...filter } = input;
  const reading = catalogRead(ctx);
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  const [catalogRows, rows] = await ctx.db.read([
    reading.query,
    bookingsWhere({ ...filter, after, limit: limit + 1 }),
  ]);
  const { catalog } = reading.resolve(catalogRows);
  const page = rows.slice(0, limit);
  return {
    data: page.map((row) => presentBooking(catalog, row)),
    nextCursor: rows.length > limit ? cursorAfter(page.at(-1)) : null,
  };
}

function cursorAfter(row: BookingRow | undefined): string | null {
  return row === undefined ? null : `${row.startsAt}.${row.id}`;
}

function parseCursor(cursor: string): NonNullable<BookingFilter['after']> {
  const [, startsAt, id] = /^(\d{1,16})\.(\w{1,64})$/.exec(cursor) ?? [];
  if (startsAt !== undefined && id !== undefined) return { startsAt: Number(startsAt), id };
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [{ in: 'query', pointer: '/cursor', detail: 'Usá el nextCursor de la página anterior' }],
  });
}
