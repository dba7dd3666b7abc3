import type { BookingStatus } from '../../../agenda/bookings/rules/life.ts';
import type { MailKind } from './mail-plan.ts';

/** Why a mail is not sent after all. */
export type SkipReason = 'overtaken' | 'too-late';

interface StandingBooking {
  readonly status: BookingStatus;
  readonly startsAt: number;
}

const EXPECTED: Readonly<Partial<Record<MailKind, readonly BookingStatus[]>>> = {
  'booking-confirmed': ['confirmed'],
  'booking-approved': ['confirmed'],
  'booking-moved': ['confirmed', 'pending'],
  'booking-reminder': ['confirmed'],
  'booking-requested': ['pending'],
  'booking-declined': ['cancelled'],
  'booking-cancelled': ['cancelled'],
};

/**
 * Undefined when what the mail says of a booking is still so. A booking that has moved on since has another mail that
 * says where to; what is over needs neither confirming nor reminding. Epoch milliseconds.
 */
export function skipReason(
  { kind, startsAt }: { readonly kind: MailKind; readonly startsAt: number | null },
  booking: StandingBooking | undefined,
  now: number,
): SkipReason | undefined {
  if (booking === undefined || booking.startsAt !== startsAt) return 'overtaken';
  if (EXPECTED[kind]?.includes(booking.status) !== true) return 'overtaken';
  return now >= booking.startsAt && booking.status !== 'cancelled' ? 'too-late' : undefined;
}
