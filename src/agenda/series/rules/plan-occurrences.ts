import { Exhausted, expandRule } from './expand-rule.ts';
import { lastWallOf, type RecurrenceRule, readRule } from './recurrence-rule.ts';
import { instantOfWall, localOf, MINUTES_PER_DAY, type WallTime, wallText } from './wall-time.ts';

export const MAX_OCCURRENCES = 104;
export const MAX_DAYS = 730;
/** Two years and the periods that reach over their ends. */
const DAYS_OF_WORK = 2_000;

/** What somebody wants to come back to: instants in epoch milliseconds, `zone` the location's. */
export interface SeriesWish {
  readonly rule: string;
  readonly startsAt: number;
  readonly zone: string;
  /** Occurrences that are left out (EXDATE); COUNT counts them all the same. */
  readonly exceptions: readonly number[];
}

/** One date of a series: when it is on the wall, `YYYY-MM-DDTHH:MM`, and at which instant that is. */
export interface Occurrence {
  readonly localStart: string;
  readonly startsAt: number;
}

export type OccurrencesPlan =
  | { readonly ok: true; readonly occurrences: readonly Occurrence[] }
  | { readonly ok: false; readonly field: 'rule' | 'startsAt' | 'exceptions'; readonly detail: string };

/**
 * The dates of a series: the same wall clock time on each, whatever DST does (a time that is skipped moves forward,
 * one that comes twice is the earlier). At most 104, within 730 days of the start, which is the first of them; a rule
 * has to say where it ends. Otherwise says what to change.
 */
export function planOccurrences({ rule: text, startsAt, zone, exceptions }: SeriesWish): OccurrencesPlan {
  const reading = readRule(text);
  if (!reading.ok) return refused('rule', reading.detail);
  const { rule } = reading;
  const refusal = endRefusal(rule);
  if (refusal !== undefined) return refused('rule', refusal);
  const start = localOf(startsAt, zone);
  const walls = expandWithin(rule, start, zone);
  if (typeof walls === 'string') return refused('rule', walls);
  if (walls[0] !== start || instantOfWall(start, zone) !== startsAt)
    return refused(
      'startsAt',
      'La regla no cae en startsAt: empezá en una fecha de la regla, o cambiá la regla',
    );
  const occurrences = walls.map((wall) => ({
    localStart: wallText(wall),
    startsAt: instantOfWall(wall, zone),
  }));
  return withoutExceptions(occurrences, exceptions);
}

function refused(field: 'rule' | 'startsAt' | 'exceptions', detail: string): OccurrencesPlan {
  return { ok: false, field, detail };
}

function endRefusal({ count, until }: RecurrenceRule): string | undefined {
  if (count === undefined && until === undefined) return 'La regla no termina: agregale COUNT o UNTIL';
  if (count !== undefined && count > MAX_OCCURRENCES)
    return `Una serie tiene a lo sumo ${MAX_OCCURRENCES} turnos: bajá COUNT`;
  return undefined;
}

/** The occurrences, or what is wrong with them. One more than allowed is looked for, within the days allowed. */
function expandWithin(rule: RecurrenceRule, start: WallTime, zone: string): WallTime[] | string {
  const horizon = start + MAX_DAYS * MINUTES_PER_DAY;
  const last = lastWallOf(rule, (instant) => localOf(instant, zone));
  if (last !== undefined && last < start) return 'UNTIL es anterior al comienzo: corregilo';
  const span = { to: Math.min(last ?? horizon, horizon), budget: { daysLeft: DAYS_OF_WORK } };
  const walls = takeUpTo(expandRule(rule, start, span), MAX_OCCURRENCES + 1);
  if (walls.length > MAX_OCCURRENCES)
    return `Una serie tiene a lo sumo ${MAX_OCCURRENCES} turnos: acercá UNTIL o poné COUNT`;
  if (walls.length < 2)
    return `La regla da menos de 2 fechas en ${MAX_DAYS} días: reservá un turno suelto, o cambiá la regla`;
  const isCut = rule.count === undefined ? (last ?? 0) > horizon : walls.length < rule.count;
  return isCut ? `La serie pasa de ${MAX_DAYS} días: bajá COUNT o acercá UNTIL` : walls;
}

function takeUpTo(walls: Iterable<WallTime>, most: number): WallTime[] {
  const taken: WallTime[] = [];
  try {
    for (const wall of walls) {
      taken.push(wall);
      if (taken.length === most) break;
    }
  } catch (error) {
    if (!(error instanceof Exhausted)) throw error;
  }
  return taken;
}

function withoutExceptions(
  occurrences: readonly Occurrence[],
  exceptions: readonly number[],
): OccurrencesPlan {
  const known = new Set(occurrences.map(({ startsAt }) => startsAt));
  if (!exceptions.every((instant) => known.has(instant)))
    return refused('exceptions', 'Hay una excepción que no es una fecha de la serie');
  const left = occurrences.filter(({ startsAt }) => !exceptions.includes(startsAt));
  if (left.length < 2) return refused('exceptions', 'Quedan menos de 2 fechas: reservá un turno suelto');
  return { ok: true, occurrences: left };
}

/** True when one date of the series begins before the one before it is over. */
export function overlapThemselves(
  times: readonly { readonly startsAt: number; readonly endsAt: number }[],
): boolean {
  const sorted = times.toSorted((a, b) => a.startsAt - b.startsAt);
  return sorted.some(({ startsAt }, index) => startsAt < (sorted[index - 1]?.endsAt ?? startsAt));
}

/** How far a series moves: whole days on the wall, and the new time of the day (minutes). */
export interface Shift {
  readonly days: number;
  readonly minuteOfDay: number;
}

/** From the date that one of its bookings had in the series to an instant. */
export function shiftTo(recurrence: WallTime, startsAt: number, zone: string): Shift {
  const to = localOf(startsAt, zone);
  const [from, target] = [Math.floor(recurrence / MINUTES_PER_DAY), Math.floor(to / MINUTES_PER_DAY)];
  return { days: target - from, minuteOfDay: to - target * MINUTES_PER_DAY };
}

export function shifted(recurrence: WallTime, { days, minuteOfDay }: Shift): WallTime {
  return (Math.floor(recurrence / MINUTES_PER_DAY) + days) * MINUTES_PER_DAY + minuteOfDay;
}
