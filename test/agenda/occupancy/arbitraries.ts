import * as fc from 'fast-check';
import type { TimeClaim } from '../../../src/kernel/claims.ts';
import type { PaddedInterval } from '../../../src/kernel/interval.ts';

const buffer = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 }));

/** Short times close together, in any unit: touching, overlapping and apart by less than a buffer all come up. */
export const paddedTime: fc.Arbitrary<PaddedInterval> = fc
  .record({
    startsAt: fc.integer({ min: 1_000, max: 1_100 }),
    length: fc.integer({ min: 1, max: 40 }),
    bufferBefore: buffer,
    bufferAfter: buffer,
  })
  .map(({ length, ...time }) => ({ ...time, endsAt: time.startsAt + length }));

/** Two places, and the way between them. */
export const WAYS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  loc_a: { loc_b: 12 },
  loc_b: { loc_a: 12 },
};

/** What many owners ask of one subject, one after the other: alone, as seats of a group, over others on purpose. */
export const askedOfOneSubject: fc.Arbitrary<TimeClaim[]> = fc
  .record({
    capacity: fc.constantFrom(1, 1, 2, 3),
    asked: fc.array(
      fc.record({
        time: paddedTime,
        place: fc.constantFrom(null, 'loc_a', 'loc_b'),
        group: fc.constantFrom(null, null, 'x', 'y'),
        seats: fc.integer({ min: 1, max: 3 }),
        isOverbooked: fc.constantFrom(false, false, false, false, true),
      }),
      { minLength: 2, maxLength: 12 },
    ),
  })
  .map(({ capacity, asked }) => asked.map((_, index) => claimAt(asked, index, capacity)));

interface Asked {
  readonly time: PaddedInterval;
  readonly place: string | null;
  readonly group: string | null;
  readonly seats: number;
  readonly isOverbooked: boolean;
}

function claimAt(asked: readonly Asked[], index: number, capacity: number): TimeClaim {
  const { time, place, group, seats, isOverbooked } = asked[index]!;
  // A group's seats are one session: they share its time, as they share its start in the party's name.
  const session = asked.find((one) => group !== null && one.group === group)?.time ?? time;
  const party =
    group === null
      ? { party: null, seats: Math.min(seats, capacity), partySeats: 1 }
      : { party: `${group}@${session.startsAt}`, seats, partySeats: 5 };
  const placeId = capacity === 1 ? place : null;
  const travel = WAYS[placeId ?? ''] ?? {};
  return { ...session, ...party, ownerId: `owner_${index}`, placeId, travel, capacity, isOverbooked };
}
