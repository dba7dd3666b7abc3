import { mayChange } from '../../bookings/rules/change-policy.ts';
import { type BookingStatus, statusAfter } from '../../bookings/rules/life.ts';
import type { ServiceRecord } from '../../catalog/rules.ts';
import { localOf, parseWall, wallText } from './wall-time.ts';

/** The part of a booking that decides whether a change of its series reaches it. */
export interface Member {
  readonly id: string;
  readonly status: BookingStatus;
  readonly startsAt: number;
  readonly priceCentavos: number;
  /** Its date in the series, `YYYY-MM-DDTHH:MM`. */
  readonly recurrenceId: string | null;
}

export interface SeriesChange {
  readonly service: Pick<ServiceRecord, 'changeDeadlineMinutes' | 'lateChangeFeePercent'>;
  readonly scope: 'one' | 'following' | 'all';
  readonly by: 'customer' | 'shop';
  readonly now: number;
}

/**
 * Which bookings a change that begins at one of them reaches: that one, whatever its state, when the change is about
 * it; of the others those that are not over. What a customer changes is not changed late: that one is asked for alone,
 * because it may cost something.
 */
export function reachedBy<Row extends Member>(
  members: readonly Row[],
  anchor: Row,
  change: SeriesChange,
): Row[] {
  if (change.scope === 'one') return [anchor];
  const from = change.scope === 'all' ? '' : (anchor.recurrenceId ?? '');
  return members.filter(
    (row) =>
      (change.scope === 'following' && row.id === anchor.id) ||
      ((row.recurrenceId ?? '') >= from && isReached(row, change)),
  );
}

function isReached(row: Member, { service, by, now }: SeriesChange): boolean {
  if (row.startsAt <= now || statusAfter(row.status, 'move') === undefined) return false;
  const verdict = mayChange(row, service, now);
  return by === 'shop' || (verdict.ok && verdict.feeCentavos === 0);
}

/** True while a booking is where the series put it: one that was moved by itself does not move with the others. */
export function isInPlace({ startsAt, recurrenceId }: Member, zone: string): boolean {
  if (recurrenceId === null || parseWall(recurrenceId) === undefined) return false;
  return wallText(localOf(startsAt, zone)) === recurrenceId;
}
