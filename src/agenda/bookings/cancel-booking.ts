import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { freeTime } from '../occupancy/occupy-time.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { requireChangeable, staleRevision } from './change-booking.ts';
import { cancelSchema, type ManagedBooking, managedBookingSchema } from './contract.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import { requireBooking, requireOwn } from './read-booking.ts';
import { bookingById, updateBooking } from './store.ts';

export const cancelBooking = action({
  name: 'bookings.cancel',
  summary: 'Cancelar un turno; cancelarlo otra vez no cambia nada',
  permission: 'bookings:write',
  input: cancelSchema,
  output: managedBookingSchema,
  problems: ['not-found', 'booking-closed', 'deadline-passed', 'stale-revision'],
  run: runCancelBooking,
});

async function runCancelBooking(ctx: Ctx, { id }: { id: string }): Promise<ManagedBooking> {
  requireOwn(ctx, id);
  const reading = catalogRead(ctx);
  const [catalogRows, rows, occupied] = await ctx.db.read([
    reading.query,
    bookingById({ id }),
    occupationsQuery(id),
  ]);
  const { catalog } = reading.resolve(catalogRows);
  const row = requireBooking(rows);
  if (row.status === 'cancelled') return await presentManaged(ctx, presentBooking(catalog, row));
  requireChangeable(ctx, catalog, row);
  const change = {
    status: 'cancelled',
    pendingReason: null,
    pendingUntil: null,
    cancelledAt: ctx.now,
    cancelledBy: ctx.actor.type === 'api-key' ? 'shop' : 'customer',
  } as const;
  const booking = presentBooking(catalog, { ...row, ...change, updatedAt: ctx.now });
  const answer = await presentManaged(ctx, booking);
  const result = await freeTime(ctx, occupied, {
    write: [updateBooking(row, change, ctx.now)],
    events: [
      {
        type: 'booking.cancelled',
        subjectId: id,
        data: { booking },
        changes: { status: { old: row.status, new: 'cancelled' } },
      },
    ],
    audit: { action: 'bookings.cancel', subjectId: id },
    answer,
  });
  if (!result.ok) throw staleRevision();
  return answer;
}
