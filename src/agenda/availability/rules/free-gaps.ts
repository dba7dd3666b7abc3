import type { PaddedInterval } from '../../../kernel/interval.ts';
import { neededGap } from '../../../kernel/interval.ts';
import { joinSpans, type Spans } from './spans.ts';

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

/** Busy time at some place; `null`: nowhere in particular. */
type PlacedInterval = PaddedInterval & { readonly placeId?: string | null };

/** Minutes of way to other places. */
export type Ways = Readonly<Record<string, number>>;
export const NO_WAYS: Ways = {};

/**
 * The starts of a session at which one of its stretches (minutes from the start, with the buffers around it) would
 * meet a busy time: each is widened by the largest of the two buffers that meet and the way between the places.
 * `busy` is sorted by start.
 */
export function forbiddenStarts(
  busy: readonly PlacedInterval[],
  stretch: PaddedInterval,
  ways: Ways = NO_WAYS,
): Spans {
  const from: number[] = [];
  const until: number[] = [];
  for (const time of busy) {
    const way = ways[time.placeId ?? ''] ?? 0;
    insertSorted(
      { from, until },
      time.startsAt - Math.max(neededGap(stretch, time), way) - stretch.endsAt + 1,
      time.endsAt + Math.max(neededGap(time, stretch), way) - stretch.startsAt,
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
function insertSorted(
  { from, until }: { from: number[]; until: number[] },
  spanFrom: number,
  spanUntil: number,
): void {
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
