import { type Interval, overlaps, subtractIntervals } from '../../../kernel/interval.ts';
import type { BusyRow } from '../../availability/rules/provider-time.ts';
import type { PlannedItem } from '../../availability/rules/visit-plan.ts';
import type { WorkingWindow } from '../../availability/rules/working-windows.ts';

const MINUTE_MS = 60_000;
/** Nothing is done in less. */
const SHORTEST_GAP_MS = 5 * MINUTE_MS;

/** A booking as far as its place in the day goes. */
interface PlacedBooking {
  readonly id: string;
  readonly locationId: string;
  readonly items: readonly PlannedItem[];
}

/** One provider's day: what they have, when they work, what of it is taken; rows in epoch milliseconds. */
export interface ProviderDay {
  readonly providerId: string;
  /** Epoch milliseconds, half-open. */
  readonly span: Interval;
  readonly windows: readonly WorkingWindow[];
  /** Of this provider, sorted by start; none that has expired. */
  readonly rows: readonly BusyRow[];
  readonly bookings: readonly PlacedBooking[];
}

/** A stretch of a provider's day; epoch milliseconds. */
export type DayLine = Interval &
  (
    | { readonly kind: 'booking' | 'block'; readonly id: string }
    | { readonly kind: 'external' }
    | { readonly kind: 'hold'; readonly id: string; readonly expiresAt: number | null }
    | { readonly kind: 'free'; readonly locationId: string }
  );

/**
 * A provider's day in order: bookings from the first to the last service that they give, time set aside, what their own
 * calendars take, times that somebody is booking, and what is free of their hours. Time in which a service works by
 * itself is free; the buffers around a session are not.
 */
export function dayLines(day: ProviderDay): DayLine[] {
  const lines = [...bookingLines(day), ...otherLines(day), ...freeLines(day)];
  return lines
    .filter((line) => overlaps(line, day.span))
    .sort((a, b) => a.startsAt - b.startsAt || a.endsAt - b.endsAt);
}

function bookingLines({ bookings, providerId }: ProviderDay): DayLine[] {
  return bookings.flatMap(({ id, items }) => {
    const own = items.filter(({ providerIds }) => providerIds.includes(providerId));
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [{ kind: 'booking', id, startsAt: first.startsAt, endsAt: last.endsAt }];
  });
}

/** Pieces of one block or hold, and what calendars take without a break, are one line. */
function otherLines({ rows }: ProviderDay): DayLine[] {
  const lines: DayLine[] = [];
  for (const row of rows) {
    const begun = lines.find((line) => isContinued(line, row));
    if (begun !== undefined) begun.endsAt = Math.max(begun.endsAt, row.endsAt);
    else if (row.ownerType !== 'booking') lines.push(lineOf(row));
  }
  return lines;
}

function isContinued(line: DayLine, row: BusyRow): boolean {
  if (line.kind === 'block' || line.kind === 'hold') return row.ownerId === line.id;
  return line.kind === 'external' && row.ownerType === 'external' && row.startsAt <= line.endsAt;
}

function lineOf({ ownerType, ownerId, startsAt, endsAt, expiresAt }: BusyRow): DayLine {
  if (ownerType === 'block') return { kind: 'block', id: ownerId, startsAt, endsAt };
  if (ownerType === 'hold') return { kind: 'hold', id: ownerId, startsAt, endsAt, expiresAt };
  return { kind: 'external', startsAt, endsAt };
}

function freeLines({ windows, rows }: ProviderDay): DayLine[] {
  const taken = rows
    .map((row) => ({ startsAt: row.startsAt - row.bufferBefore, endsAt: row.endsAt + row.bufferAfter }))
    .sort((a, b) => a.startsAt - b.startsAt);
  return windows.flatMap(({ opensAt, closesAt, locationId }) =>
    subtractIntervals({ startsAt: opensAt * MINUTE_MS, endsAt: closesAt * MINUTE_MS }, taken)
      .filter(({ startsAt, endsAt }) => endsAt - startsAt >= SHORTEST_GAP_MS)
      .map((gap) => ({ kind: 'free' as const, locationId, ...gap })),
  );
}
