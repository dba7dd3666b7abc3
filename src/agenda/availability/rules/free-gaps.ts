import type { PaddedInterval } from '../../../kernel/interval.ts';
import { neededGap } from '../../../kernel/interval.ts';

/** What is asked for, in minutes; the instants are epoch minutes and both are included. */
export type StartRequest = {
  duration: number;
  step: number;
  bufferBefore: number;
  bufferAfter: number;
  /** Now plus the notice: a start at exactly this minute is still sold. */
  earliestStart: number;
  /** The last minute of the booking window. */
  latestStart: number;
};

/** Opening hours as the sweep needs them, in epoch minutes. */
export type OpenHours = { opensAt: number; closesAt: number };

/** Disjoint spans, sorted, in which no minute of the session may lie; two flat arrays of epoch minutes. */
export type BlockedSpans = { from: number[]; until: number[] };

/**
 * Each busy time widened by the gap that it and the session need from each other (the larger of the two buffers that
 * meet). A session is free of conflicts exactly when it does not overlap a blocked span.
 */
export function blockedSpans(busy: readonly PaddedInterval[], request: StartRequest): BlockedSpans {
  const from: number[] = [];
  const until: number[] = [];
  for (const time of busy) {
    insertSorted(
      from,
      until,
      time.startsAt - neededGap(request, time),
      time.endsAt + neededGap(time, request),
    );
  }
  return joinSpans(from, until);
}

/** Where sessions of this service begin in a free gap: at `first`, then every `step` minutes. */
export function firstStartInGap(opensAt: number, gap: OpenHours, request: StartRequest): number {
  const onGrid = opensAt + Math.ceil((gap.opensAt - opensAt) / request.step) * request.step;
  const closesAt = gap.closesAt;
  return sessionsThatFit(gap.opensAt, closesAt, request) > sessionsThatFit(onGrid, closesAt, request)
    ? gap.opensAt
    : onGrid;
}

/**
 * How many sessions of the service fit back to back between two minutes, each one kept from the next by the larger
 * of its two buffers. The step does not count: a sold session is an interruption, and starts re-anchor after it.
 */
export function sessionsThatFit(from: number, until: number, request: StartRequest): number {
  const between = Math.max(request.bufferBefore, request.bufferAfter);
  return Math.max(0, Math.floor((until - from + between) / (request.duration + between)));
}

// The input is sorted by start, and widening moves a span by a buffer at most: insertion sort has almost no work.
function insertSorted(from: number[], until: number[], spanFrom: number, spanUntil: number): void {
  let at = from.length;
  while (at > 0 && (from[at - 1] ?? 0) > spanFrom) at--;
  if (at === from.length) {
    from.push(spanFrom);
    until.push(spanUntil);
    return;
  }
  from.splice(at, 0, spanFrom);
  until.splice(at, 0, spanUntil);
}

function joinSpans(from: readonly number[], until: readonly number[]): BlockedSpans {
  const joined: BlockedSpans = { from: [], until: [] };
  let last = -1;
  let openUntil = -Infinity;
  for (let index = 0; index < from.length; index++) {
    const spanFrom = from[index] ?? 0;
    const spanUntil = until[index] ?? 0;
    if (spanFrom > openUntil) {
      last = joined.from.push(spanFrom) - 1;
      joined.until.push(spanUntil);
      openUntil = spanUntil;
    } else if (spanUntil > openUntil) {
      joined.until[last] = spanUntil;
      openUntil = spanUntil;
    }
  }
  return joined;
}
