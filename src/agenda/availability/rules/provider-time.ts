import type { PaddedInterval } from '../../../kernel/interval.ts';
import { addDays, instantOf, localDateOf } from '../../../kernel/local-time.ts';
import type { ServiceRecord } from '../../catalog/rules.ts';
import type { StartRequest } from './free-gaps.ts';

const MINUTE_MS = 60_000;

/** A row of busy time as the database holds it: epoch and plain milliseconds. */
export interface BusyRow {
  readonly subjectId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  readonly expiresAt: number | null;
}

/** `busy` blocks; `formerlyBusy` are holds that have run out, next to which shown times stay regular. Sorted by start. */
export interface BusyTimes {
  readonly busy: PaddedInterval[];
  readonly formerlyBusy: PaddedInterval[];
}

/** By provider, in epoch minutes: what does not fall on whole minutes is widened to them. */
export function busyBySubject(rows: readonly BusyRow[], now: number): ReadonlyMap<string, BusyTimes> {
  const bySubject = new Map<string, BusyTimes>();
  for (const row of rows) {
    let times = bySubject.get(row.subjectId);
    if (times === undefined) {
      times = { busy: [], formerlyBusy: [] };
      bySubject.set(row.subjectId, times);
    }
    const isOver = row.expiresAt !== null && row.expiresAt <= now;
    (isOver ? times.formerlyBusy : times.busy).push(inMinutes(row));
  }
  return bySubject;
}

/** Widened to whole minutes where it does not fall on them. */
export function inMinutes(row: Omit<BusyRow, 'subjectId' | 'expiresAt'>): PaddedInterval {
  return {
    startsAt: Math.floor(row.startsAt / MINUTE_MS),
    endsAt: Math.ceil(row.endsAt / MINUTE_MS),
    bufferBefore: Math.ceil(row.bufferBefore / MINUTE_MS),
    bufferAfter: Math.ceil(row.bufferAfter / MINUTE_MS),
  };
}

/**
 * What is asked of the engine for a service at `now`: notice is inclusive, the booking window ends with the last
 * minute of the location's day `windowDays` from today.
 */
export function startRequestOf(service: ServiceRecord, now: number, zone: string): StartRequest {
  const dayAfterWindow = addDays(localDateOf(now, zone), service.windowDays + 1);
  return {
    duration: service.durationMinutes,
    step: service.stepMinutes,
    bufferBefore: service.bufferBeforeMinutes,
    bufferAfter: service.bufferAfterMinutes,
    earliestStart: Math.ceil((now + service.noticeMinutes * MINUTE_MS) / MINUTE_MS),
    latestStart: instantOf(dayAfterWindow, 0, zone) / MINUTE_MS - 1,
  };
}
