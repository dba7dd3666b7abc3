import { isLocalDate } from '../../../kernel/local-time.ts';
import { type RuleReading, readRule } from '../../series/rules/recurrence-rule.ts';
import { type WallTime, wallOf } from '../../series/rules/wall-time.ts';

/** jCal (RFC 7265): name, properties, components. A property is its name, parameters, type and values. */
export type ICalComponent = readonly [string, readonly ICalProperty[], readonly ICalComponent[]];
export type ICalProperty = readonly [string, Readonly<Record<string, unknown>>, string, ...unknown[]];

/** Thrown where a calendar says something that cannot be understood; its message is read by people. */
export class Unreadable extends Error {}

export function componentsNamed(component: ICalComponent, name: string): ICalComponent[] {
  return component[2].filter(([own]) => own === name);
}

export function propertiesNamed(component: ICalComponent, name: string): ICalProperty[] {
  return component[1].filter(([own]) => own === name);
}

/** The first value of a property as text; empty when there is none. */
export function textOf(component: ICalComponent, name: string): string {
  const value = propertiesNamed(component, name)[0]?.[3];
  return typeof value === 'string' ? value : '';
}

/** What a calendar says of a moment: a date, or a wall clock reading on the clock of `zone` (`Z`: UTC; empty: anybody's). */
export interface ICalTime {
  readonly wall: WallTime;
  /** Seconds past the minute. */
  readonly seconds: number;
  readonly isDate: boolean;
  readonly zone: string;
}

export function timesOf(property: ICalProperty): ICalTime[] {
  const [, { tzid }, , ...values] = property;
  const zone = typeof tzid === 'string' ? tzid : '';
  // A period (RDATE) counts by its begin.
  return values.map((value) => timeOf(Array.isArray(value) ? value[0] : value, zone));
}

function timeOf(value: unknown, zone: string): ICalTime {
  const [, date = '', clock, hour, minute, second, utc] =
    /^(\d{4}-\d\d-\d\d)(T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(Z)?)?$/.exec(String(value)) ?? [];
  if (!isLocalDate(date)) throw new Unreadable('Hay una fecha que no se entiende.');
  if (clock === undefined) return { wall: wallOf(date, 0), seconds: 0, isDate: true, zone: '' };
  return {
    wall: wallOf(date, Number(hour) * 60 + Number(minute)),
    seconds: Number(second),
    isDate: false,
    zone: utc === undefined ? zone : 'Z',
  };
}

/** Milliseconds of an RFC 5545 duration, such as `PT1H30M` or `P1W`. */
export function durationOf(text: string): number {
  const [, sign, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    /^([+-])?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?$/.exec(
      text,
    ) ?? [];
  const whole = (Number(weeks) * 7 + Number(days)) * 24 + Number(hours);
  const size = (whole * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? -size : size;
}

/** The rule of a component, if it has one. */
export function ruleOf(component: ICalComponent): RuleReading | undefined {
  const value = propertiesNamed(component, 'rrule')[0]?.[3];
  if (typeof value !== 'object' || value === null) return undefined;
  const parts = Object.entries(value).map(([name, part]) => {
    const text = name === 'until' ? String(part).replaceAll(/[-:]/g, '') : [part].flat().join(',');
    return `${name.toUpperCase()}=${text}`;
  });
  return readRule(parts.join(';'));
}
