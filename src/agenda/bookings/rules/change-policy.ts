import type { ServiceRecord } from '../../catalog/rules.ts';

const MINUTE_MS = 60_000;

export type ChangeVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'closed' }
  | { readonly ok: false; readonly reason: 'too-late'; readonly deadline: number };

/** Until when a booking may be moved or cancelled: the last millisecond counts. Epoch milliseconds. */
export function changeDeadline(
  startsAt: number,
  service: Pick<ServiceRecord, 'changeDeadlineMinutes'>,
): number {
  return startsAt - service.changeDeadlineMinutes * MINUTE_MS;
}

export function mayChange(
  booking: { readonly status: string; readonly startsAt: number },
  service: Pick<ServiceRecord, 'changeDeadlineMinutes'>,
  now: number,
): ChangeVerdict {
  if (booking.status !== 'confirmed') return { ok: false, reason: 'closed' };
  const deadline = changeDeadline(booking.startsAt, service);
  return now <= deadline ? { ok: true } : { ok: false, reason: 'too-late', deadline };
}
