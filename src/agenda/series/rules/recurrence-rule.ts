import { isLocalDate } from '../../../kernel/local-time.ts';
import { type WallTime, wallOf } from './wall-time.ts';

/** A weekday (ISO: 1 is Monday) of a period: every one of them (0), or the nth from its begin or (negative) its end. */
export interface RuleDay {
  readonly weekday: number;
  readonly nth: number;
}

/** An RFC 5545 recurrence rule that repeats by days or longer. Empty lists: the part is not given. */
export interface RecurrenceRule {
  readonly frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly count: number | undefined;
  /** The last wall clock time that may be one, or the same as an instant. */
  readonly until: { readonly wall: WallTime } | { readonly instant: number } | undefined;
  readonly months: readonly number[];
  readonly weekNumbers: readonly number[];
  readonly yearDays: readonly number[];
  readonly monthDays: readonly number[];
  readonly days: readonly RuleDay[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly positions: readonly number[];
  /** ISO weekday. */
  readonly weekStart: number;
}

export type RuleReading =
  | { readonly ok: true; readonly rule: RecurrenceRule }
  | { readonly ok: false; readonly detail: string };

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const MAX_LENGTH = 500;
const MAX_INTERVAL = 1_000;

interface Range {
  readonly from: number;
  readonly to: number;
  /** Counted from the end too. */
  readonly isSigned?: boolean;
}

const LISTS: Readonly<Record<string, Range>> = {
  BYMONTH: { from: 1, to: 12 },
  BYWEEKNO: { from: 1, to: 53, isSigned: true },
  BYYEARDAY: { from: 1, to: 366, isSigned: true },
  BYMONTHDAY: { from: 1, to: 31, isSigned: true },
  BYHOUR: { from: 0, to: 23 },
  BYMINUTE: { from: 0, to: 59 },
  BYSECOND: { from: 0, to: 0 },
  BYSETPOS: { from: 1, to: 366, isSigned: true },
};
const KNOWN = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'WKST', ...Object.keys(LISTS)]);

/** Thrown and caught within this file: a part of the rule that means nothing. */
class Unreadable extends Error {}

/** Reads the text of an RRULE (RFC 5545 section 3.3.10), with or without its name; says what is wrong with it. */
export function readRule(text: string): RuleReading {
  try {
    return { ok: true, rule: ruleOf(partsOf(text)) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, detail: error.message };
    throw error;
  }
}

type Parts = ReadonlyMap<string, string>;

function partsOf(text: string): Parts {
  if (text.length > MAX_LENGTH) throw new Unreadable(`La regla tiene más de ${MAX_LENGTH} caracteres`);
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (!KNOWN.has(name) || value === '' || more.length > 0)
      throw new Unreadable(`No se entiende «${part}»: usá una RRULE de RFC 5545, como FREQ=WEEKLY;COUNT=10`);
    if (parts.has(name)) throw new Unreadable(`${name} está dos veces`);
    parts.set(name, value);
  }
  return parts;
}

function ruleOf(parts: Parts): RecurrenceRule {
  const list = (name: string) => listOf(parts, name);
  list('BYSECOND');
  const rule: RecurrenceRule = {
    frequency: frequencyOf(parts.get('FREQ')),
    interval: numberOf(parts, 'INTERVAL', MAX_INTERVAL) ?? 1,
    count: numberOf(parts, 'COUNT', Number.MAX_SAFE_INTEGER),
    until: untilOf(parts.get('UNTIL')),
    months: list('BYMONTH'),
    weekNumbers: list('BYWEEKNO'),
    yearDays: list('BYYEARDAY'),
    monthDays: list('BYMONTHDAY'),
    days: (parts.get('BYDAY')?.split(',') ?? []).map(dayOf),
    hours: list('BYHOUR'),
    minutes: list('BYMINUTE'),
    positions: list('BYSETPOS'),
    weekStart: weekdayOf(parts.get('WKST') ?? 'MO'),
  };
  refuseContradictions(rule);
  return rule;
}

function frequencyOf(text: string | undefined): RecurrenceRule['frequency'] {
  if (text === 'DAILY' || text === 'WEEKLY' || text === 'MONTHLY' || text === 'YEARLY') return text;
  throw new Unreadable('FREQ tiene que ser DAILY, WEEKLY, MONTHLY o YEARLY');
}

function numberOf(parts: Parts, name: string, most: number): number | undefined {
  const text = parts.get(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new Unreadable(`${name} tiene que ser un número desde 1`);
  return value;
}

function listOf(parts: Parts, name: string): number[] {
  const range = LISTS[name];
  const text = parts.get(name);
  if (range === undefined || text === undefined) return [];
  return text.split(',').map((one) => {
    const value = /^[+-]?\d{1,3}$/.test(one) ? Number(one) : Number.NaN;
    const size = range.isSigned === true ? Math.abs(value) : value;
    if (size >= range.from && size <= range.to) return value;
    throw new Unreadable(`${name} no puede ser «${one}»`);
  });
}

function dayOf(text: string): RuleDay {
  const [, nth = '0', name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(text) ?? [];
  const day = { weekday: weekdayOf(name), nth: Number(nth) };
  if (Math.abs(day.nth) <= 53 && !/^[+-]?0+[A-Z]/.test(text)) return day;
  throw new Unreadable(`BYDAY no puede ser «${text}»`);
}

function weekdayOf(name: string): number {
  const index = WEEKDAYS.indexOf(name);
  if (index === -1) throw new Unreadable(`No es un día: usá ${WEEKDAYS.join(', ')}`);
  return index + 1;
}

function untilOf(text: string | undefined): RecurrenceRule['until'] {
  if (text === undefined) return undefined;
  const [, year, month, day, hour = '23', minute = '59', utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T([01]\d|2[0-3])([0-5]\d)[0-5]\d(Z)?)?$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  if (!isLocalDate(date))
    throw new Unreadable('UNTIL tiene que ser una fecha, como 20261231 o 20261231T235959Z');
  const wall = wallOf(date, Number(hour) * 60 + Number(minute));
  return utc === undefined ? { wall } : { instant: wall * 60_000 };
}

/** What RFC 5545 section 3.3.10 does not allow together. */
function refuseContradictions(rule: RecurrenceRule): void {
  const { frequency } = rule;
  const isYearly = frequency === 'YEARLY';
  const hasNth = rule.days.some(({ nth }) => nth !== 0);
  const wrong: readonly (readonly [boolean, string])[] = [
    [rule.count !== undefined && rule.until !== undefined, 'COUNT y UNTIL no van juntos: dejá uno'],
    [rule.weekNumbers.length > 0 && !isYearly, 'BYWEEKNO sólo va con FREQ=YEARLY'],
    [rule.yearDays.length > 0 && !isYearly, 'BYYEARDAY sólo va con FREQ=YEARLY'],
    [rule.monthDays.length > 0 && frequency === 'WEEKLY', 'BYMONTHDAY no va con FREQ=WEEKLY'],
    [
      hasNth && (!(isYearly || frequency === 'MONTHLY') || rule.weekNumbers.length > 0),
      'BYDAY con número sólo va con MONTHLY o YEARLY, sin BYWEEKNO',
    ],
    [
      rule.positions.length > 0 && !hasOtherPart(rule),
      'BYSETPOS elige entre fechas: agregá otra parte BY, como BYDAY',
    ],
  ];
  const found = wrong.find(([isWrong]) => isWrong);
  if (found !== undefined) throw new Unreadable(found[1]);
}

function hasOtherPart(rule: RecurrenceRule): boolean {
  const { months, weekNumbers, yearDays, monthDays, days, hours, minutes } = rule;
  return [months, weekNumbers, yearDays, monthDays, days, hours, minutes].some(({ length }) => length > 0);
}

/** The last wall clock time that a rule allows; undefined without UNTIL. `toWall` reads the clock that it lives by. */
export function lastWallOf(
  { until }: Pick<RecurrenceRule, 'until'>,
  toWall: (instant: number) => WallTime,
): WallTime | undefined {
  if (until === undefined) return undefined;
  return 'wall' in until ? until.wall : toWall(until.instant);
}
