import type { PaddedInterval } from '../../../kernel/interval.ts';
import type { BlockedSpans, OpenHours, StartRequest } from './free-gaps.ts';
import { blockedSpans, firstStartInGap } from './free-gaps.ts';

/** `startsAt[i]` (epoch minutes) lies in `windows[windowIndex[i]]`. Sorted by window, then by start. */
export type FreeStarts = { startsAt: number[]; windowIndex: number[] };

/**
 * Every start that can be sold, given the working windows (sorted by opening; those of different locations may
 * overlap) and the busy times (sorted by start) of one provider. All values are integer epoch minutes.
 *
 * - A session `[start, start + duration)` lies inside its window and conflicts with no busy time (`conflicts`).
 *   Buffers may stick out of the window: they are not working time, only neighbours matter.
 * - Starts lie on the grid `opensAt + k * step` of their window, in elapsed minutes.
 * - The free gap after an interruption keeps that grid, unless starting at the very end of the interruption (its end
 *   plus the gap both sides need) sells more: then its starts are that minute, plus k * step. "More" compares how
 *   many sessions of this service fit back to back (`sessionsThatFit`) from the first start of either progression.
 * - Notice and booking window only cut; they never move a progression, so times do not slide while the clock runs.
 */
export function freeStarts(
  windows: readonly OpenHours[],
  busy: readonly PaddedInterval[],
  request: StartRequest,
): FreeStarts {
  const found: FreeStarts = { startsAt: [], windowIndex: [] };
  const blocked = blockedSpans(busy, request);
  let firstSpan = 0;
  for (const [index, window] of windows.entries()) {
    if (window.opensAt > request.latestStart) break;
    if (window.closesAt <= request.earliestStart) continue;
    while ((blocked.until[firstSpan] ?? Infinity) <= window.opensAt) firstSpan++;
    addStartsOfWindow(found, { window, index, blocked, firstSpan }, request);
  }
  return found;
}

type WindowSweep = { window: OpenHours; index: number; blocked: BlockedSpans; firstSpan: number };

function addStartsOfWindow(found: FreeStarts, sweep: WindowSweep, request: StartRequest): void {
  const { window, index, blocked } = sweep;
  let gapOpensAt = window.opensAt;
  for (let span = sweep.firstSpan; gapOpensAt < window.closesAt; span++) {
    const gapClosesAt = Math.min(blocked.from[span] ?? Infinity, window.closesAt);
    const gap = { opensAt: gapOpensAt, closesAt: gapClosesAt };
    if (gapClosesAt - gapOpensAt >= request.duration) addStartsOfGap(found, { window, index, gap }, request);
    gapOpensAt = blocked.until[span] ?? Infinity;
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
