import { and, eq, gt, inArray, lt, or, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { OwnerType, TimeClaim } from '../../kernel/claims.ts';
import { type Params, prepared, statements } from '../../platform/statements.ts';
import { bookings } from '../bookings/tables.ts';
import { providerServices } from '../catalog/tables.ts';
import { busyTimes, limitChecks } from './tables.ts';

const RECORDED = {
  subjectId: busyTimes.subjectId,
  ownerType: busyTimes.ownerType,
  ownerId: busyTimes.ownerId,
  commitId: busyTimes.commitId,
  startsAt: busyTimes.startsAt,
  endsAt: busyTimes.endsAt,
  bufferBefore: busyTimes.bufferBefore,
  bufferAfter: busyTimes.bufferAfter,
  placeId: busyTimes.placeId,
  capacity: busyTimes.capacity,
  party: busyTimes.party,
  seats: busyTimes.seats,
  expiresAt: busyTimes.expiresAt,
};

export interface OccupyingRow {
  readonly id: string;
  readonly subjectId: string;
  readonly ownerType: OwnerType;
  readonly commitId: string;
  readonly claim: TimeClaim;
  readonly now: number;
}

export function insertBusyTime({ id, subjectId, ownerType, commitId, claim, now }: OccupyingRow) {
  const { ownerId, startsAt, endsAt, bufferBefore, bufferAfter, expiresAt = null } = claim;
  const { placeId, capacity, party, seats, partySeats, isOverbooked = false } = claim;
  const time = { ownerId, commitId, startsAt, endsAt, bufferBefore, bufferAfter, expiresAt };
  const room = { placeId, capacity, party, seats, partySeats, isOverbooked };
  return insertRow({ id, subjectId, ownerType, ...time, ...room, writtenAt: now });
}

const insertRow = prepared((row: Params<typeof busyTimes.$inferSelect>) =>
  statements.insert(busyTimes).values({
    id: row.id,
    subjectId: row.subjectId,
    ownerType: row.ownerType,
    ownerId: row.ownerId,
    commitId: row.commitId,
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    bufferBefore: row.bufferBefore,
    bufferAfter: row.bufferAfter,
    placeId: row.placeId,
    capacity: row.capacity,
    party: row.party,
    seats: row.seats,
    partySeats: row.partySeats,
    isOverbooked: row.isOverbooked,
    expiresAt: row.expiresAt,
    writtenAt: row.writtenAt,
  }),
);

export const deleteBusyTimesOf = prepared((owner: Params<{ ownerId: string }>) =>
  statements.delete(busyTimes).where(eq(busyTimes.ownerId, owner.ownerId)),
);

export function deleteExpired(now: number) {
  return statements.delete(busyTimes).where(lt(busyTimes.expiresAt, now));
}

/** Everything of one provider or resource that has not ended. */
export function recordedTimes(subjectId: string, now: number) {
  return statements
    .select(RECORDED)
    .from(busyTimes)
    .where(and(eq(busyTimes.subjectId, subjectId), gt(busyTimes.endsAt, now), unexpired(now)));
}

export interface BusyRange {
  /** Whose: one provider's, those of all who offer a service, or those of whoever serves a booking. */
  readonly of:
    | { readonly providerId: string }
    | { readonly serviceId: string }
    | { readonly bookingId: string };
  /** Epoch milliseconds, half-open; neighbours whose buffers reach in are included. */
  readonly from: number;
  readonly to: number;
  /** Holds that expire later than this count. */
  readonly now: number;
  /** The agenda's version that the caller already knows: then there are no rows. */
  readonly unlessVersion?: number | undefined;
}

/** A busy time lasts at most a day, a buffer at most four hours: nothing that starts earlier or later can matter. */
const REACH_MS = 28 * 3_600_000;
const NO_VERSION = -1;

export function busyTimesIn({ of, from, to, now, unlessVersion = NO_VERSION }: BusyRange) {
  const range = { after: from - REACH_MS, before: to + REACH_MS, now, unlessVersion };
  if ('providerId' in of) return busyOfProvider({ ...range, ...of });
  return 'serviceId' in of ? busyOfService({ ...range, ...of }) : busyOfBooking({ ...range, ...of });
}

interface RangeParams {
  readonly after: number;
  readonly before: number;
  readonly now: number;
  readonly unlessVersion: number;
}

const busyOfProvider = prepared((params: Params<RangeParams & { providerId: string }>) =>
  busyWhere(params, eq(busyTimes.subjectId, params.providerId)),
);

const busyOfService = prepared((params: Params<RangeParams & { serviceId: string }>) => {
  const providerIds = statements
    .select({ id: providerServices.providerId })
    .from(providerServices)
    .where(eq(providerServices.serviceId, params.serviceId));
  return busyWhere(params, inArray(busyTimes.subjectId, providerIds));
});

const busyOfBooking = prepared((params: Params<RangeParams & { bookingId: string }>) => {
  const providerId = statements
    .select({ id: bookings.providerId })
    .from(bookings)
    .where(eq(bookings.id, params.bookingId));
  return busyWhere(params, inArray(busyTimes.subjectId, providerId));
});

function busyWhere(params: Params<RangeParams>, whose: SQL) {
  return statements
    .select(RECORDED)
    .from(busyTimes)
    .where(
      and(
        whose,
        gt(busyTimes.startsAt, params.after),
        lt(busyTimes.startsAt, params.before),
        unexpired(params.now),
        sql`(SELECT agenda FROM versions) <> ${params.unlessVersion}`,
      ),
    )
    .orderBy(busyTimes.subjectId, busyTimes.startsAt);
}

export function commitsOf(ownerId: string) {
  return statements
    .select({
      subjectId: busyTimes.subjectId,
      commitId: busyTimes.commitId,
      ownerId: busyTimes.ownerId,
      startsAt: sql<number>`min(${busyTimes.startsAt})`,
      endsAt: sql<number>`max(${busyTimes.endsAt})`,
    })
    .from(busyTimes)
    .where(eq(busyTimes.ownerId, ownerId))
    .groupBy(busyTimes.subjectId, busyTimes.commitId);
}

function unexpired(now: number | Placeholder) {
  return or(sql`${busyTimes.expiresAt} IS NULL`, gt(busyTimes.expiresAt, now));
}

/** An assertion within a commit: what comes before it has not gone over the limit. */
export function insertLimitCheck(row: typeof limitChecks.$inferInsert) {
  return statements.insert(limitChecks).values(row);
}
