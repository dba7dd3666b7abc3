import { and, asc, eq, gt, gte, lt, or } from 'drizzle-orm';
import { customers } from '../../people/customers/tables.ts';
import { type Params, prepared, statements } from '../../platform/statements.ts';
import { bookings } from './tables.ts';

const BOOKING = {
  id: bookings.id,
  code: bookings.code,
  status: bookings.status,
  serviceId: bookings.serviceId,
  providerId: bookings.providerId,
  locationId: bookings.locationId,
  customerId: bookings.customerId,
  startsAt: bookings.startsAt,
  endsAt: bookings.endsAt,
  priceCentavos: bookings.priceCentavos,
  currency: bookings.currency,
  notes: bookings.notes,
  revision: bookings.revision,
  createdAt: bookings.createdAt,
  updatedAt: bookings.updatedAt,
  cancelledAt: bookings.cancelledAt,
  customerName: customers.name,
  customerEmail: customers.email,
  customerPhone: customers.phone,
};

function bookingsWithCustomers() {
  return statements
    .select(BOOKING)
    .from(bookings)
    .innerJoin(customers, eq(customers.id, bookings.customerId))
    .$dynamic();
}

export type BookingRow = Awaited<ReturnType<typeof bookingsWithCustomers>>[number];

export const bookingById = prepared((booking: Params<{ id: string }>) =>
  bookingsWithCustomers().where(eq(bookings.id, booking.id)),
);

export interface BookingFilter {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly providerId?: string | undefined;
  readonly status?: 'confirmed' | 'cancelled' | undefined;
  readonly after?: { readonly startsAt: number; readonly id: string } | undefined;
  readonly limit: number;
}

/** By start, then id; `after` is the last row of the page before. */
export function bookingsWhere({ from, to, providerId, status, after, limit }: BookingFilter) {
  return bookingsWithCustomers()
    .where(
      and(
        from === undefined ? undefined : gte(bookings.startsAt, from),
        to === undefined ? undefined : lt(bookings.startsAt, to),
        providerId === undefined ? undefined : eq(bookings.providerId, providerId),
        status === undefined ? undefined : eq(bookings.status, status),
        after === undefined
          ? undefined
          : or(
              gt(bookings.startsAt, after.startsAt),
              and(eq(bookings.startsAt, after.startsAt), gt(bookings.id, after.id)),
            ),
      ),
    )
    .orderBy(asc(bookings.startsAt), asc(bookings.id))
    .limit(limit);
}

export const insertBooking = prepared((row: Params<typeof bookings.$inferSelect>) =>
  statements.insert(bookings).values({
    id: row.id,
    code: row.code,
    status: row.status,
    serviceId: row.serviceId,
    providerId: row.providerId,
    locationId: row.locationId,
    customerId: row.customerId,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    priceCentavos: row.priceCentavos,
    currency: row.currency,
    notes: row.notes,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    cancelledAt: row.cancelledAt,
  }),
);

export interface Move {
  readonly providerId: string;
  readonly locationId: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

export function moveBooking(row: Pick<BookingRow, 'id' | 'revision'>, move: Move, now: number) {
  return statements
    .update(bookings)
    .set({ ...move, revision: row.revision + 1, updatedAt: now })
    .where(eq(bookings.id, row.id));
}

export function cancelBookingRow(row: Pick<BookingRow, 'id' | 'revision'>, now: number) {
  return statements
    .update(bookings)
    .set({ status: 'cancelled', cancelledAt: now, revision: row.revision + 1, updatedAt: now })
    .where(eq(bookings.id, row.id));
}
