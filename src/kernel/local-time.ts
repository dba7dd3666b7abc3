import { offsetAt, offsetOfWallClock } from './zone-offset.ts';

/** A calendar date without a zone, `YYYY-MM-DD`, years 0000 to 9999 (proleptic Gregorian). */
export type LocalDate = string;

const MILLISECONDS_PER_MINUTE = 60_000;
const MILLISECONDS_PER_DAY = 86_400_000;
const DAYS_PER_400_YEARS = 146_097;
const DAYS_FROM_0000_03_01_TO_1970 = 719_468;
const MAX_REMEMBERED_DATES = 4096;

const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const clockTexts = Array.from({ length: 1440 }, (_, minute) => `T${clockText(minute)}`);
const dateTexts = new Map<number, LocalDate>();

/** Days since 1970-01-01 of a valid date. */
export function dayNumber(date: LocalDate): number {
  const month = Number(date.slice(5, 7));
  return daysFromCivil(Number(date.slice(0, 4)), month, Number(date.slice(8, 10)));
}

/** The date that lies `day` days after 1970-01-01. */
export function dateOfDayNumber(day: number): LocalDate {
  return dateTexts.get(day) ?? rememberDate(day);
}

/** True for the text of a date that exists: `2024-02-29` is one, `2026-02-30` is not. */
export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && civilText(dayNumber(text)) === text;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return dateOfDayNumber(dayNumber(date) + days);
}

/** Every date from `from` to `to`, both included; empty when `to` lies before `from`. */
export function eachDate(from: LocalDate, to: LocalDate): LocalDate[] {
  const first = dayNumber(from);
  const length = Math.max(0, dayNumber(to) - first + 1);
  return Array.from({ length }, (_, index) => dateOfDayNumber(first + index));
}

/** ISO 8601 weekday: 1 is Monday, 7 is Sunday. */
export function isoWeekday(date: LocalDate): number {
  return weekdayOfDayNumber(dayNumber(date));
}

/** ISO 8601 weekday of a day counted from 1970-01-01 (a Thursday). */
export function weekdayOfDayNumber(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/**
 * Epoch milliseconds of a wall clock time in a zone. `minuteOfDay` counts from local midnight and may pass
 * 1440 (up to 2880) for closings after midnight. A time that DST skips moves forward by the gap, one that
 * exists twice means the earlier. Throws RangeError for an unknown zone.
 */
export function instantOf(date: LocalDate, minuteOfDay: number, zone: string): number {
  return instantOfDayNumber(dayNumber(date), minuteOfDay, zone);
}

/** `instantOf` for a date counted in days since 1970-01-01. */
export function instantOfDayNumber(day: number, minuteOfDay: number, zone: string): number {
  const wall = day * MILLISECONDS_PER_DAY + minuteOfDay * MILLISECONDS_PER_MINUTE;
  return wall - offsetOfWallClock(wall, zone);
}

/** Minutes east of UTC, rounded where a zone once used seconds (none since 1972). */
export function offsetMinutesAt(epochMs: number, zone: string): number {
  return Math.round(offsetAt(epochMs, zone) / MILLISECONDS_PER_MINUTE);
}

export function localDateOf(epochMs: number, zone: string): LocalDate {
  return dateOfDayNumber(Math.floor((epochMs + offsetAt(epochMs, zone)) / MILLISECONDS_PER_DAY));
}

/** Minutes since local midnight, 0 to 1439, as the wall clock in the zone shows them. */
export function minuteOfDayAt(epochMs: number, zone: string): number {
  const local = Math.floor((epochMs + offsetAt(epochMs, zone)) / MILLISECONDS_PER_MINUTE);
  return ((local % 1440) + 1440) % 1440;
}

/** RFC 3339 with the zone's offset, `2026-11-21T10:00:00-03:00`; milliseconds only when there are any. */
export function formatInstant(epochMs: number, zone: string): string {
  const offset = offsetMinutesAt(epochMs, zone);
  const local = epochMs + offset * MILLISECONDS_PER_MINUTE;
  const day = Math.floor(local / MILLISECONDS_PER_DAY);
  const timeOfDay = local - day * MILLISECONDS_PER_DAY;
  const minute = Math.floor(timeOfDay / MILLISECONDS_PER_MINUTE);
  const rest = timeOfDay - minute * MILLISECONDS_PER_MINUTE;
  return dateOfDayNumber(day) + clockTexts[minute] + secondsText(rest) + offsetText(offset);
}

const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/**
 * Epoch milliseconds of an RFC 3339 time stamp (finer fractions are cut), or undefined when the text is not one:
 * an offset or Z is required, the date must exist, leap seconds are not accepted.
 */
export function parseInstant(text: string): number | undefined {
  const parts = RFC_3339.exec(text);
  if (parts === null) return undefined;
  const [, date = '', hour, minute, second, fraction = '', sign, offsetHours = 0, offsetMinutes = 0] = parts;
  if (!isLocalDate(date)) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  const minutes = dayNumber(date) * 1440 + Number(hour) * 60 + Number(minute) - offset;
  const milliseconds = Number(fraction.slice(1, 4).padEnd(3, '0'));
  return minutes * MILLISECONDS_PER_MINUTE + Number(second) * 1000 + milliseconds;
}

/** `HH:MM` of a minute of the day, 24 hours; minutes past 1440 wrap to the next day's clock. */
export function clockText(minuteOfDay: number): string {
  return `${twoDigits[Math.floor(minuteOfDay / 60) % 24]}:${twoDigits[minuteOfDay % 60]}`;
}

function secondsText(milliseconds: number): string {
  if (milliseconds === 0) return ':00';
  const seconds = Math.floor(milliseconds / 1000);
  const fraction = milliseconds - seconds * 1000;
  return `:${twoDigits[seconds]}${fraction === 0 ? '' : `.${String(fraction).padStart(3, '0')}`}`;
}

function offsetText(minutes: number): string {
  return (minutes < 0 ? '-' : '+') + clockText(Math.abs(minutes));
}

function rememberDate(day: number): LocalDate {
  if (dateTexts.size >= MAX_REMEMBERED_DATES) dateTexts.clear();
  const text = civilText(day);
  dateTexts.set(day, text);
  return text;
}

// Howard Hinnant, "chrono-compatible low-level date algorithms": years that begin in March put 29 February last.
function daysFromCivil(year: number, month: number, dayOfMonth: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_400_YEARS + dayOfEra - DAYS_FROM_0000_03_01_TO_1970;
}

function civilText(day: number): LocalDate {
  const shifted = day + DAYS_FROM_0000_03_01_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_400_YEARS);
  const dayOfEra = shifted - era * DAYS_PER_400_YEARS;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - 365 * yearOfEra - Math.floor(yearOfEra / 4) + Math.floor(yearOfEra / 100);
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const dayOfMonth = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return `${String(year).padStart(4, '0')}-${twoDigits[month]}-${twoDigits[dayOfMonth]}`;
}
