import type { PaddedInterval } from '../../../kernel/interval.ts';
import { conflicts, overlaps } from '../../../kernel/interval.ts';
import type { LocalDate } from '../../../kernel/local-time.ts';
import { eachDate } from '../../../kernel/local-time.ts';
import type { HoursChange, Schedule } from './day-hours.ts';
import { NO_WAYS, type StartRequest, type Ways } from './free-gaps.ts';
import { freeStarts } from './free-starts.ts';
import type { DateRange, WorkingWindow } from './working-windows.ts';
import { changedDays, workingWindows } from './working-windows.ts';

/** A busy time of the provider and what it is: a sold session, one being paid for, time set aside, a foreign calendar. */
export type ExplainedBusy = PaddedInterval & {
  kind: 'booking' | 'hold' | 'block' | 'external';
  placeId?: string | null;
};

/**
 * `realigned`: free, but the gap offers other starts that sell more (see `freeStarts`).
 * `duration`: the provider works that date, but no shift is as long as the service.
 */
export type MissingRule =
  | HoursChange['rule']
  | ExplainedBusy['kind']
  | 'seats'
  | 'buffer'
  | 'travel'
  | 'resource'
  | 'limit-day'
  | 'limit-week'
  | 'notice'
  | 'dates'
  | 'window'
  | 'realigned'
  | 'duration';

/** Who could bring a start back; `customer-earlier` would have had to ask earlier, `customer-later` must wait. */
export type ChangedBy =
  | 'owner'
  | 'provider'
  | 'other-customer'
  | 'hold-expiry'
  | 'customer-earlier'
  | 'customer-later'
  | 'nobody';

/** One missing start, in epoch minutes; `startsAt: null` speaks of the whole date. `detail` names holiday or reason. */
export type MissingStart = {
  date: LocalDate;
  startsAt: number | null;
  locationId: string | null;
  rule: MissingRule;
  changedBy: ChangedBy;
  detail?: string;
};

/** What a start of a service needs beyond one stretch of its provider's time; starts in epoch minutes. */
export type SessionNeeds = {
  /** In which the provider works, in minutes from the start. */
  stretches: readonly PaddedInterval[];
  offered: (windows: readonly WorkingWindow[], locationId: string) => readonly number[];
  waysFrom: (locationId: string) => Ways;
  /** Whether a group session is held at the start, and whether it has the seats that are asked for. */
  party: (start: number, locationId: string) => 'none' | 'joinable' | 'full';
  /** What stands in the way when the provider is free. */
  obstacle: (start: number, locationId: string) => 'resource' | 'limit-day' | 'limit-week' | undefined;
  boundary: (start: number) => 'notice' | 'window' | 'dates' | undefined;
};

export type ExplainQuestion = {
  schedule: Schedule;
  range: DateRange;
  busy: readonly ExplainedBusy[];
  request: StartRequest;
  needs?: SessionNeeds;
};

const CHANGED_BY: Record<MissingRule, ChangedBy> = {
  closed: 'owner',
  holiday: 'owner',
  exception: 'owner',
  booking: 'other-customer',
  hold: 'hold-expiry',
  block: 'provider',
  external: 'provider',
  seats: 'other-customer',
  buffer: 'owner',
  travel: 'owner',
  resource: 'owner',
  'limit-day': 'owner',
  'limit-week': 'owner',
  notice: 'customer-earlier',
  dates: 'owner',
  window: 'customer-later',
  realigned: 'nobody',
  duration: 'owner',
};

type GridStart = { startsAt: number; window: WorkingWindow };

/**
 * Every start of one provider's grid that is not offered on the dates asked for, and the rule that removed it.
 * The grid is that of the weekly hours and that of the hours that count on the date. Where several rules apply the
 * first of these is named: hours, full group session, busy time (booking, hold, block, external), buffer, travel,
 * resource, limit, notice, dates, booking window.
 * A date without any grid start has one entry. Sorted by date, then by start. Not for the hot path.
 */
export function explainStarts(question: ExplainQuestion): MissingStart[] {
  const { schedule, range, request } = question;
  const changes = new Map(changedDays(schedule, range).map((day) => [day.date, day.changes]));
  const windows = workingWindows(schedule, range);
  const grid = gridOf(windows, request);
  const offered = offeredKeys(windows, question);
  const taken = grid
    .filter((start) => !offered.has(keyOf(start)))
    .map((start) => missing(start, timeRule(start, question)));
  const onGrid = new Set(grid.map(keyOf));
  const unchanged = gridOf(workingWindows({ ...schedule, exceptions: [], holidays: [] }, range), request);
  const closed = unchanged
    .filter((start) => !onGrid.has(keyOf(start)) && !offered.has(keyOf(start)))
    .map((start) => explainByHours(start, changes.get(start.window.date) ?? []));
  const explained = new Set([...grid, ...unchanged].map((start) => start.window.date));
  const dates = eachDate(range.from, range.to).filter((date) => !explained.has(date));
  const worked = new Set(windows.map((window) => window.date));
  const whole = dates.map((date) => explainDate(date, worked.has(date), changes.get(date)));
  return [...taken, ...closed, ...whole].sort(byDateAndStart);
}

function gridOf(windows: readonly WorkingWindow[], request: StartRequest): GridStart[] {
  const grid: GridStart[] = [];
  for (const window of windows) {
    const last = window.closesAt - request.duration;
    for (let startsAt = window.opensAt; startsAt <= last; startsAt += request.step)
      grid.push({ startsAt, window });
  }
  return grid;
}

function offeredKeys(
  windows: readonly WorkingWindow[],
  { busy, request, needs }: ExplainQuestion,
): Set<string> {
  if (needs !== undefined) {
    const places = [...new Set(windows.map(({ locationId }) => locationId))];
    return new Set(
      places.flatMap((place) => needs.offered(windows, place).map((start) => `${start} ${place}`)),
    );
  }
  const { startsAt, windowIndex } = freeStarts(windows, busy, request);
  return new Set(startsAt.map((start, at) => `${start} ${windows[windowIndex[at] ?? 0]?.locationId}`));
}

function keyOf({ startsAt, window }: GridStart): string {
  return `${startsAt} ${window.locationId}`;
}

function timeRule({ startsAt, window }: GridStart, question: ExplainQuestion): MissingRule {
  const { request, needs } = question;
  const party = needs?.party(startsAt, window.locationId) ?? 'none';
  if (party === 'full') return 'seats';
  const taken = party === 'joinable' ? undefined : takenRule(startsAt, window.locationId, question);
  const obstacle = taken ?? needs?.obstacle(startsAt, window.locationId);
  if (obstacle !== undefined) return obstacle;
  if (needs !== undefined) return needs.boundary(startsAt) ?? 'realigned';
  if (startsAt < request.earliestStart) return 'notice';
  return startsAt > request.latestStart ? 'window' : 'realigned';
}

/** What of the provider's own time is in the way. */
function takenRule(
  startsAt: number,
  locationId: string,
  { busy, request, needs }: ExplainQuestion,
): MissingRule | undefined {
  const whole = [{ ...request, startsAt: 0, endsAt: request.duration }];
  const parts = (needs?.stretches ?? whole).map((part) => ({
    ...part,
    startsAt: startsAt + part.startsAt,
    endsAt: startsAt + part.endsAt,
  }));
  const kinds = busy.filter((other) => parts.some((part) => overlaps(part, other))).map(({ kind }) => kind);
  for (const kind of ['booking', 'hold', 'block', 'external'] as const) if (kinds.includes(kind)) return kind;
  if (busy.some((other) => parts.some((part) => conflicts(part, other)))) return 'buffer';
  const ways = needs?.waysFrom(locationId) ?? NO_WAYS;
  return busy.some((other) => parts.some((part) => isTooFar(part, other, ways))) ? 'travel' : undefined;
}

function isTooFar(part: PaddedInterval, other: ExplainedBusy, ways: Ways): boolean {
  const way = ways[other.placeId ?? ''] ?? 0;
  return other.startsAt < part.endsAt + way && part.startsAt < other.endsAt + way;
}

function missing({ startsAt, window }: GridStart, rule: MissingRule): MissingStart {
  return { date: window.date, startsAt, locationId: window.locationId, rule, changedBy: CHANGED_BY[rule] };
}

function explainByHours(start: GridStart, changes: readonly HoursChange[]): MissingStart {
  const { locationId } = start.window;
  const change = changes.find(
    (candidate) => candidate.locationId === null || candidate.locationId === locationId,
  );
  return { ...missing(start, change?.rule ?? 'closed'), ...causeOf(change) };
}

function explainDate(date: LocalDate, works: boolean, changes: readonly HoursChange[] = []): MissingStart {
  const change = changes[0];
  const rule = works ? 'duration' : (change?.rule ?? 'duration');
  return { date, startsAt: null, locationId: null, rule, changedBy: CHANGED_BY[rule], ...causeOf(change) };
}

function causeOf(change: HoursChange | undefined): Partial<Pick<MissingStart, 'changedBy' | 'detail'>> {
  if (change?.rule === 'holiday') return { detail: change.name };
  if (change?.rule !== 'exception') return {};
  const changedBy = change.scope === 'provider' ? 'provider' : 'owner';
  return change.reason === undefined ? { changedBy } : { changedBy, detail: change.reason };
}

function byDateAndStart(a: MissingStart, b: MissingStart): number {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  return (a.startsAt ?? 0) - (b.startsAt ?? 0);
}
