import {
  clockText,
  dateOfDayNumber,
  dayNumber,
  instantOfDayNumber,
  isLocalDate,
  type LocalDate,
  localDateOf,
  minuteOfDayAt,
} from '../../../kernel/local-time.ts';

/** A reading of a wall clock without a zone: minutes since 1970-01-01T00:00 on that clock. */
export type WallTime = number;

export const MINUTES_PER_DAY = 1_440;

export function wallOf(date: LocalDate, minuteOfDay: number): WallTime {
  return dayNumber(date) * MINUTES_PER_DAY + minuteOfDay;
}

/** What the clock of a zone shows at an instant (epoch milliseconds). */
export function localOf(instant: number, zone: string): WallTime {
  return wallOf(localDateOf(instant, zone), minuteOfDayAt(instant, zone));
}

/** Epoch milliseconds; what DST skips moves forward, what it repeats is the earlier one (RFC 5545 section 3.3.5). */
export function instantOfWall(wall: WallTime, zone: string): number {
  return instantOfDayNumber(dayOfWall(wall), minuteOfWall(wall), zone);
}

/** Days since 1970-01-01. */
export function dayOfWall(wall: WallTime): number {
  return Math.floor(wall / MINUTES_PER_DAY);
}

export function minuteOfWall(wall: WallTime): number {
  return wall - dayOfWall(wall) * MINUTES_PER_DAY;
}

/** `2026-11-21T10:00` */
export function wallText(wall: WallTime): string {
  return `${dateOfDayNumber(dayOfWall(wall))}T${clockText(minuteOfWall(wall))}`;
}

/** Undefined when the text is not of the form that `wallText` gives. */
export function parseWall(text: string): WallTime | undefined {
  const [, date = '', hour, minute] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return isLocalDate(date) ? wallOf(date, Number(hour) * 60 + Number(minute)) : undefined;
}
