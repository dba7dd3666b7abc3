import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { draftChange, requireStatusAfter, staleRevision } from '../bookings/change-booking.ts';
import { type ManagedBooking, managedBookingSchema } from '../bookings/contract.ts';
import { timesOfBooking } from '../bookings/draft-booking.ts';
import { presentManaged } from '../bookings/present-booking.ts';
import { loadBooking } from '../bookings/read-booking.ts';
import { refuseOccupation } from '../bookings/refuse-occupation.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { bookingIdSchema } from './contract.ts';

export const confirmBooking = action({
  name: 'bookings.confirm',
  summary: 'Confirmar un turno pendiente: el local lo acepta, o el socio lo cobró',
  permission: 'bookings:confirm',
  input: bookingIdSchema,
  output: managedBookingSchema,
  problems: ['not-found', 'booking-closed', 'slot-taken', 'limit-reached', 'stale-revision'],
  run: runConfirmBooking,
});

/**
 * Its time was held until an instant; from now on it is held for good. After that instant it is confirmed all the
 * same when nobody has taken the time since: lock and database decide that, as for anybody who asks for it.
 */
async function runConfirmBooking(ctx: Ctx, { id }: { id: string }): Promise<ManagedBooking> {
  const { catalog, row, occupied } = await loadBooking(ctx, id);
  if (row.status === 'confirmed') return await presentManaged(ctx, catalog, row);
  const status = requireStatusAfter(row, 'confirm');
  const change = { status, pendingReason: null, pendingUntil: null } as const;
  const { answer, commit } = await draftChange(
    ctx,
    { catalog, row },
    { change, event: 'booking.confirmed', action: 'bookings.confirm' },
  );
  const result = await occupyTime(ctx, {
    times: timesOfBooking(catalog, { ...row, ...change }),
    before: occupied,
    commit,
  });
  if (result.ok) return answer;
  if (result.reason === 'stale') throw staleRevision();
  return await refuseOccupation(ctx, row, result.reason);
}
