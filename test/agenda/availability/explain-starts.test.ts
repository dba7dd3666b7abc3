import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../src/agenda/availability/rules/day-hours.ts';
import type {
  ExplainedBusy,
  ExplainQuestion,
} from '../../../src/agenda/availability/rules/explain-starts.ts';
import { explainStarts } from '../../../src/agenda/availability/rules/explain-starts.ts';
import { freeStarts } from '../../../src/agenda/availability/rules/free-starts.ts';
import { workingWindows } from '../../../src/agenda/availability/rules/working-windows.ts';
import { clockText, instantOf, minuteOfDayAt } from '../../../src/kernel/local-time.ts';
import { holds, request as requests, schedules } from './arbitraries.ts';

const zone = 'America/Argentina/Buenos_Aires';
const date = '2026-06-15';
const at = (hour: number) => instantOf(date, hour * 60, zone) / 60_000;
const schedule: Schedule = {
  weeklyHours: [1, 2].map((weekday) => ({
    weekday,
    opensMinute: 540,
    closesMinute: 960,
    locationId: 'centro',
  })),
  exceptions: [],
  holidays: [],
};
const request = {
  duration: 60,
  step: 60,
  bufferBefore: 0,
  bufferAfter: 0,
  earliestStart: 0,
  latestStart: 1e9,
};
const question: ExplainQuestion = { schedule, range: { from: date, to: date, zone }, busy: [], request };

function busy(kind: ExplainedBusy['kind'], from: number, to: number, bufferAfter = 0): ExplainedBusy {
  return { kind, startsAt: at(from), endsAt: at(to), bufferBefore: 0, bufferAfter };
}

function told(over: Partial<ExplainQuestion>): string[] {
  return explainStarts({ ...question, ...over }).map(({ startsAt, rule, changedBy, detail }) => {
    const time = startsAt === null ? 'all day' : clockText(minuteOfDayAt(startsAt * 60_000, zone));
    return [time, rule, changedBy, ...(detail === undefined ? [] : [detail])].join(' ');
  });
}

describe('explainStarts', { timeout: 30_000 }, () => {
  it('has nothing to say about a free day', () => {
    expect(told({})).toEqual([]);
  });

  it('names what occupies the time, and the buffer beside it', () => {
    const times = [busy('booking', 9, 10), busy('hold', 11, 12, 30), busy('block', 14, 15)];
    expect(told({ busy: times })).toEqual([
      '09:00 booking other-customer',
      '11:00 hold hold-expiry',
      '12:00 buffer owner',
      '14:00 block provider',
    ]);
  });

  it('names notice and booking window', () => {
    const cut = { ...request, earliestStart: at(10), latestStart: at(13) };
    expect(told({ request: cut })).toEqual([
      '09:00 notice customer-earlier',
      '14:00 window customer-later',
      '15:00 window customer-later',
    ]);
  });

  it('says when free time is offered at other minutes because that sells more', () => {
    const long = {
      ...schedule,
      weeklyHours: [{ weekday: 1, opensMinute: 540, closesMinute: 790, locationId: 'centro' }],
    };
    const tea = { ...busy('block', 10, 10), endsAt: at(10) + 10 };
    expect(told({ schedule: long, busy: [tea] })).toEqual([
      '10:00 block provider',
      '11:00 realigned nobody',
      '12:00 realigned nobody',
    ]);
  });

  it('names the holiday for each start that it takes', () => {
    const holidays = [{ date, name: 'Güemes' }];
    const missing = told({ schedule: { ...schedule, holidays } });
    expect(missing).toHaveLength(7);
    expect(missing[0]).toBe('09:00 holiday owner Güemes');
  });

  it('names the exception that shortens or closes the day, and whose it is', () => {
    const exception = {
      date,
      locationId: 'centro',
      scope: 'location' as const,
      closed: false,
      reason: 'Obra',
    };
    const short = [{ ...exception, windows: [{ opensMinute: 540, closesMinute: 840 }] }];
    expect(told({ schedule: { ...schedule, exceptions: short } })).toEqual([
      '14:00 exception owner Obra',
      '15:00 exception owner Obra',
    ]);
    const off = [{ ...exception, scope: 'provider' as const, closed: true, windows: [] }];
    expect(told({ schedule: { ...schedule, exceptions: off } })[0]).toBe('09:00 exception provider Obra');
  });

  it('has one line for a day without hours, or with hours too short for the service', () => {
    expect(told({ range: { from: '2026-06-17', to: '2026-06-18', zone } })).toEqual([
      'all day closed owner',
      'all day closed owner',
    ]);
    expect(told({ request: { ...request, duration: 500 } })).toEqual(['all day duration owner']);
  });

  it('names a foreign calendar', () => {
    expect(told({ busy: [busy('external', 9, 10)] })).toEqual(['09:00 external provider']);
  });

  it('accounts for every start of the grid exactly once: offered or explained', () => {
    const range = { from: '2026-03-01', to: '2026-03-09', zone: 'UTC' };
    holds(
      100,
      fc.property(schedules, requests, (any, asked) => {
        const open = { ...asked, earliestStart: 0, latestStart: 1e9 };
        const windows = workingWindows(any, range);
        const middle = windows[0] === undefined ? 0 : windows[0].opensAt + 20;
        const taken: ExplainedBusy[] = [
          { kind: 'booking', startsAt: middle, endsAt: middle + 30, bufferBefore: 5, bufferAfter: 10 },
        ];
        const missing = explainStarts({ schedule: any, range, busy: taken, request: open });
        const { startsAt, windowIndex } = freeStarts(windows, taken, open);
        const offered = new Set(
          startsAt.map((start, index) => `${start} ${windows[windowIndex[index]!]!.locationId}`),
        );
        const explained = missing.map((start) => `${start.startsAt ?? start.date} ${start.locationId}`);
        expect(explained.filter((key) => offered.has(key))).toEqual([]);
        expect(new Set(explained).size).toBe(explained.length);
        for (const { opensAt, closesAt, locationId } of windows) {
          for (let start = opensAt; start + open.duration <= closesAt; start += open.step) {
            const key = `${start} ${locationId}`;
            expect(offered.has(key) || explained.includes(key)).toBe(true);
          }
        }
      }),
    );
  });
});
