import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  includes,
  joinSpans,
  outsideOf,
  type Spans,
  shifted,
  unionOf,
  whereAtLeast,
  withoutMinutes,
} from '../../../src/agenda/availability/rules/spans.ts';
import { holds } from './arbitraries.ts';

const MINUTES = Array.from({ length: 40 }, (_, index) => index - 2);

const spans: fc.Arbitrary<Spans> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 24 }), fc.integer({ min: 1, max: 6 })), { maxLength: 4 })
  .map((pairs) => {
    const sorted = pairs.toSorted(([a], [b]) => a - b);
    return joinSpans(
      sorted.map(([from]) => from),
      sorted.map(([from, length]) => from + length),
    );
  });

function minutesIn(some: Spans): number[] {
  return MINUTES.filter((minute) => includes(some, minute));
}

/** Sorted, with something between them: no reader has to join them again. */
function expectDisjoint({ from, until }: Spans): void {
  for (const [index, begin] of from.entries()) {
    expect(begin).toBeLessThan(until[index]!);
    if (index > 0) expect(begin).toBeGreaterThan(until[index - 1]!);
  }
}

describe('spans', { timeout: 30_000 }, () => {
  it('counts at each minute how many lists have one', () => {
    holds(
      2000,
      fc.property(
        fc.array(spans, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 4 }),
        (lists, count) => {
          const found = whereAtLeast(count, lists);
          const covered = MINUTES.filter(
            (minute) => lists.filter((list) => includes(list, minute)).length >= count,
          );
          expect(minutesIn(found)).toEqual(covered);
          expectDisjoint(found);
        },
      ),
    );
  });

  it('takes out minutes, turns inside out and moves', () => {
    holds(
      1000,
      fc.property(spans, fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }), (some, minutes) => {
        const left = withoutMinutes(some, minutes);
        expect(minutesIn(left)).toEqual(minutesIn(some).filter((minute) => !minutes.includes(minute)));
        expect(minutesIn(outsideOf(some))).toEqual(MINUTES.filter((minute) => !includes(some, minute)));
        expect(minutesIn(unionOf([some, outsideOf(some)]))).toEqual(MINUTES);
        expect(minutesIn(shifted(some, 1))).toEqual(minutesIn(some).map((minute) => minute + 1));
      }),
    );
  });
});
