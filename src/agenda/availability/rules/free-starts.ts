import type { PaddedInterval } from '../../../kernel/interval.ts';
import type { OpenHours, StartRequest } from './free-gaps.ts';
import { firstStartInGap, forbiddenStarts } from './free-gaps.ts';
import type { Spans } from './spans.ts';

/** `startsAt[i]` (epoch minutes) lies in `windows[windowIndex[i]]`. Sorted by window, then by start. */
export type FreeStarts = { startsAt: number[]; windowIndex: number[] };

/** The starts of a session in one stretch, given the busy times (sorted by start) of one provider: see `startsOutside`. */
export function freeStarts(
  windows: readonly OpenHours[],
  busy: readonly PaddedInterval[],
  request: StartRequest,
): FreeStarts {
  const { duration, bufferBefore, bufferAfter } = request;
  const session = { startsAt: 0, endsAt: duration, bufferBefore, bufferAfter };
  return startsOutside(windows, forbiddenStarts(busy, session), request);
}

/**
 * Every start that can be sold, given the working windows (sorted by opening; those of different locations may
 * overlap) and the starts that are forbidden. All values are integer epoch minutes.
 *
 * - A session `[start, start + duration)` lies inside its window, and its start is not forbidden.
 *   Buffers may stick out of the window: they are not working time, only neighbours matter.
 * - Starts lie on the grid `opensAt + k * step` of their window, in elapsed minutes.
 * - A free gap reaches from the first of a run of possible starts to the end of a session at the last one. It keeps
 *   the grid, unless starting at its very beginning sells more: then its starts are that minute, plus k * step.
 *   "More" compares how many sessions fit back to back (`sessionsThatFit`) from the first start of either progression.
 * - Notice and booking window only cut; they never move a progression, so times do not slide while the clock runs.
 */
export function startsOutside(
  windows: readonly OpenHours[],
  forbidden: Spans,
  request: StartRequest,
): FreeStarts {
  const found: FreeStarts = { startsAt: [], windowIndex: [] };
  let firstSpan = 0;
  for (const [index, window] of windows.entries()) {
    if (window.opensAt > request.latestStart) break;
    if (window.closesAt <= request.earliestStart) continue;
    while ((forbidden.until[firstSpan] ?? Infinity) <= window.opensAt) firstSpan++;
    addStartsOfWindow(found, { window, index, forbidden, firstSpan }, request);
  }
  return found;
}

type WindowSweep = { window: OpenHours; index: number; forbidden: Spans; firstSpan: number };

function addStartsOfWindow(found: FreeStarts, sweep: WindowSweep, request: StartRequest): void {
  const { window, index, forbidden } = sweep;
  const lastInWindow = window.closesAt - request.duration;
  let first = window.opensAt;
  for (let span = sweep.firstSpan; first <= lastInWindow; span++) {
    const last = Math.min((forbidden.from[span] ?? Infinity) - 1, lastInWindow);
    const gap = { opensAt: first, closesAt: last + request.duration };
    if (last >= first) addStartsOfGap(found, { window, index, gap }, request);
    first = forbidden.until[span] ?? Infinity;
  }
}

type GapSweep = { window: OpenHours; index: number; gap: OpenHours };

function addStartsOfGap(found: FreeStarts, { window, index, gap }: GapSweep, request: StartRequest): void {
  const { step, earliestStart, latestStart } = request;
  const anchor = firstStartInGap(window.opensAt, gap, request);
  const last = Math.min(gap.closesAt - request.duration, latestStart);
  const skipped = Math.max(0, Math.ceil((earliestStart - anchor) / step));
  for (let start = anchor + skipped * step; start <= last; start += step) {
    found.startsAt.push(start);
    found.windowIndex.push(index);
  }
}
