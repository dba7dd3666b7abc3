import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { DatedException, Schedule } from '../../../src/agenda/availability/rules/day-hours.ts';
import { freeStarts } from '../../../src/agenda/availability/rules/free-starts.ts';
import { changedDays, workingWindows } from '../../../src/agenda/availability/rules/working-windows.ts';
import { addDays, eachDate, formatInstant } from '../../../src/kernel/local-time.ts';
import { holds, schedules } from './arbitraries.ts';
import { oracleIsOpen } from './oracle.ts';

const zone = 'America/Argentina/Buenos_Aires';
const monday = '2026-06-15';
const week = { from: monday, to: addDays(monday, 6), zone };
const day = { from: monday, to: monday, zone };

function shift(weekday: number, opens: number, closes: number, locationId = 'centro') {
  return { weekday, opensMinute: opens * 60, closesMinute: closes * 60, locationId };
}

function dated(
  scope: DatedException['scope'],
  locationId: string | null,
  ...hours: number[]
): DatedException {
  const [opens = 0, closes = 0] = hours;
  const windows = hours.length === 0 ? [] : [{ opensMinute: opens * 60, closesMinute: closes * 60 }];
  return {
    date: monday,
    locationId,
    scope,
    closed: hours.length === 0,
    windows,
    reason: `${scope} ${locationId}`,
  };
}

function schedule(over: Partial<Schedule>): Schedule {
  return {
    weeklyHours: [shift(1, 9, 13), shift(1, 16, 20, 'palermo')],
    exceptions: [],
    holidays: [],
    ...over,
  };
}

function hours(of: Schedule, range = day): string[] {
  return workingWindows(of, range).map(({ opensAt, closesAt, locationId }) => {
    const text = (minute: number) => formatInstant(minute * 60_000, range.zone).slice(11, 16);
    return `${locationId} ${text(opensAt)}-${text(closesAt)}`;
  });
}

const guemes = [{ date: monday, name: 'Güemes' }];
const usual = ['centro 09:00-13:00', 'palermo 16:00-20:00'];

describe('precedence on a date', () => {
  test.each<[string, Partial<Schedule>, string[]]>([
    ['nothing said: weekly hours', {}, usual],
    ['no hours that weekday', { weeklyHours: [shift(2, 9, 13)] }, []],
    ['a holiday closes', { holidays: guemes }, []],
    [
      'a location’s hours win over a holiday, there only',
      { holidays: guemes, exceptions: [dated('location', 'centro', 10, 12)] },
      ['centro 10:00-12:00'],
    ],
    ['a location’s closure', { exceptions: [dated('location', 'centro')] }, ['palermo 16:00-20:00']],
    [
      'a location’s hours replace the weekly ones',
      { exceptions: [dated('location', 'centro', 8, 10)] },
      ['centro 08:00-10:00', 'palermo 16:00-20:00'],
    ],
    [
      'a location’s hours do not call in who has the day off',
      { weeklyHours: [shift(2, 9, 13)], exceptions: [dated('location', 'centro', 8, 10)] },
      [],
    ],
    [
      'a closure wins over hours of the same location',
      { exceptions: [dated('location', 'centro', 8, 10), dated('location', 'centro')] },
      ['palermo 16:00-20:00'],
    ],
    ['all locations closed', { exceptions: [dated('location', null)] }, []],
    [
      'all locations closed but one by name',
      { exceptions: [dated('location', null), dated('location', 'palermo', 17, 18)] },
      ['palermo 17:00-18:00'],
    ],
    [
      'a provider’s hours win over a holiday',
      { holidays: guemes, exceptions: [dated('provider', 'palermo', 10, 12)] },
      ['palermo 10:00-12:00'],
    ],
    [
      'a provider’s hours win over a location’s closure',
      { exceptions: [dated('location', 'centro'), dated('provider', 'centro', 10, 12)] },
      ['centro 10:00-12:00'],
    ],
    [
      'a provider’s hours win over a location’s hours',
      { exceptions: [dated('location', 'centro', 8, 18), dated('provider', 'centro', 10, 12)] },
      ['centro 10:00-12:00'],
    ],
    [
      'a provider’s hours bring in who has the day off',
      { weeklyHours: [shift(2, 9, 13)], exceptions: [dated('provider', 'centro', 8, 10)] },
      ['centro 08:00-10:00'],
    ],
    [
      'a provider’s hours without a place are where the day begins',
      { exceptions: [dated('provider', null, 8, 10)] },
      ['centro 08:00-10:00'],
    ],
    ['a provider’s closure closes', { exceptions: [dated('provider', null)] }, []],
    [
      'a provider’s closure at one place',
      { exceptions: [dated('provider', 'palermo')] },
      ['centro 09:00-13:00'],
    ],
    [
      'a provider’s closure wins over the provider’s hours',
      { exceptions: [dated('provider', 'centro', 8, 10), dated('provider', null)] },
      [],
    ],
    [
      'a provider’s closure wins over a location’s hours',
      { exceptions: [dated('location', 'centro', 8, 10), dated('provider', 'centro')] },
      ['palermo 16:00-20:00'],
    ],
    ['another date changes nothing', { holidays: [{ date: '2026-06-16', name: 'Otro' }] }, usual],
  ])('%s', (_, over, expected) => {
    expect(hours(schedule(over))).toEqual(expected);
  });

  it('agrees with the table read minute by minute', { timeout: 30_000 }, () => {
    const range = { from: '2026-03-01', to: '2026-03-09', zone: 'UTC' };
    holds(
      300,
      fc.property(schedules, (any) => expectSameHours(any, range)),
    );
  });

  it('is the same on parts of the range as on the whole', () => {
    holds(
      100,
      fc.property(schedules, fc.integer({ min: 1, max: 8 }), (any, cut) => {
        const whole = { from: '2026-03-01', to: '2026-03-09', zone };
        const first = workingWindows(any, { ...whole, to: `2026-03-0${cut}` });
        const second = workingWindows(any, { ...whole, from: `2026-03-0${cut + 1}` });
        expect([...first, ...second]).toEqual(workingWindows(any, whole));
      }),
    );
  });
});

function expectSameHours(any: Schedule, range: { from: string; to: string; zone: string }): void {
  const windows = workingWindows(any, range);
  for (const date of eachDate(range.from, range.to)) {
    const midnight = workingDayStart(date);
    for (const locationId of ['centro', 'palermo']) {
      const here = windows.filter((window) => window.date === date && window.locationId === locationId);
      for (let minute = 0; minute < 1440; minute += 15) {
        const at = midnight + minute;
        const isOpen = here.some(({ opensAt, closesAt }) => opensAt <= at && at < closesAt);
        if (isOpen !== oracleIsOpen(any, { date, locationId, minute }))
          throw new Error(`${date} ${locationId} ${minute}`);
      }
    }
  }
}

function workingDayStart(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 60_000;
}

describe('windows', () => {
  it('join within a location, never across locations', () => {
    const weeklyHours = [
      shift(1, 13, 15),
      shift(1, 9, 13),
      shift(1, 12, 14, 'palermo'),
      shift(1, 15, 16, 'palermo'),
    ];
    expect(hours(schedule({ weeklyHours }))).toEqual([
      'centro 09:00-15:00',
      'palermo 12:00-14:00',
      'palermo 15:00-16:00',
    ]);
  });

  it('may close after midnight, and then belong to the date on which they open', () => {
    const [window] = workingWindows(schedule({ weeklyHours: [shift(1, 20, 26)] }), day);
    expect(window).toMatchObject({ date: monday });
    expect(window && window.closesAt - window.opensAt).toBe(360);
  });

  it('end where the next date opens, so that nothing is offered twice', () => {
    const weeklyHours = [shift(1, 20, 28), shift(2, 2, 6), shift(2, 3, 4, 'palermo')];
    expect(hours(schedule({ weeklyHours }), week)).toEqual([
      'centro 20:00-02:00',
      'centro 02:00-06:00',
      'palermo 03:00-04:00',
    ]);
    expect(hours(schedule({ weeklyHours }))).toEqual(['centro 20:00-02:00']);
  });

  it('say why a day is not as usual', () => {
    const exceptions = [{ ...dated('location', 'centro'), date: '2026-06-16' }];
    const weeklyHours = [shift(1, 9, 13), shift(2, 9, 13), shift(3, 9, 13)];
    expect(
      changedDays(schedule({ weeklyHours, exceptions, holidays: guemes }), { ...week, to: '2026-06-18' }),
    ).toEqual([
      { date: monday, changes: [{ rule: 'holiday', locationId: null, name: 'Güemes' }] },
      {
        date: '2026-06-16',
        changes: [{ rule: 'exception', locationId: 'centro', scope: 'location', reason: 'location centro' }],
      },
      { date: '2026-06-18', changes: [{ rule: 'closed', locationId: null }] },
    ]);
  });
});

describe('across a change of the clock', () => {
  const hourly = {
    duration: 60,
    step: 60,
    bufferBefore: 0,
    bufferAfter: 0,
    earliestStart: 0,
    latestStart: 1e9,
  };
  const nights = (date: string, name: string) => {
    const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => shift(weekday, 0, 5));
    const windows = workingWindows(schedule({ weeklyHours }), { from: date, to: date, zone: name });
    return freeStarts(windows, [], hourly).startsAt.map((minute) =>
      formatInstant(minute * 60_000, name).slice(11),
    );
  };

  test.each([
    [
      'an hour that exists twice is sold twice under two labels',
      '2026-11-01',
      'America/New_York',
      [
        '00:00:00-04:00',
        '01:00:00-04:00',
        '01:00:00-05:00',
        '02:00:00-05:00',
        '03:00:00-05:00',
        '04:00:00-05:00',
      ],
    ],
    [
      'an hour that does not exist is not sold',
      '2026-03-29',
      'Europe/Madrid',
      ['00:00:00+01:00', '01:00:00+01:00', '03:00:00+02:00', '04:00:00+02:00'],
    ],
    [
      'half an hour that does not exist shifts the labels, not the elapsed hours',
      '2026-10-04',
      'Australia/Lord_Howe',
      ['00:00:00+10:30', '01:00:00+10:30', '02:30:00+11:00', '03:30:00+11:00'],
    ],
    [
      'a midnight that does not exist opens an hour later',
      '2008-10-19',
      zone,
      ['01:00:00-02:00', '02:00:00-02:00', '03:00:00-02:00', '04:00:00-02:00'],
    ],
  ])('%s', (_, date, name, labels) => {
    expect(nights(date, name)).toEqual(labels);
  });
});
