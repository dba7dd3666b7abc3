import type { LocalDate } from '../../../kernel/local-time.ts';
import { dateOfDayNumber, dayNumber, instantOfDayNumber } from '../../../kernel/local-time.ts';
import type { HoursChange, Schedule, ScheduleIndex } from './day-hours.ts';
import { hoursOfDay, indexSchedule } from './day-hours.ts';

const MILLISECONDS_PER_MINUTE = 60_000;

/** Dates from `from` to `to`, both included, in an IANA zone. */
export type DateRange = { from: LocalDate; to: LocalDate; zone: string };

/** Time in which a provider works at a location, in epoch minutes; `date` is the local date on which it opens. */
export type WorkingWindow = { opensAt: number; closesAt: number; date: LocalDate; locationId: string };

/** A date on which usual hours are missing or changed, and why. */
export type ChangedDay = { date: LocalDate; changes: readonly HoursChange[] };

/**
 * The provider's working windows that open on the dates asked for, sorted by opening. Windows of one location and
 * date that touch or overlap become one; a shift that runs past midnight into the next date's window at the same
 * location ends where that one opens, so no instant is offered twice. Precedence: see `hoursOfDay`.
 * A local time that DST skips moves forward, one that exists twice means the earlier.
 */
export function workingWindows(schedule: Schedule, range: DateRange): WorkingWindow[] {
  const index = indexSchedule(schedule);
  const windows: WorkingWindow[] = [];
  const lastDay = dayNumber(range.to);
  let yesterday: WorkingWindow[] = [];
  for (let day = dayNumber(range.from); day <= lastDay + 1; day++) {
    const today = windowsOfDay(index, day, range.zone);
    for (const window of yesterday) {
      endBeforeNextDate(window, today);
      if (window.closesAt > window.opensAt) windows.push(window);
    }
    yesterday = today;
  }
  return windows;
}

/** The dates of the range whose usual hours do not simply apply, with every reason in order of precedence. */
export function changedDays(schedule: Schedule, range: DateRange): ChangedDay[] {
  const index = indexSchedule(schedule);
  const changed: ChangedDay[] = [];
  const lastDay = dayNumber(range.to);
  for (let day = dayNumber(range.from); day <= lastDay; day++) {
    const date = dateOfDayNumber(day);
    const { changes } = hoursOfDay(index, day, date);
    if (changes.length > 0) changed.push({ date, changes });
  }
  return changed;
}

function windowsOfDay(index: ScheduleIndex, day: number, zone: string): WorkingWindow[] {
  const date = dateOfDayNumber(day);
  const { hours } = hoursOfDay(index, day, date);
  const windows: WorkingWindow[] = [];
  for (const { opensMinute, closesMinute, locationId } of hours) {
    const opensAt = instantOfDayNumber(day, opensMinute, zone) / MILLISECONDS_PER_MINUTE;
    const closesAt = instantOfDayNumber(day, closesMinute, zone) / MILLISECONDS_PER_MINUTE;
    const last = windows.findLast((window) => window.locationId === locationId);
    if (last !== undefined && opensAt <= last.closesAt) last.closesAt = Math.max(last.closesAt, closesAt);
    else if (closesAt > opensAt) windows.push({ opensAt, closesAt, date, locationId });
  }
  return windows;
}

function endBeforeNextDate(window: WorkingWindow, next: readonly WorkingWindow[]): void {
  for (const { opensAt, locationId } of next) {
    if (locationId === window.locationId) window.closesAt = Math.min(window.closesAt, opensAt);
  }
}
