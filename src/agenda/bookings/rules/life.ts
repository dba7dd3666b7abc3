/** pending → confirmed → checked-in → completed | no-show; cancelled from any that is not over. */
export type BookingStatus = 'pending' | 'confirmed' | 'checked-in' | 'completed' | 'no-show' | 'cancelled';

/** What a pending booking waits for: the shop's yes, or money. It holds its time until `pendingUntil`. */
export type PendingReason = 'approval' | 'payment';

export type BookingSource = 'online' | 'partner' | 'desk' | 'walk-in' | 'series' | 'waitlist' | 'import';

export type CancelledBy = 'customer' | 'shop' | 'system';

/** What can happen to a booking. `move` leaves it in its status. */
export type Happening = 'confirm' | 'move' | 'check-in' | 'complete' | 'miss' | 'cancel' | 'reopen';

const LIFE: Record<BookingStatus, Partial<Record<Happening, BookingStatus>>> = {
  pending: { confirm: 'confirmed', move: 'pending', cancel: 'cancelled' },
  confirmed: {
    move: 'confirmed',
    'check-in': 'checked-in',
    complete: 'completed',
    miss: 'no-show',
    cancel: 'cancelled',
  },
  'checked-in': { complete: 'completed', cancel: 'cancelled', reopen: 'confirmed' },
  // Somebody at the desk pressed the wrong button.
  completed: { reopen: 'confirmed' },
  'no-show': { reopen: 'confirmed' },
  cancelled: {},
};

/** The status after something happened to a booking; undefined when that cannot happen to it any more. */
export function statusAfter(status: BookingStatus, happening: Happening): BookingStatus | undefined {
  return LIFE[status][happening];
}
