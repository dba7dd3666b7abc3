import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { BookingRow } from '../bookings/draft-booking.ts';
import { seriesBookingsQuery } from '../bookings/list-bookings.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Occupied } from '../occupancy/occupy-time.ts';
import { seriesIdSchema, seriesSchema } from './contract.ts';
import { presentSeries } from './present-series.ts';
import { occupiedBySeries, type SeriesRow, seriesById } from './store.ts';

export const readSeries = action({
  name: 'series.read',
  summary: 'Leer una serie con todos sus turnos',
  permission: 'series:read',
  input: seriesIdSchema,
  output: seriesSchema,
  problems: ['not-found'],
  run: async (ctx: Ctx, { id }) => {
    const facts = await readSeriesFacts(ctx, id);
    return await presentSeries(ctx, facts.catalog, facts);
  },
});

export interface KnownSeries {
  readonly catalog: Catalog;
  readonly row: SeriesRow;
  /** All of them, by their date in the series. */
  readonly bookings: readonly BookingRow[];
  readonly occupied: readonly Occupied[];
}

/** Everything about a series, in one request. Throws `not-found`. */
export async function readSeriesFacts(ctx: Ctx, id: string): Promise<KnownSeries> {
  const reading = catalogRead(ctx);
  const [catalogRows, [row], bookings, occupied] = await ctx.db.read([
    reading.query,
    seriesById(id),
    seriesBookingsQuery(id),
    occupiedBySeries(id),
  ]);
  if (row === undefined) throw new AppError('not-found', 'No existe esa serie.');
  return { catalog: reading.resolve(catalogRows).catalog, row, bookings, occupied };
}

/** The booking from which a change of the series begins. */
export function requireMember({ bookings }: KnownSeries, bookingId: string): BookingRow {
  const booking = bookings.find(({ id }) => id === bookingId);
  if (booking === undefined) throw new AppError('not-found', 'Ese turno no es de la serie.');
  return booking;
}
