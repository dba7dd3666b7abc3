import { addDays, isoWeekday, type LocalDate } from '../local-time.ts';
import type { PublicHoliday } from './country.ts';

/** `[MM-DD, name]`: a day of every year, or one that a law counts from there. */
export type NamedDay = readonly [day: string, name: string];

/** The date itself when it is a Monday, else the next one. */
export function mondayFrom(date: LocalDate): LocalDate {
  return addDays(date, (8 - isoWeekday(date)) % 7);
}

/** The n-th Monday of a month (`YYYY-MM`), counted from 1. */
export function nthMonday(month: string, n: number): LocalDate {
  return addDays(mondayFrom(`${month}-01`), (n - 1) * 7);
}

/** Easter Sunday of a Gregorian year (Meeus, Jones and Butcher's algorithm). */
export function easterOf(year: number): LocalDate {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const epact =
    (19 * golden + century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 15) % 30;
  const rest = year % 100;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  return addDays(`${year}-03-22`, epact + weekday - 7 * correction);
}

export function national(date: LocalDate, name: string): PublicHoliday {
  return { date, name, kind: 'national' };
}

export function byDate(holidays: readonly PublicHoliday[]): readonly PublicHoliday[] {
  return holidays.toSorted((a, b) => (a.date < b.date ? -1 : 1));
}
