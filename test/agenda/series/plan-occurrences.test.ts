import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAX_OCCURRENCES,
  overlapThemselves,
  planOccurrences,
  shifted,
  shiftTo,
} from '../../../src/agenda/series/rules/plan-occurrences.ts';
import { instantOfWall, localOf, parseWall, wallText } from '../../../src/agenda/series/rules/wall-time.ts';

const BUENOS_AIRES = 'America/Argentina/Buenos_Aires';

function plan(rule: string, startsAt: string, more: { zone?: string; exceptions?: string[] } = {}) {
  const exceptions = (more.exceptions ?? []).map((text) => Date.parse(text));
  return planOccurrences({
    rule,
    startsAt: Date.parse(startsAt),
    zone: more.zone ?? BUENOS_AIRES,
    exceptions,
  });
}

function starts(...given: Parameters<typeof plan>): string[] {
  const planned = plan(...given);
  if (!planned.ok) throw new Error(planned.detail);
  return planned.occurrences.map(({ startsAt }) => new Date(startsAt).toISOString());
}

describe('the dates of a series', () => {
  it('keep the time on the wall when the clocks change, and say it', () => {
    const planned = plan('FREQ=WEEKLY;COUNT=3', '2027-03-20T10:00:00-03:00', { zone: 'America/Santiago' });
    expect(planned).toEqual({
      ok: true,
      occurrences: [
        { localStart: '2027-03-20T10:00', startsAt: Date.parse('2027-03-20T13:00:00Z') },
        { localStart: '2027-03-27T10:00', startsAt: Date.parse('2027-03-27T13:00:00Z') },
        { localStart: '2027-04-03T10:00', startsAt: Date.parse('2027-04-03T13:00:00Z') },
      ],
    });
    expect(starts('FREQ=WEEKLY;COUNT=2', '2027-04-03T10:00:00-03:00', { zone: 'America/Santiago' })[1]).toBe(
      '2027-04-10T14:00:00.000Z',
    );
  });

  it('move forward over an hour that does not exist, and take the first of one that exists twice', () => {
    const zone = 'America/New_York';
    expect(starts('FREQ=DAILY;COUNT=3', '2027-03-13T02:30:00-05:00', { zone })).toEqual([
      '2027-03-13T07:30:00.000Z',
      '2027-03-14T07:30:00.000Z',
      '2027-03-15T06:30:00.000Z',
    ]);
    expect(starts('FREQ=DAILY;COUNT=2', '2027-11-06T01:30:00-04:00', { zone })[1]).toBe(
      '2027-11-07T05:30:00.000Z',
    );
  });

  it('leave exceptions out, which COUNT has counted', () => {
    const exceptions = ['2026-12-09T10:00:00-03:00'];
    expect(starts('FREQ=WEEKLY;COUNT=3', '2026-12-02T10:00:00-03:00', { exceptions })).toEqual([
      '2026-12-02T13:00:00.000Z',
      '2026-12-16T13:00:00.000Z',
    ]);
  });

  it('end with UNTIL, inclusive, as a date or an instant', () => {
    const from = '2026-12-02T10:00:00-03:00';
    expect(starts('FREQ=WEEKLY;UNTIL=20261216', from)).toHaveLength(3);
    expect(starts('FREQ=WEEKLY;UNTIL=20261216T130000Z', from)).toHaveLength(3);
    expect(starts('FREQ=WEEKLY;UNTIL=20261216T125900Z', from)).toHaveLength(2);
  });

  it('are as many as 104, over as long as 730 days', () => {
    expect(starts('FREQ=WEEKLY;COUNT=104', '2026-12-02T10:00:00-03:00')).toHaveLength(104);
    expect(starts('FREQ=MONTHLY;COUNT=24', '2026-12-02T10:00:00-03:00')).toHaveLength(24);
  });
});

describe('what is refused, with what to change', () => {
  const from = '2026-12-02T10:00:00-03:00';
  it.each([
    ['ten thousand days', 'FREQ=DAILY;COUNT=10000', from, 'rule', 'bajá COUNT'],
    ['105', 'FREQ=DAILY;COUNT=105', from, 'rule', 'bajá COUNT'],
    ['too many until', 'FREQ=DAILY;UNTIL=20280101', from, 'rule', 'acercá UNTIL'],
    ['no end', 'FREQ=WEEKLY', from, 'rule', 'COUNT o UNTIL'],
    ['an end before the start', 'FREQ=WEEKLY;UNTIL=20261201', from, 'rule', 'anterior'],
    ['seconds', 'FREQ=SECONDLY;COUNT=3', from, 'rule', 'DAILY'],
    ['nonsense', 'los martes', from, 'rule', 'RFC 5545'],
    ['one date', 'FREQ=WEEKLY;COUNT=1', from, 'rule', 'menos de 2'],
    ['29 February every year', 'FREQ=YEARLY;COUNT=5', '2028-02-29T10:00:00-03:00', 'rule', 'menos de 2'],
    ['30 February', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5', from, 'rule', 'menos de 2'],
    ['ten years', 'FREQ=YEARLY;COUNT=10', from, 'rule', '730'],
    ['until ten years from now', 'FREQ=YEARLY;UNTIL=20361231', from, 'rule', '730'],
    ['a start on another day', 'FREQ=WEEKLY;BYDAY=TU;COUNT=5', from, 'startsAt', 'startsAt'],
    ['a start at another time', 'FREQ=WEEKLY;BYHOUR=11;COUNT=5', from, 'startsAt', 'startsAt'],
    ['a start within a minute', 'FREQ=WEEKLY;COUNT=5', '2026-12-02T10:00:30-03:00', 'startsAt', 'startsAt'],
  ])('%s', (_, rule, startsAt, field, word) => {
    expect(plan(rule, startsAt)).toEqual({ ok: false, field, detail: expect.stringContaining(word) });
  });

  it('an exception that is no date of it, and so many that no series is left', () => {
    const exceptions = ['2026-12-03T10:00:00-03:00'];
    expect(plan('FREQ=WEEKLY;COUNT=3', from, { exceptions })).toMatchObject({ field: 'exceptions' });
    expect(plan('FREQ=WEEKLY;COUNT=2', from, { exceptions: [from] })).toMatchObject({ field: 'exceptions' });
  });
});

describe('whatever the rule', () => {
  const rules = fc
    .record({
      frequency: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
      interval: fc.integer({ min: 1, max: 400 }),
      count: fc.integer({ min: 1, max: 200 }),
      part: fc.constantFrom('', ';BYDAY=MO,WE', ';BYMONTHDAY=31', ';BYMONTH=2', ';BYDAY=MO,TU;BYSETPOS=-1'),
    })
    .map(
      ({ frequency, interval, count, part }) =>
        `FREQ=${frequency};INTERVAL=${interval};COUNT=${count}${part}`,
    );

  it('dates rise, begin with the start, and are neither too many nor too far', () => {
    const startsAt = '2026-12-02T10:00:00-03:00';
    fc.assert(
      fc.property(rules, (rule) => {
        const planned = plan(rule, startsAt);
        if (!planned.ok) return;
        const instants = planned.occurrences.map((one) => one.startsAt);
        expect(instants[0]).toBe(Date.parse(startsAt));
        expect(instants.every((instant, index) => index === 0 || instant > (instants[index - 1] ?? 0))).toBe(
          true,
        );
        expect(instants.length).toBeLessThanOrEqual(MAX_OCCURRENCES);
        expect((instants.at(-1) ?? 0) - (instants[0] ?? 0)).toBeLessThanOrEqual(730 * 86_400_000);
      }),
    );
  });
});

describe('moving a series', () => {
  it('keeps the distance in days and takes the new time of the day', () => {
    const wall = (text: string) => parseWall(text) ?? 0;
    const shift = shiftTo(wall('2026-12-02T10:00'), Date.parse('2026-12-03T17:30:00-03:00'), BUENOS_AIRES);
    expect(shift).toEqual({ days: 1, minuteOfDay: 1_050 });
    expect(wallText(shifted(wall('2026-12-30T10:00'), shift))).toBe('2026-12-31T17:30');
    const back = shiftTo(wall('2026-12-02T10:00'), Date.parse('2026-11-30T09:00:00-03:00'), BUENOS_AIRES);
    expect(wallText(shifted(wall('2027-01-01T10:00'), back))).toBe('2026-12-30T09:00');
  });
});

describe('wall time', () => {
  it('comes back from its text and from its instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000_000 }), (wall) => {
        expect(parseWall(wallText(wall))).toBe(wall);
        expect(localOf(instantOfWall(wall, 'UTC'), 'UTC')).toBe(wall);
      }),
    );
    for (const text of ['', '2026-02-30T10:00', '2026-02-03T24:00', '2026-02-03 10:00'])
      expect(parseWall(text)).toBeUndefined();
  });
});

it('dates that touch do not overlap, dates that share a moment do', () => {
  const time = (startsAt: number, endsAt: number) => ({ startsAt, endsAt });
  expect(overlapThemselves([time(0, 30), time(30, 60)])).toBe(false);
  expect(overlapThemselves([time(30, 60), time(0, 31)])).toBe(true);
});
