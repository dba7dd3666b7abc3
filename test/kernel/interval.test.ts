import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Interval, PaddedInterval } from '../../src/kernel/interval.ts';
import { conflicts, mergeIntervals, overlaps, subtractIntervals } from '../../src/kernel/interval.ts';

function padded(startsAt: number, endsAt: number, bufferBefore = 0, bufferAfter = 0): PaddedInterval {
  return { startsAt, endsAt, bufferBefore, bufferAfter };
}

describe('conflicts', () => {
  const first = padded(0, 30, 5, 10);
  test.each([
    ['touching, no buffers', padded(0, 30), padded(30, 60), false],
    ['sharing a minute', padded(0, 31), padded(30, 60), true],
    ['inside', padded(0, 60), padded(20, 30), true],
    ['a gap of the larger buffer, where it comes from the first', first, padded(40, 60, 5, 0), false],
    ['a minute less than the larger buffer', first, padded(39, 60, 5, 0), true],
    ['a gap of the larger buffer, where it comes from the second', first, padded(50, 60, 20, 0), false],
    ['a minute less than the second’s buffer', first, padded(49, 60, 20, 0), true],
    [
      'buffers that look away from each other do not count',
      padded(0, 30, 99, 0),
      padded(30, 60, 0, 99),
      false,
    ],
  ])('%s', (_, a, b, expected) => {
    expect(conflicts(a, b)).toBe(expected);
    expect(conflicts(b, a)).toBe(expected);
  });

  it('without buffers is overlap', () => {
    expect(overlaps(padded(0, 30), padded(30, 60))).toBe(false);
    expect(overlaps(padded(0, 30), padded(29, 60))).toBe(true);
  });
});

const intervals = fc
  .array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 12 })), { maxLength: 8 })
  .map((pairs) => pairs.map(([startsAt, length]) => ({ startsAt, endsAt: startsAt + length })))
  .map((all) => all.toSorted((a, b) => a.startsAt - b.startsAt));

function covers(all: readonly Interval[], minute: number): boolean {
  return all.some(({ startsAt, endsAt }) => startsAt <= minute && minute < endsAt);
}

function expectApart(all: readonly Interval[]): void {
  for (const [index, interval] of all.entries()) {
    expect(interval.endsAt).toBeGreaterThan(interval.startsAt);
    if (index > 0) expect(interval.startsAt).toBeGreaterThan(all[index - 1]!.endsAt);
  }
}

describe('sets of intervals', () => {
  it('merge keeps every minute, in disjoint order', () => {
    const property = fc.property(intervals, (all) => {
      const merged = mergeIntervals(all);
      expectApart(merged);
      for (let minute = 0; minute < 60; minute++) expect(covers(merged, minute)).toBe(covers(all, minute));
    });
    return fc.assert(property);
  });

  it('subtract leaves what is covered by nothing removed', () => {
    const from = { startsAt: 5, endsAt: 45 };
    const property = fc.property(intervals, (removed) => {
      const left = subtractIntervals(from, removed);
      expectApart(left);
      for (let minute = 0; minute < 60; minute++) {
        expect(covers(left, minute)).toBe(covers([from], minute) && !covers(removed, minute));
      }
    });
    return fc.assert(property);
  });
});
