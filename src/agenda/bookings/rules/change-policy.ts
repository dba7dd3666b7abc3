import type { ServiceRecord } from '../../catalog/rules.ts';
import { type BookingStatus, statusAfter } from './life.ts';

const MINUTE_MS = 60_000;

type Policy = Pick<ServiceRecord, 'changeDeadlineMinutes' | 'lateChangeFeePercent'>;

interface ChangedBooking {
  readonly status: BookingStatus;
  readonly startsAt: number;
  readonly priceCentavos: number;
}

/** What it takes to move or cancel a booking: money (0 before the deadline), or it cannot be done. */
export type ChangeVerdict =
  | { readonly ok: true; readonly feeCentavos: number }
  | { readonly ok: false; readonly reason: 'closed' }
  | { readonly ok: false; readonly reason: 'too-late'; readonly deadline: number };

/** Until when a booking may be moved or cancelled for nothing: the last millisecond counts. Epoch milliseconds. */
export function changeDeadline(startsAt: number, service: Pick<Policy, 'changeDeadlineMinutes'>): number {
  return startsAt - service.changeDeadlineMinutes * MINUTE_MS;
}

/**
 * What a customer may do. After the deadline a change costs a share of the price (rounded to the centavo, half up)
 * where the service has one, until the session begins; otherwise it is refused.
 */
export function mayChange(booking: ChangedBooking, service: Policy, now: number): ChangeVerdict {
  if (statusAfter(booking.status, 'move') === undefined) return { ok: false, reason: 'closed' };
  const deadline = changeDeadline(booking.startsAt, service);
  if (now <= deadline) return { ok: true, feeCentavos: 0 };
  const percent = service.lateChangeFeePercent;
  if (percent === null || now >= booking.startsAt) return { ok: false, reason: 'too-late', deadline };
  return { ok: true, feeCentavos: Math.round((booking.priceCentavos * percent) / 100) };
}
