/** Half-open `[startsAt, endsAt)` in any one integer unit; its length is positive. */
export type Interval = { startsAt: number; endsAt: number };

/** An interval that keeps its neighbours at a distance; buffers are in the unit of the interval. */
export type PaddedInterval = Interval & { bufferBefore: number; bufferAfter: number };

/** True when the two share time; touching ends do not. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt;
}

/** Time that must stay free between two neighbours: the larger of the two buffers that meet, not their sum. */
export function neededGap(
  first: Pick<PaddedInterval, 'bufferAfter'>,
  second: Pick<PaddedInterval, 'bufferBefore'>,
): number {
  return Math.max(first.bufferAfter, second.bufferBefore);
}

/**
 * The one rule that says whether two busy times exclude each other, the same in the engine, in the provider's
 * lock and in the database trigger: they overlap, or the gap between them is shorter than they need.
 */
export function conflicts(a: PaddedInterval, b: PaddedInterval): boolean {
  return a.startsAt < b.endsAt + neededGap(b, a) && b.startsAt < a.endsAt + neededGap(a, b);
}

/** Joins intervals, sorted by start, that overlap or touch; the result is sorted and disjoint. */
export function mergeIntervals(sorted: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  let last: Interval | undefined;
  for (const { startsAt, endsAt } of sorted) {
    if (last !== undefined && startsAt <= last.endsAt) {
      last.endsAt = Math.max(last.endsAt, endsAt);
    } else {
      last = { startsAt, endsAt };
      merged.push(last);
    }
  }
  return merged;
}

/** What is left of `from` once `removed` (sorted by start) is taken away; sorted and disjoint. */
export function subtractIntervals(from: Interval, removed: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let cursor = from.startsAt;
  for (const { startsAt, endsAt } of removed) {
    if (startsAt >= from.endsAt) break;
    if (startsAt > cursor) left.push({ startsAt: cursor, endsAt: startsAt });
    cursor = Math.max(cursor, endsAt);
  }
  if (cursor < from.endsAt) left.push({ startsAt: cursor, endsAt: from.endsAt });
  return left;
}
