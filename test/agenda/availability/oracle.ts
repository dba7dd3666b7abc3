import { Temporal } from 'temporal-polyfill/implementation';
import type { DatedException, Schedule } from '../../../src/agenda/availability/rules/day-hours.ts';
import type { OpenHours, StartRequest } from '../../../src/agenda/availability/rules/free-gaps.ts';
import type { FreeStarts } from '../../../src/agenda/availability/rules/free-starts.ts';
import type { PaddedInterval } from '../../../src/kernel/interval.ts';

/*
 * The rules of scheduling once more, minute by minute and as slow as they please. Nothing here is shared with the
 * engine but the shapes of its input.
 */

/** Two neighbours keep the larger of the two buffers that meet between them. */
export function mayStandTogether(a: PaddedInterval, b: PaddedInterval): boolean {
  const aFirst = b.startsAt - a.endsAt >= Math.max(a.bufferAfter, b.bufferBefore);
  const bFirst = a.startsAt - b.endsAt >= Math.max(b.bufferAfter, a.bufferBefore);
  return aFirst || bFirst;
}

export function oracleStarts(
  windows: readonly OpenHours[],
  busy: readonly PaddedInterval[],
  request: StartRequest,
): FreeStarts {
  const found: FreeStarts = { startsAt: [], windowIndex: [] };
  for (const [index, window] of windows.entries()) {
    for (const start of startsOfWindow(window, busy, request)) {
      if (start < request.earliestStart || start > request.latestStart) continue;
      found.startsAt.push(start);
      found.windowIndex.push(index);
    }
  }
  return found;
}

function startsOfWindow(window: OpenHours, busy: readonly PaddedInterval[], request: StartRequest): number[] {
  const isFreeAt = new Map<number, boolean>();
  for (let minute = window.opensAt; minute < window.closesAt; minute++) {
    isFreeAt.set(minute, isFree(minute, busy, request));
  }
  const starts: number[] = [];
  for (const [minute, isFreeNow] of isFreeAt) {
    if (!isFreeNow || isFreeAt.get(minute - 1) === true) continue;
    let gapEnd = minute;
    while (isFreeAt.get(gapEnd) === true) gapEnd++;
    starts.push(...startsOfGap(window, [minute, gapEnd], request));
  }
  return starts;
}

function startsOfGap(
  window: OpenHours,
  [gapStart, gapEnd]: [number, number],
  request: StartRequest,
): number[] {
  const onGrid: number[] = [];
  const realigned: number[] = [];
  for (let start = gapStart; start + request.duration <= gapEnd; start++) {
    if ((start - window.opensAt) % request.step === 0) onGrid.push(start);
    if ((start - gapStart) % request.step === 0) realigned.push(start);
  }
  const isBetter = backToBack(realigned[0], gapEnd, request) > backToBack(onGrid[0], gapEnd, request);
  return isBetter ? realigned : onGrid;
}

/** A minute in which a session may lie: one-minute probe with the session's own buffers. */
function isFree(minute: number, busy: readonly PaddedInterval[], request: StartRequest): boolean {
  const probe = { ...request, startsAt: minute, endsAt: minute + 1 };
  return busy.every((other) => mayStandTogether(probe, other));
}

function backToBack(first: number | undefined, gapEnd: number, request: StartRequest): number {
  if (first === undefined) return 0;
  let count = 0;
  let start = first;
  while (start + request.duration <= gapEnd) {
    count++;
    start += request.duration + Math.max(request.bufferBefore, request.bufferAfter);
  }
  return count;
}

/** Whether the provider works at a place at a minute of a date, read straight from the table of precedence. */
export function oracleIsOpen(
  schedule: Schedule,
  at: { date: string; locationId: string; minute: number },
): boolean {
  const today = schedule.exceptions.filter((exception) => exception.date === at.date);
  const applies = ({ locationId }: DatedException) => locationId === null || locationId === at.locationId;
  const own = today.filter((exception) => exception.scope === 'provider');
  if (own.some((exception) => exception.closed && applies(exception))) return false;

  const weekday = Temporal.PlainDate.from(at.date).dayOfWeek;
  const usual = schedule.weeklyHours.filter((hours) => hours.weekday === weekday);
  const ownHours = own.filter((exception) => !exception.closed && exception.windows.length > 0);
  const place = (exception: DatedException) => exception.locationId ?? firstShiftAt(schedule, weekday);
  if (ownHours.length > 0) {
    return ownHours
      .filter((exception) => place(exception) === at.locationId)
      .some((e) => covers(e.windows, at.minute));
  }

  const usualHere = usual.filter((hours) => hours.locationId === at.locationId);
  if (usualHere.length === 0) return false;
  const ofLocation = today.filter((exception) => exception.scope === 'location');
  for (const locationId of [at.locationId, null]) {
    const level = ofLocation.filter((exception) => exception.locationId === locationId);
    if (level.some((exception) => exception.closed)) return false;
    const windows = level.flatMap((exception) => exception.windows);
    if (windows.length > 0) return covers(windows, at.minute);
  }
  if (schedule.holidays.some((holiday) => holiday.date === at.date)) return false;
  return covers(usualHere, at.minute);
}

function covers(windows: readonly { opensMinute: number; closesMinute: number }[], minute: number): boolean {
  return windows.some(({ opensMinute, closesMinute }) => opensMinute <= minute && minute < closesMinute);
}

/** The place of the earliest shift of that weekday, or else of the first day of the week with any. */
function firstShiftAt(schedule: Schedule, weekday: number): string | undefined {
  for (const day of [weekday, 1, 2, 3, 4, 5, 6, 7]) {
    const shifts = schedule.weeklyHours.filter((hours) => hours.weekday === day);
    const earliest = Math.min(...shifts.map((hours) => hours.opensMinute));
    const places = shifts.filter((hours) => hours.opensMinute === earliest).map((hours) => hours.locationId);
    if (places.length > 0) return places.sort()[0];
  }
  return undefined;
}
