import type { OwnerType } from '../../../kernel/claims.ts';
import type { PaddedInterval } from '../../../kernel/interval.ts';
import { addDays, instantOf, localDateOf } from '../../../kernel/local-time.ts';
import type { TakenTime } from '../../../kernel/occupancy.ts';
import type { ServiceRecord } from '../../catalog/rules.ts';
import type { StartRequest } from './free-gaps.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A buffer or a way is at most four hours long, a busy time at most a day. */
const WIDEST_GAP_MS = 14_400_000;

/** A row of busy time as the database holds it: epoch and plain milliseconds. */
export interface BusyRow extends TakenTime {
  readonly subjectId: string;
  readonly ownerType: OwnerType;
  readonly expiresAt: number | null;
}

/** A row in epoch minutes. */
export type BusyTime = TakenTime & Pick<BusyRow, 'ownerType'>;

/** `busy` blocks; `formerlyBusy` are holds that have run out, next to which shown times stay regular. Sorted by start. */
export interface BusyTimes {
  readonly busy: BusyTime[];
  readonly formerlyBusy: BusyTime[];
}

/** By provider or resource, in epoch minutes: what does not fall on whole minutes is widened to them. */
export function busyBySubject(rows: readonly BusyRow[], now: number): ReadonlyMap<string, BusyTimes> {
  const bySubject = new Map<string, BusyTimes>();
  for (const row of rows) {
    let times = bySubject.get(row.subjectId);
    if (times === undefined) {
      times = { busy: [], formerlyBusy: [] };
      bySubject.set(row.subjectId, times);
    }
    (isOver(row, now) ? times.formerlyBusy : times.busy).push(busyTimeOf(row));
  }
  return bySubject;
}

function busyTimeOf(row: BusyRow): BusyTime {
  const { ownerType, ownerId, placeId, party, seats } = row;
  return {
    startsAt: Math.floor(row.startsAt / MINUTE_MS),
    endsAt: Math.ceil(row.endsAt / MINUTE_MS),
    bufferBefore: Math.ceil(row.bufferBefore / MINUTE_MS),
    bufferAfter: Math.ceil(row.bufferAfter / MINUTE_MS),
    ownerType,
    ownerId,
    placeId,
    party,
    seats,
  };
}

/** Rows by provider or resource, sorted by start. */
export type RowsBySubject = ReadonlyMap<string, readonly BusyRow[]>;

/** The rows that still count at an instant, as they are. */
export function rowsBySubject(rows: readonly BusyRow[], now: number): RowsBySubject {
  return Map.groupBy(
    rows.filter((row) => !isOver(row, now)),
    ({ subjectId }) => subjectId,
  );
}

function isOver({ expiresAt }: BusyRow, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** Those of the sorted rows that a time (epoch milliseconds) could meet. */
export function rowsAround(
  rows: readonly BusyRow[],
  { startsAt, endsAt }: Pick<PaddedInterval, 'startsAt' | 'endsAt'>,
): readonly BusyRow[] {
  const first = firstFrom(rows, startsAt - DAY_MS - WIDEST_GAP_MS);
  const after = firstFrom(rows, endsAt + WIDEST_GAP_MS);
  return first === 0 && after === rows.length ? rows : rows.slice(first, after);
}

function firstFrom(rows: readonly BusyRow[], instant: number): number {
  let low = 0;
  for (let high = rows.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.startsAt ?? 0) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * What is asked of the engine for a service at `now`: notice is inclusive, the booking window ends with the last
 * minute of the location's day `windowDays` from today, and the service's own dates are those of the location.
 */
export function startRequestOf(service: ServiceRecord, now: number, zone: string): StartRequest {
  const { earliest, latest, opens, ends } = boundsOf(service, now, zone);
  return {
    duration: service.durationMinutes,
    step: service.stepMinutes,
    bufferBefore: service.bufferBeforeMinutes,
    bufferAfter: service.bufferAfterMinutes,
    earliestStart: Math.max(earliest, opens),
    latestStart: Math.min(latest, ends),
  };
}

/** Why a start (epoch minutes) is too early or too late to be booked, were everybody free. */
export function boundaryOf(
  service: ServiceRecord,
  { now, zone }: { readonly now: number; readonly zone: string },
  start: number,
): 'notice' | 'window' | 'dates' | undefined {
  const { earliest, latest, opens, ends } = boundsOf(service, now, zone);
  if (start < earliest) return 'notice';
  if (start < opens || start > ends) return 'dates';
  return start > latest ? 'window' : undefined;
}

function boundsOf(service: ServiceRecord, now: number, zone: string) {
  const { bookableFrom, bookableUntil, noticeMinutes, windowDays } = service;
  const midnightOf = (date: string) => instantOf(date, 0, zone) / MINUTE_MS;
  return {
    earliest: Math.ceil((now + noticeMinutes * MINUTE_MS) / MINUTE_MS),
    latest: midnightOf(addDays(localDateOf(now, zone), windowDays + 1)) - 1,
    opens: bookableFrom === null ? -Infinity : midnightOf(bookableFrom),
    ends: bookableUntil === null ? Infinity : midnightOf(addDays(bookableUntil, 1)) - 1,
  };
}
