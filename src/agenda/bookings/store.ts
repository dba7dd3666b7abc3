import { and, asc, desc, eq, gt, gte, inArray, lt, lte, ne, or, sql } from 'drizzle-orm';
import { customers } from '../../people/customers/tables.ts';
import { type Params, prepared, statements } from '../../platform/statements.ts';
import { services } from '../catalog/tables.ts';
import { busyTimes } from '../occupancy/tables.ts';
import type { BookingStatus } from './rules/life.ts';
import { bookings, customerLimitChecks } from './tables.ts';

const BOOKING = {
  id: bookings.id,
  code: bookings.code,
  status: bookings.status,
  pendingReason: bookings.pendingReason,
  pendingUntil: bookings.pendingUntil,
  source: bookings.source,
  serviceId: bookings.serviceId,
  providerId: bookings.providerId,
  locationId: bookings.locationId,
  customerId: bookings.customerId,
  seriesId: bookings.seriesId,
  recurrenceId: bookings.recurrenceId,
  items: bookings.items,
  seats: bookings.seats,
  startsAt: bookings.startsAt,
  endsAt: bookings.endsAt,
  priceCentavos: bookings.priceCentavos,
  feeCentavos: bookings.feeCentavos,
  currency: bookings.currency,
  notes: bookings.notes,
  staffNotes: bookings.staffNotes,
  isOverbooked: bookings.isOverbooked,
  revision: bookings.revision,
  createdAt: bookings.createdAt,
  updatedAt: bookings.updatedAt,
  cancelledAt: bookings.cancelledAt,
  cancelledBy: bookings.cancelledBy,
  cancelReason: bookings.cancelReason,
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

export function bookingsOfSeries(seriesId: string) {
  return bookingsWithCustomers()
    .where(eq(bookings.seriesId, seriesId))
    .orderBy(asc(bookings.recurrenceId), asc(bookings.startsAt), asc(bookings.id));
}

export interface BookingFilter {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly providerId?: string | undefined;
  readonly status?: BookingStatus | undefined;
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
        providerId === undefined ? undefined : isServedBy(providerId),
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

/** A visit can have several providers; its first one is in a column of its own. */
function isServedBy(providerId: string) {
  return sql`EXISTS (SELECT 1 FROM json_each(${bookings.items}) AS item, json_each(item.value, '$.providerIds') AS provider
    WHERE provider.value = ${providerId})`;
}

/** By start; epoch milliseconds, half-open. */
export function bookingsOver({ subjectId, from, to }: { subjectId: string; from: number; to: number }) {
  const owners = statements
    .select({ id: busyTimes.ownerId })
    .from(busyTimes)
    .where(
      and(
        eq(busyTimes.subjectId, subjectId),
        eq(busyTimes.ownerType, 'booking'),
        gt(busyTimes.startsAt, from - LONGEST_MS),
        lt(busyTimes.startsAt, to),
        gt(busyTimes.endsAt, from),
      ),
    );
  return bookingsWithCustomers()
    .where(and(inArray(bookings.id, owners), ne(bookings.status, 'cancelled')))
    .orderBy(asc(bookings.startsAt), asc(bookings.id));
}

/** No busy time is longer. */
const LONGEST_MS = 86_400_000;

export const insertBooking = prepared((row: Params<typeof bookings.$inferSelect>) =>
  statements.insert(bookings).values({
    id: row.id,
    code: row.code,
    status: row.status,
    pendingReason: row.pendingReason,
    pendingUntil: row.pendingUntil,
    source: row.source,
    serviceId: row.serviceId,
    providerId: row.providerId,
    locationId: row.locationId,
    customerId: row.customerId,
    seriesId: row.seriesId,
    recurrenceId: row.recurrenceId,
    items: row.items,
    seats: row.seats,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    priceCentavos: row.priceCentavos,
    feeCentavos: row.feeCentavos,
    currency: row.currency,
    notes: row.notes,
    staffNotes: row.staffNotes,
    isOverbooked: row.isOverbooked,
    revision: row.revision,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    cancelledAt: row.cancelledAt,
    cancelledBy: row.cancelledBy,
    cancelReason: row.cancelReason,
  }),
);

/** The fields that a change sets; everything else stays. */
export type BookingChange = Partial<
  Omit<typeof bookings.$inferInsert, 'id' | 'code' | 'revision' | 'updatedAt'>
>;

/** Refused by a trigger when the booking was changed since it was read. */
export function updateBooking(row: Pick<BookingRow, 'id' | 'revision'>, change: BookingChange, now: number) {
  return statements
    .update(bookings)
    .set({ ...change, revision: row.revision + 1, updatedAt: now })
    .where(eq(bookings.id, row.id));
}

export function insertCustomerLimitCheck(row: typeof customerLimitChecks.$inferInsert) {
  return statements.insert(customerLimitChecks).values(row);
}

export const overduePending = prepared((overdue: Params<{ now: number; limit: number }>) =>
  bookingsWithCustomers()
    .where(and(eq(bookings.status, 'pending'), lte(bookings.pendingUntil, overdue.now)))
    .orderBy(asc(bookings.pendingUntil))
    .limit(overdue.limit),
);

export const nextPendingUntil = prepared((after: Params<{ now: number }>) =>
  statements
    .select({ at: sql<number | null>`min(${bookings.pendingUntil})` })
    .from(bookings)
    .where(and(eq(bookings.status, 'pending'), gt(bookings.pendingUntil, after.now))),
);

/** Who served whoever is reached by a contact the last time; nobody unless the service goes by it. */
export const lastProvider = prepared(
  (customer: Params<{ email: string | null; phone: string | null; serviceId: string }>) =>
    statements
      .select({ providerId: bookings.providerId })
      .from(services)
      .innerJoin(
        customers,
        sql`${customers.email} = ${customer.email} OR ${customers.phone} = ${customer.phone}`,
      )
      .innerJoin(bookings, eq(bookings.customerId, customers.id))
      .where(
        and(
          eq(services.id, customer.serviceId),
          eq(services.assignment, 'last-provider'),
          ne(bookings.status, 'cancelled'),
        ),
      )
      .orderBy(desc(bookings.startsAt))
      .limit(1),
);
