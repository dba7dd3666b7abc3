import type { PaddedInterval } from '../../../kernel/interval.ts';
import { conflicts } from '../../../kernel/interval.ts';
import type { OpenHours, StartRequest } from './free-gaps.ts';
import { blockedSpans } from './free-gaps.ts';

/**
 * One provider's time. `formerlyBusy` are times that stopped being busy a short while ago (expired holds,
 * cancellations): they block nothing, but starts that were shown next to them still count as regular.
 */
export type ProviderTime = {
  windows: readonly OpenHours[];
  busy: readonly PaddedInterval[];
  formerlyBusy?: readonly PaddedInterval[];
};

export type StartRefusal = 'outside-hours' | 'notice' | 'window' | 'busy' | 'off-grid';

export type StartVerdict = { ok: true; windowIndex: number } | { ok: false; reason: StartRefusal };

/**
 * Whether a start (epoch minutes) may be booked. Accepts everything `freeStarts` offers and somewhat more, so that a
 * shown time is not refused because a neighbour's hold has moved the progression meanwhile: a start is regular when
 * it lies on the grid of its window, or a multiple of `step` after the end of any interruption (present or former)
 * of that window. Anything else is refused as `off-grid`; the first reason in the order of `StartRefusal` is given.
 */
export function checkStart(time: ProviderTime, request: StartRequest, start: number): StartVerdict {
  const candidates = windowsAround(time.windows, start, start + request.duration);
  if (candidates.length === 0) return { ok: false, reason: 'outside-hours' };
  if (start < request.earliestStart) return { ok: false, reason: 'notice' };
  if (start > request.latestStart) return { ok: false, reason: 'window' };
  const session = { ...request, startsAt: start, endsAt: start + request.duration };
  if (time.busy.some((other) => conflicts(session, other))) return { ok: false, reason: 'busy' };
  const windowIndex = candidates.find((index) => isRegular(time, index, { request, start }));
  return windowIndex === undefined ? { ok: false, reason: 'off-grid' } : { ok: true, windowIndex };
}

function windowsAround(windows: readonly OpenHours[], startsAt: number, endsAt: number): number[] {
  const around: number[] = [];
  for (const [index, { opensAt, closesAt }] of windows.entries()) {
    if (opensAt <= startsAt && endsAt <= closesAt) around.push(index);
  }
  return around;
}

function isRegular(
  time: ProviderTime,
  windowIndex: number,
  { request, start }: { request: StartRequest; start: number },
): boolean {
  const opensAt = time.windows[windowIndex]?.opensAt ?? start;
  const isOnStep = (anchor: number) =>
    anchor >= opensAt && anchor <= start && (start - anchor) % request.step === 0;
  if (isOnStep(opensAt)) return true;
  const interruptions = [...time.busy, ...(time.formerlyBusy ?? [])];
  return interruptions.some((other) => isOnStep(endOfSpan(other, request)));
}

function endOfSpan(other: PaddedInterval, request: StartRequest): number {
  return blockedSpans([other], request).until[0] ?? other.endsAt;
}
