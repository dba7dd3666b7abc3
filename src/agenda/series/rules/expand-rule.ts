import { dateOfDayNumber, dayNumber, weekdayOfDayNumber } from '../../../kernel/local-time.ts';
import type { RecurrenceRule, RuleDay } from './recurrence-rule.ts';
import { dayOfWall, MINUTES_PER_DAY, minuteOfWall, type WallTime } from './wall-time.ts';

/** Which occurrences are asked for. A rule is never looked at beyond `to`, nor for longer than `daysLeft` allows. */
export interface Span {
  /** Occurrences before it are passed over (but counted); without it, from the start. */
  readonly from?: WallTime;
  /** The last that may be one. */
  readonly to: WallTime;
  /** Goes down with every day that is looked at; where nothing is left, expanding stops with `Exhausted`. */
  readonly budget: { daysLeft: number };
}

/** A rule asked for more work than anybody's calendar needs. */
export class Exhausted extends Error {}

/**
 * The occurrences of a rule that begins at `start`, in order, as RFC 5545 section 3.3.10 makes them: of each period
 * (day, week, month, year) the days that meet every BY part, at each time of the day; of those the ones that
 * BYSETPOS picks. `start` itself is one only when the rule says so. Terminates for every rule.
 */
export function* expandRule(rule: RecurrenceRule, start: WallTime, span: Span): Generator<WallTime> {
  const most = rule.count ?? Number.POSITIVE_INFINITY;
  let found = 0;
  for (const wall of everyOccurrence(rule, start, span)) {
    if (wall > span.to || found === most) return;
    found++;
    if (wall >= (span.from ?? start)) yield wall;
  }
}

function* everyOccurrence(rule: RecurrenceRule, start: WallTime, span: Span): Generator<WallTime> {
  const filled = withDefaults(rule, start);
  for (const days of periodsOf(filled, start, span)) {
    span.budget.daysLeft -= days.length;
    if (span.budget.daysLeft < 0) throw new Exhausted();
    yield* picked(filled, days).filter((wall) => wall >= start);
  }
}

interface FilledRule extends RecurrenceRule {
  readonly minutesOfDay: readonly number[];
  readonly isNthOfMonth: boolean;
}

/** What a rule does not say, its start says: the day of the month, the weekday, the time of the day. */
function withDefaults(rule: RecurrenceRule, start: WallTime): FilledRule {
  const day = dayOfWall(start);
  const { month, dayOfMonth } = civil(day);
  const minute = minuteOfWall(start);
  const hours = rule.hours.length > 0 ? rule.hours : [Math.floor(minute / 60)];
  const minutes = rule.minutes.length > 0 ? rule.minutes : [minute % 60];
  const minutesOfDay = hours.flatMap((hour) => minutes.map((one) => hour * 60 + one)).sort((a, b) => a - b);
  const isNthOfMonth = rule.frequency === 'MONTHLY' || rule.months.length > 0;
  const filled = { ...rule, minutesOfDay: [...new Set(minutesOfDay)], isNthOfMonth };
  const saysDay = rule.days.length + rule.monthDays.length + rule.yearDays.length > 0;
  if (saysDay || rule.frequency === 'DAILY') return filled;
  if (rule.frequency === 'WEEKLY' || rule.weekNumbers.length > 0)
    return { ...filled, days: [{ weekday: weekdayOfDayNumber(day), nth: 0 }] };
  const months = rule.frequency === 'YEARLY' && rule.months.length === 0 ? [month] : rule.months;
  return { ...filled, months, monthDays: [dayOfMonth] };
}

/** The days of each period, from the one that `start` is in; those wholly before the span only when they count. */
function* periodsOf(rule: FilledRule, start: WallTime, span: Span): Generator<readonly number[]> {
  const firstDay = dayOfWall(start);
  const wantedDay = rule.count === undefined ? dayOfWall(span.from ?? start) : firstDay;
  const lastDay = dayOfWall(span.to);
  const first = periodAt(rule, firstDay);
  const skipped = Math.max(0, Math.floor((periodAt(rule, wantedDay) - first) / rule.interval));
  for (let period = first + skipped * rule.interval; ; period += rule.interval) {
    const [from, to] = [beginOf(rule, period), beginOf(rule, period + 1)];
    if (from > lastDay) return;
    yield Array.from({ length: to - from }, (_, index) => from + index);
  }
}

/** Periods are numbered: days and weeks since 1970, months and years since the year 0. */
function periodAt({ frequency, weekStart }: FilledRule, day: number): number {
  const { year, month } = civil(day);
  switch (frequency) {
    case 'DAILY':
      return day;
    case 'WEEKLY':
      return Math.floor((day - firstWeek(weekStart)) / 7);
    case 'MONTHLY':
      return year * 12 + month - 1;
    case 'YEARLY':
      return year;
  }
}

function beginOf({ frequency, weekStart }: FilledRule, period: number): number {
  switch (frequency) {
    case 'DAILY':
      return period;
    case 'WEEKLY':
      return firstWeek(weekStart) + period * 7;
    case 'MONTHLY':
      return monthBegin(Math.floor(period / 12), (period % 12) + 1);
    case 'YEARLY':
      return monthBegin(period, 1);
  }
}

/** A day near 1970 on which a week begins: 1970-01-05 was a Monday. */
function firstWeek(weekStart: number): number {
  return 4 + weekStart - 1;
}

function picked(rule: FilledRule, days: readonly number[]): WallTime[] {
  const set = days
    .filter((day) => meets(rule, day))
    .flatMap((day) => rule.minutesOfDay.map((minute) => day * MINUTES_PER_DAY + minute));
  if (rule.positions.length === 0) return set;
  const chosen = new Set(rule.positions.map((nth) => (nth > 0 ? nth - 1 : set.length + nth)));
  return set.filter((_, index) => chosen.has(index));
}

function meets(rule: FilledRule, day: number): boolean {
  const { year, month, dayOfMonth } = civil(day);
  const beginOfMonth = day - dayOfMonth + 1;
  return (
    isListed(rule.months, month) &&
    isNth(rule.monthDays, dayOfMonth, () => nextMonth(year, month) - beginOfMonth) &&
    isNth(
      rule.yearDays,
      day - monthBegin(year, 1) + 1,
      () => monthBegin(year + 1, 1) - monthBegin(year, 1),
    ) &&
    isInWeeks(rule, day, year) &&
    isDay(rule, day)
  );
}

function isListed(list: readonly number[], value: number): boolean {
  return list.length === 0 || list.includes(value);
}

/** Counted from 1, or from the end by negative numbers. */
function isNth(list: readonly number[], value: number, total: () => number): boolean {
  return list.length === 0 || list.includes(value) || list.includes(value - total() - 1);
}

/** Week 1 is the first that has at least four days in its year; a week at the turn of a year may belong to either. */
function isInWeeks({ weekNumbers, weekStart }: FilledRule, day: number, year: number): boolean {
  if (weekNumbers.length === 0) return true;
  const weekYear =
    day >= weekOne(year + 1, weekStart) ? year + 1 : day < weekOne(year, weekStart) ? year - 1 : year;
  const begin = weekOne(weekYear, weekStart);
  const weeks = (weekOne(weekYear + 1, weekStart) - begin) / 7;
  return isNth(weekNumbers, Math.floor((day - begin) / 7) + 1, () => weeks);
}

function weekOne(year: number, weekStart: number): number {
  const fourth = monthBegin(year, 1) + 3;
  return fourth - ((weekdayOfDayNumber(fourth) - weekStart + 7) % 7);
}

function isDay(rule: FilledRule, day: number): boolean {
  if (rule.days.length === 0) return true;
  const weekday = weekdayOfDayNumber(day);
  return rule.days.some((wanted) => wanted.weekday === weekday && isNthDay(rule, wanted, day));
}

function isNthDay({ isNthOfMonth }: FilledRule, { nth }: RuleDay, day: number): boolean {
  if (nth === 0) return true;
  const { year, month } = civil(day);
  const begin = isNthOfMonth ? monthBegin(year, month) : monthBegin(year, 1);
  const end = isNthOfMonth ? nextMonth(year, month) : monthBegin(year + 1, 1);
  return nth > 0 ? Math.floor((day - begin) / 7) + 1 === nth : -(Math.floor((end - 1 - day) / 7) + 1) === nth;
}

function nextMonth(year: number, month: number): number {
  return month === 12 ? monthBegin(year + 1, 1) : monthBegin(year, month + 1);
}

function monthBegin(year: number, month: number): number {
  return dayNumber(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`);
}

function civil(day: number): { readonly year: number; readonly month: number; readonly dayOfMonth: number } {
  const date = dateOfDayNumber(day);
  return {
    year: Number(date.slice(0, 4)),
    month: Number(date.slice(5, 7)),
    dayOfMonth: Number(date.slice(8, 10)),
  };
}
