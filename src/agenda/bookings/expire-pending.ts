import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { lineOfBookingQuery, passTimeOn } from '../waitlist/draft-offer.ts';
import { cancellation } from './cancel-booking.ts';
import { draftChange } from './change-booking.ts';
import { type BookingRow, nextPendingUntil, overduePending } from './store.ts';

const AT_ONCE = 50;

export interface Expired {
  /** When the next pending booking runs out, in epoch milliseconds. */
  readonly nextAt: number | undefined;
}

/** Cancels pending bookings whose time for an answer is over. Their time is free from that instant on anyway. */
export async function expirePending(ctx: Ctx): Promise<Expired> {
  const reading = catalogRead(ctx);
  const [catalogRows, rows, [next]] = await ctx.db.read([
    reading.query,
    overduePending({ now: ctx.now, limit: AT_ONCE }),
    nextPendingUntil({ now: ctx.now }),
  ]);
  const { catalog } = reading.resolve(catalogRows);
  for (const row of rows) await expire(ctx, catalog, row);
  return { nextAt: rows.length === AT_ONCE ? ctx.now : (next?.at ?? undefined) };
}

/** Changed by somebody meanwhile: then it has its answer. */
async function expire(
  ctx: Ctx,
  catalog: Parameters<typeof draftChange>[1]['catalog'],
  row: BookingRow,
): Promise<void> {
  const [occupied, line] = await ctx.db.read([occupationsQuery(row.id), lineOfBookingQuery(row.id)]);
  const change = cancellation({
    at: ctx.now,
    by: 'system',
    reason:
      row.pendingReason === 'payment' ? 'No se acreditó el pago a tiempo' : 'Nadie lo confirmó a tiempo',
    feeCentavos: row.feeCentavos,
  });
  const { commit } = await draftChange(
    ctx,
    { catalog, row },
    { change, event: 'booking.cancelled', action: 'bookings.expire' },
  );
  await passTimeOn(ctx, catalog, { plan: row, line, from: row.id, occupied, commit });
}
