import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { freeTime } from '../occupancy/occupy-time.ts';
import { draftChange, requireChangeable, staleRevision } from './change-booking.ts';
import { cancelSchema, type ManagedBooking, managedBookingSchema } from './contract.ts';
import { presentManaged } from './present-booking.ts';
import { loadBooking, requireOwn } from './read-booking.ts';
import type { CancelledBy } from './rules/life.ts';

type CancelInput = z.output<typeof cancelSchema>;

export const cancelBooking = action({
  name: 'bookings.cancel',
  summary: 'Cancelar un turno; cancelarlo otra vez no cambia nada',
  permission: 'bookings:write',
  input: cancelSchema,
  output: managedBookingSchema,
  problems: ['not-found', 'booking-closed', 'deadline-passed', 'stale-revision'],
  run: runCancelBooking,
});

async function runCancelBooking(ctx: Ctx, { id, by, reason }: CancelInput): Promise<ManagedBooking> {
  requireOwn(ctx, id);
  const { catalog, row, occupied } = await loadBooking(ctx, id);
  if (row.status === 'cancelled') return await presentManaged(ctx, catalog, row);
  const { feeCentavos } = requireChangeable(ctx, catalog, { row, by });
  const change = cancellation({ at: ctx.now, by, reason, feeCentavos: row.feeCentavos + feeCentavos });
  const { answer, commit } = await draftChange(
    ctx,
    { catalog, row },
    { change, event: 'booking.cancelled', action: 'bookings.cancel' },
  );
  const result = await freeTime(ctx, occupied, commit);
  if (!result.ok) throw staleRevision();
  return answer;
}

export interface Cancellation {
  readonly at: number;
  readonly by: CancelledBy;
  readonly reason?: string | undefined;
  readonly feeCentavos: number;
}

/** What a cancelled booking has in its columns. */
export function cancellation({ at, by, reason, feeCentavos }: Cancellation) {
  return {
    status: 'cancelled',
    pendingReason: null,
    pendingUntil: null,
    cancelledAt: at,
    cancelledBy: by,
    cancelReason: reason ?? null,
    feeCentavos,
  } as const;
}
