import { type Interval, mergeIntervals } from '../../../kernel/interval.ts';
import { Exhausted, expandRule } from '../../series/rules/expand-rule.ts';
import { lastWallOf } from '../../series/rules/recurrence-rule.ts';
import { type Clock, clocksOf } from './ical-clock.ts';
import {
  componentsNamed,
  durationOf,
  type ICalComponent,
  type ICalTime,
  propertiesNamed,
  ruleOf,
  textOf,
  timesOf,
  Unreadable,
} from './ical-component.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MAX_EVENTS = 20_000;
export const MAX_BUSY = 1_000;
/** How many days the rules of one calendar may have looked at, all together. */
const DAYS_OF_WORK = 200_000;

export interface BusySearch {
  /** IANA; the clock of whatever names no zone, and of whole days. */
  readonly homeZone: string;
  /** Epoch milliseconds, half-open. */
  readonly from: number;
  readonly to: number;
}

export type BusyReading =
  | { readonly ok: true; readonly busy: readonly Interval[] }
  | { readonly ok: false; readonly detail: string };

/**
 * When a calendar (jCal) calls its owner busy within a span: merged, sorted, in epoch milliseconds, no piece longer
 * than a day. What is transparent or cancelled is not busy; an event that replaces one of a repetition counts in its
 * place. A calendar that cannot be understood, or asks for more work than anybody's, gives no times but says so.
 */
export function busyTimesOfCalendar(calendar: ICalComponent, search: BusySearch): BusyReading {
  try {
    const busy = inPieces(mergeIntervals(busyOf(calendar, search).sort((a, b) => a.startsAt - b.startsAt)));
    if (busy.length > MAX_BUSY)
      return { ok: false, detail: `El calendario tiene más de ${MAX_BUSY} ocupaciones en el período.` };
    return { ok: true, busy };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, detail: error.message };
    if (error instanceof Exhausted)
      return { ok: false, detail: 'El calendario tiene demasiadas repeticiones.' };
    throw error;
  }
}

interface CalendarFacts extends BusySearch {
  readonly clockOf: (zone: string) => Clock;
  readonly budget: { daysLeft: number };
  /** Instants at which an event of a repetition was replaced, by the UID of the repetition. */
  readonly replaced: ReadonlyMap<string, ReadonlySet<number>>;
}

function busyOf(calendar: ICalComponent, search: BusySearch): Interval[] {
  const events = componentsNamed(calendar, 'vevent');
  if (events.length > MAX_EVENTS) throw new Unreadable(`El calendario tiene más de ${MAX_EVENTS} eventos.`);
  const budget = { daysLeft: DAYS_OF_WORK };
  const [from, to] = [Math.floor(search.from / MINUTE_MS), Math.ceil(search.to / MINUTE_MS)];
  const clockOf = clocksOf(calendar, { homeZone: search.homeZone, from, to: to + 1_440, budget });
  const facts = { ...search, clockOf, budget, replaced: replacedBy(events, clockOf) };
  return events.filter(isBusy).flatMap((event) => clipped(intervalsOf(event, facts), search));
}

function isBusy(event: ICalComponent): boolean {
  return (
    textOf(event, 'transp').toUpperCase() !== 'TRANSPARENT' &&
    textOf(event, 'status').toUpperCase() !== 'CANCELLED'
  );
}

function replacedBy(
  events: readonly ICalComponent[],
  clockOf: CalendarFacts['clockOf'],
): ReadonlyMap<string, ReadonlySet<number>> {
  const replaced = new Map<string, Set<number>>();
  for (const event of events)
    for (const time of propertiesNamed(event, 'recurrence-id').flatMap(timesOf)) {
      const uid = textOf(event, 'uid');
      const instants = replaced.get(uid) ?? new Set();
      replaced.set(uid, instants.add(instantOf(time, clockOf)));
    }
  return replaced;
}

function instantOf(time: ICalTime, clockOf: CalendarFacts['clockOf']): number {
  return clockOf(time.zone).toInstant(time.wall);
}

function intervalsOf(event: ICalComponent, facts: CalendarFacts): Interval[] {
  const [start] = propertiesNamed(event, 'dtstart').flatMap(timesOf);
  if (start === undefined) throw new Unreadable('Hay un evento sin comienzo.');
  const clock = facts.clockOf(start.zone);
  const lengthOf = lengthsOf(event, start, facts);
  const isPartOfOther = propertiesNamed(event, 'recurrence-id').length > 0;
  const walls = isPartOfOther
    ? [start.wall]
    : wallsOf(event, start, { ...facts, clock, length: lengthOf(start.wall) });
  const gone = isPartOfOther ? () => false : exclusionsOf(event, facts, clock);
  return walls.flatMap((wall) => {
    const startsAt = clock.toInstant(wall);
    const length = lengthOf(wall);
    return length <= 0 || gone(startsAt) ? [] : [{ startsAt, endsAt: startsAt + length }];
  });
}

/** How long an event lasts that begins at a reading: days are as long as they are on that date. */
function lengthsOf(
  event: ICalComponent,
  start: ICalTime,
  { clockOf }: CalendarFacts,
): (wall: number) => number {
  const [end] = propertiesNamed(event, 'dtend').flatMap(timesOf);
  const clock = clockOf(start.zone);
  const duration = textOf(event, 'duration');
  if (start.isDate) {
    const days = end === undefined ? durationOf(duration) / DAY_MS : (end.wall - start.wall) / 1_440;
    const minutes = Math.max(1, Math.ceil(days)) * 1_440;
    return (wall) => clock.toInstant(wall + minutes) - clock.toInstant(wall);
  }
  if (end === undefined) return () => durationOf(duration);
  const endsAt = instantOf(end, clockOf) + Math.ceil(end.seconds / 60) * MINUTE_MS;
  return () => endsAt - clock.toInstant(start.wall);
}

interface Repeating extends CalendarFacts {
  readonly clock: Clock;
  readonly length: number;
}

/** Where an event begins, on its own clock: at its start, where its rule says, and on dates that are listed. */
function wallsOf(event: ICalComponent, start: ICalTime, facts: Repeating): number[] {
  const listed = propertiesNamed(event, 'rdate').flatMap(timesOf);
  const ownWall = (time: ICalTime) =>
    time.isDate ? time.wall : facts.clock.toWall(instantOf(time, facts.clockOf));
  const walls = new Set([start.wall, ...listed.map(ownWall)]);
  const reading = ruleOf(event);
  if (reading === undefined) return [...walls];
  if (!reading.ok) throw new Unreadable(`Hay una repetición que no se entiende: ${reading.detail}.`);
  const { rule } = reading;
  const to = facts.clock.toWall(facts.to);
  const last = lastWallOf(rule, facts.clock.toWall) ?? to;
  const from = facts.clock.toWall(facts.from) - Math.ceil(Math.max(0, facts.length) / MINUTE_MS) - 1_440;
  const span = { from, to: Math.min(last, to), budget: facts.budget };
  for (const wall of expandRule(rule, start.wall, span)) walls.add(wall);
  return [...walls];
}

/** What does not take place: dates that are excepted (EXDATE) and those that another event replaces. */
function exclusionsOf(
  event: ICalComponent,
  { clockOf, replaced }: CalendarFacts,
  clock: Clock,
): (instant: number) => boolean {
  const times = propertiesNamed(event, 'exdate').flatMap(timesOf);
  const instants = new Set(times.filter(({ isDate }) => !isDate).map((time) => instantOf(time, clockOf)));
  const days = new Set(times.filter(({ isDate }) => isDate).map(({ wall }) => wall / 1_440));
  const others = replaced.get(textOf(event, 'uid'));
  return (instant) =>
    instants.has(instant) ||
    others?.has(instant) === true ||
    (days.size > 0 && days.has(Math.floor(clock.toWall(instant) / 1_440)));
}

function clipped(intervals: readonly Interval[], { from, to }: BusySearch): Interval[] {
  return intervals
    .filter(({ startsAt, endsAt }) => startsAt < to && endsAt > from)
    .map(({ startsAt, endsAt }) => ({ startsAt: Math.max(startsAt, from), endsAt: Math.min(endsAt, to) }));
}

/** A busy time lasts at most a day. */
function inPieces(intervals: readonly Interval[]): Interval[] {
  return intervals.flatMap(({ startsAt, endsAt }) =>
    Array.from({ length: Math.ceil((endsAt - startsAt) / DAY_MS) }, (_, index) => ({
      startsAt: startsAt + index * DAY_MS,
      endsAt: Math.min(endsAt, startsAt + (index + 1) * DAY_MS),
    })),
  );
}
