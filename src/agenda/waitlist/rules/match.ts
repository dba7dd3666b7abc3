import { isoWeekday, type LocalDate, localDateOf, minuteOfDayAt } from '../../../kernel/local-time.ts';

/** waiting ⇄ offered → booked; left and expired end it. */
export type WaitlistStatus = 'waiting' | 'offered' | 'booked' | 'left' | 'expired';

/** What somebody waits for. Dates and minutes are local to the place; minutes say when the session may begin. */
export interface Wished {
  readonly serviceId: string;
  readonly providerId: string | null;
  readonly locationId: string | null;
  readonly fromDate: LocalDate;
  readonly toDate: LocalDate;
  /** ISO, 1 to 7. */
  readonly weekdays: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly declined: readonly number[];
}

/** A start that is free; epoch milliseconds. */
export interface FreeStart {
  readonly serviceId: string;
  readonly providerIds: readonly string[];
  readonly locationId: string;
  readonly startsAt: number;
}

/** The same, with what clock and calendar of its place show then: worked out once for all who wait. */
export interface PlacedStart extends FreeStart {
  readonly date: LocalDate;
  readonly weekday: number;
  readonly minute: number;
}

export function placedStart(free: FreeStart, zone: string): PlacedStart {
  const date = localDateOf(free.startsAt, zone);
  return { ...free, date, weekday: isoWeekday(date), minute: minuteOfDayAt(free.startsAt, zone) };
}

/** How long an offer is held. Long enough to see a message, short enough for the next one's turn. */
export const OFFER_MS = 30 * 60_000;
/** After so many offers without an answer, whoever waits is not asked any more. */
const MAX_MISSED = 2;

/** Whether a start is one that somebody waits for. */
export function isMatch(wished: Wished, free: PlacedStart): boolean {
  return (
    wished.serviceId === free.serviceId &&
    (wished.providerId === null || free.providerIds.includes(wished.providerId)) &&
    (wished.locationId === null || wished.locationId === free.locationId) &&
    wished.fromDate <= free.date &&
    free.date <= wished.toDate &&
    wished.weekdays.includes(free.weekday) &&
    wished.fromMinute <= free.minute &&
    free.minute < wished.toMinute &&
    !wished.declined.includes(free.startsAt)
  );
}

/** Whose turn it is: of those whom the start suits, who has waited longest. `waiting` is in that order. */
export function firstInLine<Entry extends Wished>(
  waiting: readonly Entry[],
  free: PlacedStart,
): Entry | undefined {
  return waiting.find((wished) => isMatch(wished, free));
}

/** Until when an offer made now is held; undefined when the session begins too soon to be offered. */
export function offerDeadline(
  startsAt: number,
  { noticeMinutes, now }: { readonly noticeMinutes: number; readonly now: number },
): number | undefined {
  const deadline = Math.min(now + OFFER_MS, startsAt - noticeMinutes * 60_000);
  return deadline > now ? deadline : undefined;
}

/** Where an offer that was not taken leaves its entry. */
export function afterMissed(entry: { readonly offersMissed: number }): {
  readonly status: 'waiting' | 'expired';
  readonly offersMissed: number;
} {
  const offersMissed = entry.offersMissed + 1;
  return { status: offersMissed >= MAX_MISSED ? 'expired' : 'waiting', offersMissed };
}
