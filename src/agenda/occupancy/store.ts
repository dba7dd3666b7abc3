import { and, eq, gt, inArray, lt, or, type SQLWrapper, sql } from 'drizzle-orm';
import type { TimeClaim } from '../../kernel/claims.ts';
import { statements } from '../../platform/statements.ts';
import { busyTimes } from './tables.ts';

const RECORDED = {
  subjectId: busyTimes.subjectId,
  ownerType: busyTimes.ownerType,
  ownerId: busyTimes.ownerId,
  commitId: busyTimes.commitId,
  startsAt: busyTimes.startsAt,
  endsAt: busyTimes.endsAt,
  bufferBefore: busyTimes.bufferBefore,
  bufferAfter: busyTimes.bufferAfter,
  expiresAt: busyTimes.expiresAt,
};

export interface OccupyingRow {
  readonly id: string;
  readonly subjectId: string;
  readonly ownerType: 'booking' | 'hold';
  readonly claim: TimeClaim;
  readonly now: number;
}

export function insertBusyTime({ id, subjectId, ownerType, claim, now }: OccupyingRow) {
  return statements.insert(busyTimes).values({
    id,
    subjectId,
    ownerType,
    ownerId: claim.ownerId,
    commitId: claim.commitId,
    startsAt: claim.startsAt,
    endsAt: claim.endsAt,
    bufferBefore: claim.bufferBefore,
    bufferAfter: claim.bufferAfter,
    expiresAt: claim.expiresAt ?? null,
    writtenAt: now,
  });
}

export function deleteBusyTimesOf(ownerId: string) {
  return statements.delete(busyTimes).where(eq(busyTimes.ownerId, ownerId));
}

export function deleteExpired(now: number) {
  return statements.delete(busyTimes).where(lt(busyTimes.expiresAt, now));
}

/** Everything of one provider that has not ended. */
export function recordedTimes(subjectId: string, now: number) {
  return statements
    .select(RECORDED)
    .from(busyTimes)
    .where(and(eq(busyTimes.subjectId, subjectId), gt(busyTimes.endsAt, now), unexpired(now)));
}

export interface BusyRange {
  /** Ids, or a query for one column of ids. */
  readonly subjects: string[] | SQLWrapper;
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

export function busyTimesIn({ subjects, from, to, now, unlessVersion }: BusyRange) {
  return statements
    .select(RECORDED)
    .from(busyTimes)
    .where(
      and(
        Array.isArray(subjects)
          ? inArray(busyTimes.subjectId, subjects)
          : inArray(busyTimes.subjectId, subjects),
        gt(busyTimes.startsAt, from - REACH_MS),
        lt(busyTimes.startsAt, to + REACH_MS),
        unexpired(now),
        unlessVersion === undefined ? undefined : sql`(SELECT agenda FROM versions) <> ${unlessVersion}`,
      ),
    )
    .orderBy(busyTimes.subjectId, busyTimes.startsAt);
}

export function commitsOf(ownerId: string) {
  return statements
    .select({ subjectId: busyTimes.subjectId, commitId: busyTimes.commitId })
    .from(busyTimes)
    .where(eq(busyTimes.ownerId, ownerId));
}

function unexpired(now: number) {
  return or(sql`${busyTimes.expiresAt} IS NULL`, gt(busyTimes.expiresAt, now));
}
