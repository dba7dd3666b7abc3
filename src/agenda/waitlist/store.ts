import { and, asc, count, eq, gt, gte, inArray, lt, lte, min, sql } from 'drizzle-orm';
import { customers } from '../../people/customers/tables.ts';
import { type Params, prepared, statements } from '../../platform/statements.ts';
import { bookings } from '../bookings/tables.ts';
import { holds } from '../holds/tables.ts';
import { waitlistEntries } from './tables.ts';

const OPEN = ['waiting', 'offered'] as const;
/** A line longer than this is not looked through to its end. */
const MAX_LINE = 300;

const ENTRY = {
  entry: waitlistEntries,
  customer: { id: customers.id, name: customers.name, email: customers.email, phone: customers.phone },
};

/** With the customer, and the held time while an offer stands. */
function entriesWithOffers() {
  return statements
    .select({ ...ENTRY, hold: holds })
    .from(waitlistEntries)
    .innerJoin(customers, eq(customers.id, waitlistEntries.customerId))
    .leftJoin(holds, eq(holds.id, waitlistEntries.holdId))
    .$dynamic();
}

export type EntryRow = Awaited<ReturnType<typeof entriesWithOffers>>[number];
export type WaitlistColumns = typeof waitlistEntries.$inferSelect;

export function entryById(id: string) {
  return entriesWithOffers().where(eq(waitlistEntries.id, id));
}

export function insertEntry(row: WaitlistColumns) {
  return statements.insert(waitlistEntries).values(row);
}

type EntryChange = Partial<Omit<typeof waitlistEntries.$inferInsert, 'id' | 'revision' | 'updatedAt'>>;

/** Refused by a trigger when the entry was changed since it was read. */
export function updateEntry(row: Pick<WaitlistColumns, 'id' | 'revision'>, change: EntryChange, now: number) {
  return statements
    .update(waitlistEntries)
    .set({ ...change, revision: row.revision + 1, updatedAt: now })
    .where(eq(waitlistEntries.id, row.id));
}

/** Who waits for a service, the longest first. */
export function lineOfService(serviceId: string) {
  return lineWhere(eq(waitlistEntries.serviceId, serviceId));
}

/** Who waits for the service of a booking. */
export function lineOfBooking(bookingId: string) {
  const serviceId = statements
    .select({ id: bookings.serviceId })
    .from(bookings)
    .where(eq(bookings.id, bookingId));
  return lineWhere(inArray(waitlistEntries.serviceId, serviceId));
}

/** Who waits for the service of an entry, itself left out. */
export function lineOfEntry(id: string) {
  const serviceId = statements
    .select({ id: waitlistEntries.serviceId })
    .from(waitlistEntries)
    .where(eq(waitlistEntries.id, id));
  return lineWhere(inArray(waitlistEntries.serviceId, serviceId));
}

function lineWhere(whose: ReturnType<typeof eq>) {
  return statements
    .select(ENTRY)
    .from(waitlistEntries)
    .innerJoin(customers, eq(customers.id, waitlistEntries.customerId))
    .where(and(whose, eq(waitlistEntries.status, 'waiting')))
    .orderBy(asc(waitlistEntries.createdAt), asc(waitlistEntries.id))
    .limit(MAX_LINE);
}

/** How many of those who want the same service, and some of the same days, came earlier. */
export function countBefore(row: WaitlistColumns) {
  return statements
    .select({ before: count() })
    .from(waitlistEntries)
    .where(
      and(
        eq(waitlistEntries.serviceId, row.serviceId),
        inArray(waitlistEntries.status, [...OPEN]),
        sql`(${waitlistEntries.createdAt}, ${waitlistEntries.id}) < (${row.createdAt}, ${row.id})`,
        lte(waitlistEntries.fromDate, row.toDate),
        gte(waitlistEntries.toDate, row.fromDate),
      ),
    );
}

export function openEntriesOf(customerId: string) {
  return statements
    .select({ id: waitlistEntries.id, serviceId: waitlistEntries.serviceId })
    .from(waitlistEntries)
    .where(and(eq(waitlistEntries.customerId, customerId), inArray(waitlistEntries.status, [...OPEN])));
}

export interface EntryFilter {
  readonly serviceId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Open entries in the order in which they came. */
export function openEntries({ serviceId, after, limit }: EntryFilter) {
  return entriesWithOffers()
    .where(
      and(
        inArray(waitlistEntries.status, [...OPEN]),
        serviceId === undefined ? undefined : eq(waitlistEntries.serviceId, serviceId),
        after === undefined ? undefined : gt(waitlistEntries.id, after),
      ),
    )
    .orderBy(asc(waitlistEntries.id))
    .limit(limit);
}

/** Offers whose time for an answer is over. */
export const overdueOffers = prepared((overdue: Params<{ now: number; limit: number }>) =>
  entriesWithOffers()
    .where(and(eq(waitlistEntries.status, 'offered'), lte(waitlistEntries.offerExpiresAt, overdue.now)))
    .orderBy(asc(waitlistEntries.offerExpiresAt))
    .limit(overdue.limit),
);

export const nextOfferEnd = prepared((after: Params<{ now: number }>) =>
  statements
    .select({ at: min(waitlistEntries.offerExpiresAt) })
    .from(waitlistEntries)
    .where(and(eq(waitlistEntries.status, 'offered'), gt(waitlistEntries.offerExpiresAt, after.now))),
);

/** Services for which somebody waits, and the days that they wait for. */
export const awaitedServices = prepared((wanted: Params<{ status: 'waiting' }>) =>
  statements
    .select({
      serviceId: waitlistEntries.serviceId,
      fromDate: min(waitlistEntries.fromDate),
    })
    .from(waitlistEntries)
    .where(eq(waitlistEntries.status, wanted.status))
    .groupBy(waitlistEntries.serviceId),
);

/** Statement: whoever waited for days that are over waits no more. */
export function expireEntriesBefore(date: string, now: number) {
  return statements
    .update(waitlistEntries)
    .set({ status: 'expired', revision: sql`${waitlistEntries.revision} + 1`, updatedAt: now })
    .where(and(eq(waitlistEntries.status, 'waiting'), lt(waitlistEntries.toDate, date)));
}
