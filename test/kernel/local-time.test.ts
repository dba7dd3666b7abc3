import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { Temporal } from 'temporal-polyfill/implementation';
import { describe, expect, it, test } from 'vitest';
import {
  addDays,
  eachDate,
  formatInstant,
  instantOf,
  isLocalDate,
  isoWeekday,
  localDateOf,
  minuteOfDayAt,
  offsetMinutesAt,
  parseInstant,
} from '../../src/kernel/local-time.ts';
import { isZone } from '../../src/kernel/zone-offset.ts';

const buenosAires = 'America/Argentina/Buenos_Aires';
const MINUTE = 60_000;

describe('calendar dates', () => {
  it('agree with Temporal on every day of 130 years', () => {
    let expected = Temporal.PlainDate.from('1969-12-01');
    let date = '1969-12-01';
    for (let day = 0; day < 47_500; day++) {
      if (date !== expected.toString() || isoWeekday(date) !== expected.dayOfWeek) throw new Error(date);
      date = addDays(date, 1);
      expected = expected.add({ days: 1 });
    }
  });

  test.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])('%s exists', (text) => {
    expect(isLocalDate(text)).toBe(true);
  });

  test.each([
    '2026-02-29',
    '1900-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-04-31',
    '2026-1-1',
    '26-01-01',
    '',
    '2026-01-01T',
    ' 2026-01-01',
    '2026-01-01\n',
  ])('%j is no date', (text) => expect(isLocalDate(text)).toBe(false));

  it('lists both ends, and nothing backwards', () => {
    expect(eachDate('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(eachDate('2026-03-01', '2026-02-27')).toEqual([]);
  });
});

describe('zones', () => {
  const zones = Intl.supportedValuesOf('timeZone')
    .map((zone) => ({ zone, changes: changesOf(zone) }))
    .filter(({ changes }) => changes.length > 0);

  it('are many that change between 2024 and 2028', () => {
    expect(zones.length).toBeGreaterThan(100);
  });

  it.each(zones)('$zone agrees with Temporal around each change', ({ zone, changes }) => {
    for (const change of changes) expectSameAround(change, zone);
  });

  it('knows the two summers of Buenos Aires that began and ended at midnight', () => {
    expect(formatInstant(instantOf('2008-10-19', 0, buenosAires), buenosAires)).toBe(
      '2008-10-19T01:00:00-02:00',
    );
    expect(formatInstant(instantOf('2008-03-15', 1410, buenosAires), buenosAires)).toBe(
      '2008-03-15T23:30:00-02:00',
    );
    expect(formatInstant(instantOf('2008-03-16', 0, buenosAires), buenosAires)).toBe(
      '2008-03-16T00:00:00-03:00',
    );
    expect(offsetMinutesAt(instantOf('2008-01-10', 720, buenosAires), buenosAires)).toBe(-120);
    expect(offsetMinutesAt(instantOf('2026-01-10', 720, buenosAires), buenosAires)).toBe(-180);
  });

  test.each([
    ['Asia/Kolkata', '2026-11-21T10:00:00+05:30'],
    ['Asia/Kathmandu', '2026-11-21T10:00:00+05:45'],
    ['America/St_Johns', '2026-11-21T10:00:00-03:30'],
    ['Pacific/Apia', '2026-11-21T10:00:00+13:00'],
    ['UTC', '2026-11-21T10:00:00+00:00'],
  ])('%s has its own offset', (zone, text) => {
    expect(formatInstant(instantOf('2026-11-21', 600, zone), zone)).toBe(text);
    expect(parseInstant(text)).toBe(instantOf('2026-11-21', 600, zone));
  });

  it('moves over the day that Samoa skipped', () => {
    const skipped = instantOf('2011-12-30', 720, 'Pacific/Apia');
    expect(formatInstant(skipped, 'Pacific/Apia')).toBe('2011-12-31T12:00:00+14:00');
  });

  it('counts minutes past midnight as the next day’s clock', () => {
    expect(instantOf('2026-11-20', 1560, buenosAires)).toBe(instantOf('2026-11-21', 120, buenosAires));
    expect(instantOf('2026-03-07', 1440 + 150, 'America/New_York')).toBe(Date.parse('2026-03-08T07:30:00Z'));
  });

  it('gives the local date and minute on both sides of midnight', () => {
    const midnight = Date.parse('2026-11-21T03:00:00Z');
    expect(localDateOf(midnight - 1, buenosAires)).toBe('2026-11-20');
    expect(localDateOf(midnight, buenosAires)).toBe('2026-11-21');
    expect(minuteOfDayAt(midnight - MINUTE, buenosAires)).toBe(1439);
  });

  test.each([
    [buenosAires, true],
    ['UTC', true],
    ['Etc/GMT+3', true],
    ['America/Springfield', false],
    ['+03:00', false],
    ['2020-01-01T00:00[America/New_York]', false],
    ['', false],
  ])('isZone(%j) is %s', (name, expected) => {
    expect(isZone(name)).toBe(expected);
  });

  it('throws for an unknown zone, and does not remember it as known', () => {
    expect(() => instantOf('2026-01-01', 0, 'America/Springfield')).toThrow(RangeError);
    expect(() => offsetMinutesAt(0, 'America/Springfield')).toThrow(RangeError);
  });
});

describe('instants as text', () => {
  test.each([
    ['2026-11-21T10:00:00-03:00', '2026-11-21T13:00:00Z'],
    ['2026-11-21T10:00:00.5Z', '2026-11-21T10:00:00.500Z'],
    ['2026-11-21t10:00:00.123999z', '2026-11-21T10:00:00.123Z'],
    ['2024-02-29T23:59:59+14:00', '2024-02-29T09:59:59Z'],
    ['2026-11-21T10:00:00-00:00', '2026-11-21T10:00:00Z'],
  ])('reads %s', (text, utc) => {
    expect(parseInstant(text)).toBe(Date.parse(utc));
  });

  test.each([
    '2026-11-21T10:00:00',
    '2026-11-21',
    '2026-02-30T10:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T10:60:00Z',
    '2026-11-21T23:59:60Z',
    '2026-11-21T10:00Z',
    '2026-11-21 10:00:00Z',
    '2026-11-21T10:00:00+3:00',
    '2026-11-21T10:00:00+24:00',
    '20261121T100000Z',
    ' 2026-11-21T10:00:00Z',
    '2026-11-21T10:00:00Z\n',
    '',
  ])('refuses %j', (text) => expect(parseInstant(text)).toBeUndefined());

  it('writes milliseconds and seconds only where there are any', () => {
    const noon = Date.parse('2026-11-21T12:00:00Z');
    expect(formatInstant(noon + 7, 'UTC')).toBe('2026-11-21T12:00:00.007+00:00');
    expect(formatInstant(noon + 7000, 'UTC')).toBe('2026-11-21T12:00:07+00:00');
    expect(formatInstant(-1, 'UTC')).toBe('1969-12-31T23:59:59.999+00:00');
  });
});

it('does not read the clock, neither at import nor in use', () => {
  const module = resolve('src/kernel/local-time.ts');
  const program = `
    globalThis.Date = class { constructor() { throw new Error('clock') } static now() { return 0 } };
    const { formatInstant, instantOf } = await import(${JSON.stringify(module)});
    console.log(formatInstant(instantOf('2026-07-01', 600, 'Europe/Madrid'), 'Europe/Madrid'));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout.trim()).toBe('2026-07-01T10:00:00+02:00');
});

type Change = { at: number; before: number; after: number };

/** As Temporal knows them, with nothing of the tested code. */
function changesOf(zone: string): Change[] {
  const changes: Change[] = [];
  let zoned: Temporal.ZonedDateTime | null =
    Temporal.Instant.from('2024-01-01T00:00Z').toZonedDateTimeISO(zone);
  for (;;) {
    const next: Temporal.ZonedDateTime | null | undefined = zoned.getTimeZoneTransition('next');
    if (!next || next.year > 2028) return changes;
    const before = next.subtract({ milliseconds: 1 }).offsetNanoseconds / 6e10;
    changes.push({ at: next.epochMilliseconds, before, after: next.offsetNanoseconds / 6e10 });
    zoned = next;
  }
}

function expectSameAround({ at, before, after }: Change, zone: string): void {
  expect(offsetMinutesAt(at - 1, zone)).toBe(before);
  expect(offsetMinutesAt(at, zone)).toBe(after);
  let previous = -Infinity;
  const first = at + Math.min(before, after) * MINUTE - 90 * MINUTE;
  const last = at + Math.max(before, after) * MINUTE + 90 * MINUTE;
  for (let wall = first; wall <= last; wall += 15 * MINUTE) {
    const [date, minute] = wallParts(wall);
    const expected = Temporal.PlainDate.from(date).toPlainDateTime({
      hour: Math.floor(minute / 60),
      minute: minute % 60,
    });
    const instant = instantOf(date, minute, zone);
    expect(instant).toBe(expected.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
    expect(parseInstant(formatInstant(instant, zone))).toBe(instant);
    if (before < after) continue;
    expect(instant).toBeGreaterThan(previous);
    previous = instant;
  }
}

function wallParts(wallMs: number): [string, number] {
  const text = new Date(wallMs).toISOString();
  return [text.slice(0, 10), Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16))];
}
