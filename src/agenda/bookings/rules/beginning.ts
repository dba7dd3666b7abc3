import type { ServiceRecord } from '../../catalog/rules.ts';
import type { BookingStatus, PendingReason } from './life.ts';

const MINUTE_MS = 60_000;
/** How long a shop may think about a booking that it has to approve. */
const APPROVAL_MS = 24 * 60 * MINUTE_MS;

interface Circumstances {
  readonly service: Pick<ServiceRecord, 'confirmation'> | undefined;
  readonly payment?: { readonly withinMinutes: number } | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

interface Beginning {
  readonly status: BookingStatus;
  readonly pendingReason: PendingReason | null;
  readonly pendingUntil: number | null;
}

/**
 * How a booking begins: confirmed, or pending until money or the shop's yes comes, for so long as it may take and at
 * the latest until the session begins. Money is asked for first: who approves may wait for it too.
 */
export function beginning(
  { startsAt }: { readonly startsAt: number },
  { service, payment, now }: Circumstances,
): Beginning {
  const pending = (reason: PendingReason, forMs: number): Beginning => ({
    status: 'pending',
    pendingReason: reason,
    pendingUntil: Math.min(now + forMs, startsAt),
  });
  if (payment !== undefined) return pending('payment', payment.withinMinutes * MINUTE_MS);
  if (service?.confirmation === 'approval') return pending('approval', APPROVAL_MS);
  return { status: 'confirmed', pendingReason: null, pendingUntil: null };
}
