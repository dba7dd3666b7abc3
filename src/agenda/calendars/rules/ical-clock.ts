import { isZone } from '../../../kernel/zone-offset.ts';
import { expandRule } from '../../series/rules/expand-rule.ts';
import { instantOfWall, localOf, type WallTime } from '../../series/rules/wall-time.ts';
import {
  componentsNamed,
  type ICalComponent,
  propertiesNamed,
  ruleOf,
  textOf,
  timesOf,
  Unreadable,
} from './ical-component.ts';

const MINUTE_MS = 60_000;
/** More clocks than anybody lives by; each one that is new costs. */
const MAX_CLOCKS = 50;
const MINUTES_PER_YEAR = 366 * 1_440;

/** Turns wall clock readings into instants (epoch milliseconds) and back. */
export interface Clock {
  toInstant(wall: WallTime): number;
  toWall(instant: number): WallTime;
}

const UTC: Clock = {
  toInstant: (wall) => wall * MINUTE_MS,
  toWall: (instant) => Math.floor(instant / MINUTE_MS),
};

export interface ClockFacts {
  /** IANA; the clock of whatever names no zone. */
  readonly homeZone: string;
  /** Between which readings clocks are asked for, about. */
  readonly from: WallTime;
  readonly to: WallTime;
  readonly budget: { daysLeft: number };
}

/**
 * The clocks of a calendar by TZID: that of the IANA zone of that name where there is one, because the definitions
 * within calendars are often cut; else the calendar's own definition; else the home zone's.
 */
export function clocksOf(calendar: ICalComponent, facts: ClockFacts): (zone: string) => Clock {
  const own = new Map(componentsNamed(calendar, 'vtimezone').map((zone) => [textOf(zone, 'tzid'), zone]));
  const home = zoneClock(facts.homeZone);
  const known = new Map<string, Clock>([
    ['', home],
    ['Z', UTC],
  ]);
  return (zone) => {
    if (known.size > MAX_CLOCKS) throw new Unreadable('El calendario usa demasiados husos horarios.');
    const clock = known.get(zone) ?? clockNamed(zone, own.get(zone), facts) ?? home;
    known.set(zone, clock);
    return clock;
  };
}

function clockNamed(zone: string, own: ICalComponent | undefined, facts: ClockFacts): Clock | undefined {
  // Some programs put their own path before the name.
  const [name = zone] = /[A-Za-z_]+\/[A-Za-z_/+-]+$/.exec(zone) ?? [];
  const iana = [zone, ...suffixesOf(name)].find(isZone);
  if (iana !== undefined) return zoneClock(iana);
  return own === undefined ? undefined : ownClock(own, facts);
}

function suffixesOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, index) => parts.slice(index).join('/'));
}

function zoneClock(zone: string): Clock {
  return { toInstant: (wall) => instantOfWall(wall, zone), toWall: (instant) => localOf(instant, zone) };
}

interface Onset {
  readonly wall: WallTime;
  /** Minutes east of UTC. */
  readonly before: number;
  readonly after: number;
}

/** A VTIMEZONE (RFC 5545 section 3.6.5): at a reading holds the offset that began last. */
function ownClock(definition: ICalComponent, facts: ClockFacts): Clock {
  const observances = ['standard', 'daylight'].flatMap((name) => componentsNamed(definition, name));
  const onsets = observances.flatMap((one) => onsetsOf(one, facts)).sort((a, b) => a.wall - b.wall);
  const offsetAt = (wall: WallTime) => {
    const last = onsets.findLast((onset) => onset.wall <= wall);
    return last?.after ?? onsets[0]?.before ?? 0;
  };
  return {
    toInstant: (wall) => (wall - offsetAt(wall)) * MINUTE_MS,
    toWall(instant) {
      const utc = Math.floor(instant / MINUTE_MS);
      return utc + offsetAt(utc + offsetAt(utc));
    },
  };
}

function onsetsOf(observance: ICalComponent, { from, to, budget }: ClockFacts): Onset[] {
  const [start] = propertiesNamed(observance, 'dtstart').flatMap(timesOf);
  if (start === undefined) return [];
  const before = offsetOf(textOf(observance, 'tzoffsetfrom'));
  const after = offsetOf(textOf(observance, 'tzoffsetto'));
  const reading = ruleOf(observance);
  if (reading?.ok === false) throw new Unreadable(`Un huso horario no se entiende: ${reading.detail}.`);
  // UNTIL is in UTC; a day more or less in a definition of years ago changes nothing.
  const until = reading?.rule.until;
  const last =
    until === undefined ? to : Math.min(to, 'wall' in until ? until.wall : until.instant / MINUTE_MS + after);
  const span = { from: from - 2 * MINUTES_PER_YEAR, to: last, budget };
  const repeated = reading === undefined ? [] : [...expandRule(reading.rule, start.wall, span)];
  const listed = propertiesNamed(observance, 'rdate').flatMap(timesOf);
  return [start.wall, ...repeated, ...listed.map(({ wall }) => wall)].map((wall) => ({
    wall,
    before,
    after,
  }));
}

/** Minutes of `-03:00`. */
function offsetOf(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)/.exec(text) ?? [];
  if (sign === undefined) throw new Unreadable('Un huso horario no se entiende.');
  const size = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -size : size;
}
