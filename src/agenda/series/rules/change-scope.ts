import { mayChange } from '../../bookings/rules/change-policy.ts';
import type { ServiceRecord } from '../../catalog/rules.ts';
import { localOf, parseWall, wallText } from './wall-time.ts';

/** The part of a booking that decides whether a change of its series reaches it. */
export interface Member {
  readonly id: string;
  readonly status: string;
  readonly startsAt: number;
  /** Its date in the series, `YYYY-MM-DDTHH:MM`. */
  readonly recurrenceId: string | null;
}

export type Scope = 'one' | 'following' | 'all';

export interface ScopeFacts {
  readonly service: Pick<ServiceRecord, 'changeDeadlineMinutes'>;
  readonly scope: Scope;
  readonly now: number;
}

/**
 * Which bookings a change that begins at one of them reaches: that one, whatever its state, when the change is about
 * it; of the others only those that may still be changed.
 */
export function reachedBy<Row extends Member>(
  members: readonly Row[],
  anchor: Row,
  { service, scope, now }: ScopeFacts,
): Row[] {
  if (scope === 'one') return [anchor];
  const from = scope === 'all' ? '' : (anchor.recurrenceId ?? '');
  return members.filter(
    (row) =>
      (scope === 'following' && row.id === anchor.id) ||
      ((row.recurrenceId ?? '') >= from && row.startsAt > now && mayChange(row, service, now).ok),
  );
}

/** True while a booking is where the series put it: one that was moved by itself does not move with the others. */
export function isInPlace({ startsAt, recurrenceId }: Member, zone: string): boolean {
  if (recurrenceId === null || parseWall(recurrenceId) === undefined) return false;
  return wallText(localOf(startsAt, zone)) === recurrenceId;
}
