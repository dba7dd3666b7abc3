import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { Exhausted, expandRule } from '../../../src/agenda/series/rules/expand-rule.ts';
import { lastWallOf, readRule } from '../../../src/agenda/series/rules/recurrence-rule.ts';
import { localOf, parseWall, wallText } from '../../../src/agenda/series/rules/wall-time.ts';

const NEW_YORK = 'America/New_York';
const ENOUGH = 100_000;

/** At most `most` occurrences from a local start, as local texts. */
function expand(text: string, start: string, most: number, budget = { daysLeft: ENOUGH }): string[] {
  const reading = readRule(text);
  if (!reading.ok) throw new Error(reading.detail);
  const last = lastWallOf(reading.rule, (instant) => localOf(instant, NEW_YORK)) ?? Number.MAX_SAFE_INTEGER;
  const to = Math.min(last, parseWall('2030-01-01T00:00') ?? 0);
  const found: string[] = [];
  for (const wall of expandRule(reading.rule, parseWall(start) ?? 0, { to, budget })) {
    if (found.length === most) break;
    found.push(wallText(wall));
  }
  return found;
}

/** `1997: 9-2 9-4; 1998: 1-6` as dates. */
function dates(text: string): string[] {
  return text.split(';').flatMap((ofYear) => {
    const [year = '', days = ''] = ofYear.trim().split(': ');
    return days.split(' ').map((day) => {
      const [month = '', date = ''] = day.split('-');
      return `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    });
  });
}

/** RFC 5545 section 3.8.5.3, in its order; an ellipsis there is as many as are listed here. */
const EXAMPLES = [
  ['FREQ=DAILY;COUNT=10', '1997-09-02', '1997: 9-2 9-3 9-4 9-5 9-6 9-7 9-8 9-9 9-10 9-11'],
  ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997-09-02', '1997: 9-2 9-12 9-22 10-2 10-12'],
  ['FREQ=WEEKLY;COUNT=10', '1997-09-02', '1997: 9-2 9-9 9-16 9-23 9-30 10-7 10-14 10-21 10-28 11-4'],
  [
    'FREQ=WEEKLY;UNTIL=19971224T000000Z',
    '1997-09-02',
    '1997: 9-2 9-9 9-16 9-23 9-30 10-7 10-14 10-21 10-28 11-4 11-11 11-18 11-25 12-2 12-9 12-16 12-23',
  ],
  [
    'FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH',
    '1997-09-02',
    '1997: 9-2 9-4 9-9 9-11 9-16 9-18 9-23 9-25 9-30 10-2',
  ],
  [
    'FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH',
    '1997-09-02',
    '1997: 9-2 9-4 9-9 9-11 9-16 9-18 9-23 9-25 9-30 10-2',
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    '1997-09-01',
    '1997: 9-1 9-3 9-5 9-15 9-17 9-19 9-29 10-1 10-3 10-13 10-15 10-17 10-27 10-29 10-31 11-10 11-12 11-14 11-24 11-26 11-28 12-8 12-10 12-12 12-22',
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH',
    '1997-09-02',
    '1997: 9-2 9-4 9-16 9-18 9-30 10-2 10-14 10-16',
  ],
  [
    'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    '1997-09-05',
    '1997: 9-5 10-3 11-7 12-5; 1998: 1-2 2-6 3-6 4-3 5-1 6-5',
  ],
  ['FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR', '1997-09-05', '1997: 9-5 10-3 11-7 12-5'],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '1997-09-07',
    '1997: 9-7 9-28 11-2 11-30; 1998: 1-4 1-25 3-1 3-29 5-3 5-31',
  ],
  ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '1997-09-22', '1997: 9-22 10-20 11-17 12-22; 1998: 1-19 2-16'],
  [
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15',
    '1997-09-02',
    '1997: 9-2 9-15 10-2 10-15 11-2 11-15 12-2 12-15; 1998: 1-2 1-15',
  ],
  [
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    '1997-09-30',
    '1997: 9-30 10-1 10-31 11-1 11-30 12-1 12-31; 1998: 1-1 1-31 2-1',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    '1997-09-10',
    '1997: 9-10 9-11 9-12 9-13 9-14 9-15; 1999: 3-10 3-11 3-12 3-13',
  ],
  [
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    '1997-06-10',
    '1997: 6-10 7-10; 1998: 6-10 7-10; 1999: 6-10 7-10; 2000: 6-10 7-10; 2001: 6-10 7-10',
  ],
  [
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    '1997-03-10',
    '1997: 3-10; 1999: 1-10 2-10 3-10; 2001: 1-10 2-10 3-10; 2003: 1-10 2-10 3-10',
  ],
  [
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    '1997-01-01',
    '1997: 1-1 4-10 7-19; 2000: 1-1 4-9 7-18; 2003: 1-1 4-10 7-19; 2006: 1-1',
  ],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04', '1997: 9-4 10-7 11-6'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05', '1997: 8-5 8-10 8-19 8-24'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05', '1997: 8-5 8-17 8-19 8-31'],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007-01-15', '2007: 1-15 1-30 2-15 3-15 3-30'],
] as const;

const OPEN_EXAMPLES = [
  [
    'FREQ=DAILY;INTERVAL=2',
    '1997-09-02',
    '1997: 9-2 9-4 9-6 9-8 9-10 9-12 9-14 9-16 9-18 9-20 9-22 9-24 9-26 9-28 9-30 10-2',
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
    '1997-09-02',
    '1997: 9-2 9-16 9-30 10-14 10-28 11-11 11-25 12-9 12-23; 1998: 1-6 1-20 2-3 2-17',
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=-3', '1997-09-28', '1997: 9-28 10-29 11-28 12-29; 1998: 1-29 2-26'],
  [
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=TU',
    '1997-09-02',
    '1997: 9-2 9-9 9-16 9-23 9-30 11-4 11-11 11-18 11-25; 1998: 1-6 1-13 1-20 1-27 3-3 3-10 3-17 3-24 3-31',
  ],
  ['FREQ=YEARLY;BYDAY=20MO', '1997-05-19', '1997: 5-19; 1998: 5-18; 1999: 5-17'],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '1997-05-12', '1997: 5-12; 1998: 5-11; 1999: 5-17'],
  [
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH',
    '1997-03-13',
    '1997: 3-13 3-20 3-27; 1998: 3-5 3-12 3-19 3-26; 1999: 3-4 3-11 3-18 3-25',
  ],
  [
    'FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8',
    '1997-06-05',
    '1997: 6-5 6-12 6-19 6-26 7-3 7-10 7-17 7-24 7-31 8-7 8-14 8-21 8-28; 1998: 6-4 6-11',
  ],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '1997-09-02', '1998: 2-13 3-13 11-13; 1999: 8-13; 2000: 10-13'],
  [
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13',
    '1997-09-13',
    '1997: 9-13 10-11 11-8 12-13; 1998: 1-10 2-7 3-7 4-11 5-9 6-13',
  ],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8',
    '1996-11-05',
    '1996: 11-5; 2000: 11-7; 2004: 11-2',
  ],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2',
    '1997-09-29',
    '1997: 9-29 10-30 11-27 12-30; 1998: 1-29 2-26 3-30',
  ],
] as const;

describe('the examples of RFC 5545', () => {
  it.each(EXAMPLES)('%s from %s', (rule, start, expected) => {
    expect(expand(rule, `${start}T09:00`, 200)).toEqual(dates(expected).map((date) => `${date}T09:00`));
  });

  it.each(OPEN_EXAMPLES)('%s from %s, without end', (rule, start, expected) => {
    const listed = dates(expected).map((date) => `${date}T09:00`);
    expect(expand(rule, `${start}T09:00`, listed.length)).toEqual(listed);
  });

  it('every day until Christmas Eve is 113 days', () => {
    const days = expand('FREQ=DAILY;UNTIL=19971224T000000Z', '1997-09-02T09:00', 200);
    expect([days.length, days.at(-1)]).toEqual([113, '1997-12-23T09:00']);
  });

  it.each([
    'FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA',
    'FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1',
  ])('every day of January for three years: %s', (rule) => {
    const days = expand(rule, '1998-01-01T09:00', 200);
    expect([days.length, days[31], days.at(-1)]).toEqual([93, '1999-01-01T09:00', '2000-01-31T09:00']);
  });

  it('every twenty minutes from 9:00 to 16:40, as a daily rule', () => {
    const times = expand('FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40', '1997-09-02T09:00', 25);
    expect([times[1], times[23], times[24]]).toEqual([
      '1997-09-02T09:20',
      '1997-09-02T16:40',
      '1997-09-03T09:00',
    ]);
  });

  it.each([
    'FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000Z',
    'FREQ=MINUTELY;INTERVAL=15;COUNT=6',
    'FREQ=MINUTELY;INTERVAL=90;COUNT=4',
    'FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16',
  ])('nothing repeats faster than by days: %s', (rule) => {
    expect(readRule(rule)).toEqual({ ok: false, detail: expect.stringContaining('DAILY') });
  });
});

describe('other rules', () => {
  it.each([
    ['29 February', 'FREQ=YEARLY', '2024-02-29', '2024: 2-29; 2028: 2-29'],
    ['the 31st', 'FREQ=MONTHLY', '2026-01-31', '2026: 1-31 3-31 5-31 7-31 8-31'],
    [
      'the last day of the year',
      'FREQ=YEARLY;BYYEARDAY=-1',
      '2023-12-31',
      '2023: 12-31; 2024: 12-31; 2025: 12-31',
    ],
    [
      'the last week',
      'FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO',
      '2025-12-22',
      '2025: 12-22; 2026: 12-28; 2027: 12-27',
    ],
    [
      'the first and last weekday of a month',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1',
      '2026-08-03',
      '2026: 8-3 8-31 9-1 9-30',
    ],
    ['the day of its week', 'FREQ=YEARLY;BYWEEKNO=20', '2026-05-13', '2026: 5-13; 2027: 5-19; 2028: 5-17'],
  ])('%s', (_, rule, start, expected) => {
    const listed = dates(expected).map((date) => `${date}T09:00`);
    expect(expand(rule, `${start}T09:00`, listed.length)).toEqual(listed);
  });

  it.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=32',
  ])('one that never comes ends: %s', (rule) => {
    const reading = readRule(rule);
    expect(reading.ok ? expand(rule, '2026-01-01T09:00', 1) : []).toEqual([]);
  });

  it('one that asks for too much work is given up, by the day', () => {
    const budget = { daysLeft: 1_000 };
    expect(() => expand('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01T09:00', 1, budget)).toThrow(
      Exhausted,
    );
    expect(budget.daysLeft).toBe(-1);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['', 'No se entiende'],
    ['FREQ=WEEKLY;', 'No se entiende'],
    ['FREQ=WEEKLY;;COUNT=2', 'No se entiende'],
    ['COUNT=2', 'FREQ'],
    ['FREQ=SECONDLY;COUNT=2', 'FREQ'],
    ['FREQ=WEEKLY;FREQ=DAILY', 'dos veces'],
    ['FREQ=WEEKLY;COUNT=0', 'COUNT'],
    ['FREQ=WEEKLY;COUNT=-1', 'COUNT'],
    ['FREQ=WEEKLY;COUNT=1e3', 'COUNT'],
    ['FREQ=WEEKLY;INTERVAL=1001', 'INTERVAL'],
    ['FREQ=WEEKLY;COUNT=2;UNTIL=20270101', 'COUNT y UNTIL'],
    ['FREQ=WEEKLY;UNTIL=20270230', 'UNTIL'],
    ['FREQ=WEEKLY;UNTIL=mañana', 'UNTIL'],
    ['FREQ=WEEKLY;BYDAY=XX', 'día'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY'],
    ['FREQ=MONTHLY;BYDAY=0MO', 'BYDAY'],
    ['FREQ=MONTHLY;BYDAY=54MO', 'BYDAY'],
    ['FREQ=WEEKLY;BYMONTHDAY=1', 'BYMONTHDAY'],
    ['FREQ=MONTHLY;BYYEARDAY=1', 'BYYEARDAY'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
    ['FREQ=YEARLY;BYMONTH=13', 'BYMONTH'],
    ['FREQ=DAILY;BYSETPOS=1', 'BYSETPOS'],
    ['FREQ=DAILY;BYSECOND=30', 'BYSECOND'],
    [`FREQ=DAILY;BYHOUR=${'1,'.repeat(300)}1`, 'caracteres'],
  ])('%s', (text, word) => {
    expect(readRule(text)).toEqual({ ok: false, detail: expect.stringContaining(word) });
  });

  it('nothing that anybody types is thrown', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readRule(text).ok === 'boolean'));
  });
});

describe('against the iterator of ical.js, where that is right', () => {
  const weekdays = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 });
  const rules = fc.oneof(
    fc
      .tuple(fc.constantFrom('DAILY', 'WEEKLY'), fc.integer({ min: 1, max: 5 }))
      .map(([f, i]) => `FREQ=${f};INTERVAL=${i}`),
    weekdays.chain((days) =>
      fc
        .integer({ min: 1, max: 4 })
        .map((interval) => `FREQ=WEEKLY;INTERVAL=${interval};BYDAY=${days.join(',')}`),
    ),
    weekdays.map((days) => `FREQ=MONTHLY;BYDAY=${days.join(',')}`),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('MO', 'WE', 'SU'))
      .map(([nth, day]) => `FREQ=MONTHLY;BYDAY=${nth}${day},-1${day}`),
    fc
      .uniqueArray(fc.integer({ min: 1, max: 28 }), { minLength: 1, maxLength: 4 })
      .map((days) => `FREQ=MONTHLY;BYMONTHDAY=${days.join(',')}`),
  );

  it('gives the same', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 400 }), (rule, ahead) => {
        const date = new Date(Date.UTC(2026, 0, 1 + ahead)).toISOString().slice(0, 10);
        const iterator = ICAL.Recur.fromString(rule).iterator(
          ICAL.Time.fromJSDate(new Date(`${date}T09:00:00Z`), true),
        );
        const theirs = Array.from({ length: 12 }, () => iterator.next()?.toString().slice(0, 16));
        expect(expand(rule, `${date}T09:00`, 12)).toEqual(theirs);
      }),
    );
  });
});
