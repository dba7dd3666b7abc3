import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { lineOfBookingQuery, passTimeOn } from '../waitlist/draft-offer.ts';
import { draftChange, requireChangeable, staleRevision } from './change-booking.ts';
import { cancelSchema, type ManagedBooking, managedBookingSchema } from './contract.ts';
import { presentManaged } from './present-booking.ts';
import { requireBooking, requireOwn } from './read-booking.ts';
import type { CancelledBy } from './rules/life.ts';
import { bookingById } from './store.ts';

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
  const { catalog, row, occupied, line } = await readFacts(ctx, id);
  if (row.status === 'cancelled') return await presentManaged(ctx, catalog, row);
  const { feeCentavos } = requireChangeable(ctx, catalog, { row, by });
  const change = cancellation({ at: ctx.now, by, reason, feeCentavos: row.feeCentavos + feeCentavos });
  const { answer, commit } = await draftChange(
    ctx,
    { catalog, row },
    { change, event: 'booking.cancelled', action: 'bookings.cancel' },
  );
  const result = await passTimeOn(ctx, catalog, { plan: row, line, from: id, occupied, commit });
  if (!result.ok) throw staleRevision();
  return answer;
}

async function readFacts(ctx: Ctx, id: string) {
  const reading = catalogRead(ctx);
  const [catalogRows, rows, occupied, line] = await ctx.db.read([
    reading.query,
    bookingById({ id }),
    occupationsQuery(id),
    lineOfBookingQuery(id),
  ]);
  return { catalog: reading.resolve(catalogRows).catalog, row: requireBooking(rows), occupied, line };
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
