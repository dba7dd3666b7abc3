import { and, eq, gt, lt, or, type Placeholder, type SQL, sql } from 'drizzle-orm';
import type { OwnerType, TimeClaim } from '../../kernel/claims.ts';
import { type Params, prepared, statements } from '../../platform/statements.ts';
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
  return recordedOf({ subjectId, now });
}

const recordedOf = prepared((asked: Params<{ subjectId: string; now: number }>) =>
  statements
    .select(RECORDED)
    .from(busyTimes)
    .where(
      and(eq(busyTimes.subjectId, asked.subjectId), gt(busyTimes.endsAt, asked.now), unexpired(asked.now)),
    ),
);

export interface WhoseTimes {
  /** Of all resources of the kinds that these services need; and of all who give those that several give together. */
  readonly serviceIds: readonly string[];
  /** Of all who give one of these services. */
  readonly anyoneFor: readonly string[];
  readonly providerIds: readonly string[];
}

export interface BusyRange {
  /** With a booking: of all who and all that could serve it. */
  readonly of: WhoseTimes | { readonly bookingId: string };
  /** Epoch milliseconds, half-open; neighbours whose buffers reach in are included. */
  readonly from: number;
  readonly to: number;
  /** Holds that expire later than this count. */
  readonly now: number;
  /** The agenda's version that the caller already knows: then there are no rows. */
  readonly unlessVersion?: number | undefined;
}

/** A busy time lasts at most a day, a buffer or a way at most four hours: nothing that starts earlier or later can matter. */
const REACH_MS = 28 * 3_600_000;
/** Where a provider has limits by the week, the ISO weeks of the range are needed whole. */
const WEEK_REACH_MS = 8 * 86_400_000;
const NO_VERSION = -1;

export function busyTimesIn({ of, from, to, now, unlessVersion = NO_VERSION }: BusyRange) {
  const range = {
    after: from - REACH_MS,
    before: to + REACH_MS,
    afterByWeek: from - WEEK_REACH_MS,
    beforeByWeek: to + WEEK_REACH_MS,
    now,
    unlessVersion,
  };
  if ('bookingId' in of) return busyOfBooking({ ...range, ...of });
  return busyOfVisit({
    ...range,
    serviceIds: JSON.stringify(of.serviceIds),
    anyoneFor: JSON.stringify(of.anyoneFor),
    providerIds: JSON.stringify(of.providerIds),
  });
}

interface RangeParams {
  readonly after: number;
  readonly before: number;
  readonly afterByWeek: number;
  readonly beforeByWeek: number;
  readonly now: number;
  readonly unlessVersion: number;
}

/** Ids in JSON. */
type VisitParams = { readonly [Name in keyof WhoseTimes]: string };

const busyOfVisit = prepared((params: Params<RangeParams & VisitParams>) =>
  busyWhere(
    params,
    sql`${busyTimes.subjectId} IN (
      SELECT value FROM json_each(${params.providerIds})
      UNION SELECT provider_id FROM provider_services
        WHERE service_id IN (SELECT value FROM json_each(${params.anyoneFor}))
      UNION SELECT provider_id FROM json_each(${params.serviceIds}) AS wanted
        JOIN services ON services.id = wanted.value AND services.providers_needed > 1
        JOIN provider_services ON provider_services.service_id = services.id
      UNION SELECT resources.id FROM json_each(${params.serviceIds}) AS wanted
        JOIN services ON services.id = wanted.value, json_each(services.resource_kinds) AS needed
        JOIN resources ON resources.kind = needed.value)`,
  ),
);

const busyOfBooking = prepared((params: Params<RangeParams & { bookingId: string }>) =>
  busyWhere(
    params,
    sql`${busyTimes.subjectId} IN (
      WITH item AS (SELECT item.value FROM bookings, json_each(bookings.items) AS item
                    WHERE bookings.id = ${params.bookingId})
      SELECT provider.value FROM item, json_each(item.value, '$.providerIds') AS provider
      UNION SELECT provider_id FROM provider_services
        WHERE service_id IN (SELECT value ->> '$.serviceId' FROM item)
      UNION SELECT resources.id FROM item
        JOIN services ON services.id = item.value ->> '$.serviceId', json_each(services.resource_kinds) AS needed
        JOIN resources ON resources.kind = needed.value)`,
  ),
);

function busyWhere(params: Params<RangeParams>, whose: SQL) {
  const isByWeek = sql`EXISTS (SELECT 1 FROM providers WHERE max_bookings_week > 0 OR max_minutes_week > 0)`;
  return statements
    .select(RECORDED)
    .from(busyTimes)
    .where(
      and(
        whose,
        sql`${busyTimes.startsAt} > iif(${isByWeek}, ${params.afterByWeek}, ${params.after})`,
        sql`${busyTimes.startsAt} < iif(${isByWeek}, ${params.beforeByWeek}, ${params.before})`,
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
