import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { DatedException, Schedule } from '../../../src/agenda/availability/rules/day-hours.ts';
import type { OpenHours, StartRequest } from '../../../src/agenda/availability/rules/free-gaps.ts';
import type { PaddedInterval } from '../../../src/kernel/interval.ts';

export type Case = { windows: OpenHours[]; busy: PaddedInterval[]; request: StartRequest };

const buffer = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 25 }));

const busyTime = fc
  .record({
    startsAt: fc.integer({ min: -60, max: 900 }),
    length: fc.integer({ min: 1, max: 90 }),
    before: buffer,
    after: buffer,
  })
  .map(({ startsAt, length, before, after }) => ({
    startsAt,
    endsAt: startsAt + length,
    bufferBefore: before,
    bufferAfter: after,
  }));

const window = fc
  .record({ opensAt: fc.integer({ min: 0, max: 600 }), length: fc.integer({ min: 1, max: 400 }) })
  .map(({ opensAt, length }) => ({ opensAt, closesAt: opensAt + length }));

export const request: fc.Arbitrary<StartRequest> = fc.record({
  duration: fc.integer({ min: 1, max: 90 }),
  step: fc.oneof(fc.constantFrom(5, 10, 15, 20, 30, 60), fc.integer({ min: 1, max: 70 })),
  bufferBefore: buffer,
  bufferAfter: buffer,
  earliestStart: fc.oneof(fc.constant(-1000), fc.integer({ min: -10, max: 500 })),
  latestStart: fc.oneof(fc.constant(5000), fc.integer({ min: 100, max: 1000 })),
});

/** Small days, dense with busy times that overlap, touch, stick out of the windows and carry unlike buffers. */
export const cases: fc.Arbitrary<Case> = fc.record({
  windows: fc.array(window, { maxLength: 3 }).map((all) => all.toSorted((a, b) => a.opensAt - b.opensAt)),
  busy: fc.array(busyTime, { maxLength: 7 }).map((all) => all.toSorted((a, b) => a.startsAt - b.startsAt)),
  request,
});

const minutes = fc
  .tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 1, max: 24 }))
  .map(([opens, length]) => ({
    opensMinute: opens * 30,
    closesMinute: Math.min(1440, (opens + length) * 30),
  }));
const place = fc.constantFrom('centro', 'palermo');
const date = fc.integer({ min: 1, max: 9 }).map((day) => `2026-03-0${day}`);

const exception: fc.Arbitrary<DatedException> = fc.record({
  date,
  locationId: fc.option(place),
  scope: fc.constantFrom('provider' as const, 'location' as const),
  closed: fc.boolean(),
  windows: fc.array(minutes, { maxLength: 2 }),
});

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  weeklyHours: fc.array(
    fc.tuple(minutes, fc.integer({ min: 1, max: 7 }), place).map(([hours, weekday, locationId]) => ({
      ...hours,
      weekday,
      locationId,
    })),
    { maxLength: 10 },
  ),
  exceptions: fc.array(exception, { maxLength: 6 }),
  holidays: fc.array(
    date.map((day) => ({ date: day, name: 'Feriado' })),
    { maxLength: 2 },
  ),
});

/** Runs a synchronous property; an asynchronous one would fail here instead of being left behind. */
export function holds<Values>(numRuns: number, property: fc.IProperty<Values>): void {
  expect(fc.assert(property, { numRuns })).toBeUndefined();
}
