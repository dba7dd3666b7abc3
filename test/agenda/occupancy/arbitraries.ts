import * as fc from 'fast-check';
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
