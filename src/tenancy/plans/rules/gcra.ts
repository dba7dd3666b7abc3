import type { RateTier } from '../../../kernel/plan.ts';

/** Where a bucket stands: the instant, in epoch milliseconds, from which it is whole if nothing more is taken. */
export type WholeAt = number;

export interface Taken {
  /** 0: there was nothing left. */
  readonly granted: number;
  readonly wholeAt: WholeAt;
  /** What is left for others. */
  readonly left: number;
  /** Milliseconds until one more will be granted; 0 when it would be now. */
  readonly waitMs: number;
}

/** How long an isolate may keep what it took for later. */
export const LEASE_MS = 1_000;

/** Sums of fractions of a millisecond fall short of whole cells by less than this. */
const ROUNDING = 1e-6;

/**
 * Takes from a bucket of `burst` cells into which `perMinute` drip evenly (GCRA, ITU-T I.371): over any span no more
 * than `burst` and what drips in meanwhile is ever granted. Several at once only while more than half of the bucket
 * is there, and then no more than drips in within a lease: what a caller does not use is lost.
 * @param now epoch milliseconds; a clock that goes back grants nothing that was granted already
 */
export function takeCells(
  { perMinute, burst }: RateTier,
  { wholeAt, now, wanted }: { readonly wholeAt: WholeAt; readonly now: number; readonly wanted: number },
): Taken {
  const cellMs = 60_000 / perMinute;
  const debtMs = Math.max(0, wholeAt - now);
  const free = Math.max(0, Math.floor(burst - debtMs / cellMs + ROUNDING));
  const atOnce = free > burst / 2 ? Math.min(Math.floor(free / 8), Math.floor(LEASE_MS / cellMs)) : 1;
  const granted = Math.min(free, wanted, Math.max(1, atOnce));
  const left = free - granted;
  const after = Math.max(wholeAt, now) + granted * cellMs;
  const waitMs = left > 0 ? 0 : Math.max(0, after - now - (burst - 1) * cellMs);
  return { granted, wholeAt: granted === 0 ? wholeAt : after, left, waitMs };
}
