import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireChangeable, staleRevision } from '../bookings/change-booking.ts';
import { type BookingRow, changeBookingStatement } from '../bookings/change-rows.ts';
import { presentBooking } from '../bookings/present-booking.ts';
import { freeTime } from '../occupancy/occupy-time.ts';
import { type CancelSeriesInput, cancelSeriesSchema, type Series, seriesSchema } from './contract.ts';
import { presentSeries } from './present-series.ts';
import { type KnownSeries, readSeriesFacts, requireMember } from './read-series.ts';
import { reachedBy } from './rules/change-scope.ts';
import { touchSeries } from './store.ts';

export const cancelSeries = action({
  name: 'series.cancel',
  summary: 'Cancelar un turno de una serie, ese y los que siguen, o todos; lo que ya pasó queda como está',
  permission: 'series:write',
  input: cancelSeriesSchema,
  output: seriesSchema,
  problems: ['not-found', 'booking-closed', 'deadline-passed', 'stale-revision'],
  run: runCancelSeries,
});

async function runCancelSeries(ctx: Ctx, input: CancelSeriesInput): Promise<Series> {
  const known = await readSeriesFacts(ctx, input.id);
  const { catalog } = known;
  const targets = targetsOf(ctx, known, input);
  if (targets.length === 0) return await presentSeries(ctx, catalog, known);
  const change = {
    status: 'cancelled',
    pendingReason: null,
    pendingUntil: null,
    cancelledAt: ctx.now,
    cancelledBy: 'shop',
    cancelReason: input.reason ?? null,
  } as const;
  const cancelled = new Map(targets.map((row) => [row.id, { ...row, ...change, updatedAt: ctx.now }]));
  const answer = await presentSeries(ctx, catalog, {
    row: { ...known.row, updatedAt: ctx.now },
    bookings: known.bookings.map((row) => cancelled.get(row.id) ?? row),
  });
  const freed = known.occupied.filter(({ ownerId }) => cancelled.has(ownerId));
  const result = await freeTime(ctx, freed, {
    write: [
      touchSeries(known.row, ctx.now),
      ...targets.map((row) => changeBookingStatement(row, change, ctx.now)),
    ],
    events: targets.map((row) => ({
      type: 'booking.cancelled',
      subjectId: row.id,
      data: { booking: presentBooking(catalog, { ...row, ...change, updatedAt: ctx.now }) },
      changes: { status: { old: row.status, new: 'cancelled' } },
    })),
    audit: { action: 'series.cancel', subjectId: input.id, details: { bookings: targets.length } },
    answer,
  });
  if (!result.ok) throw staleRevision();
  return answer;
}

/** None when everything that is reached was cancelled before: cancelling again changes nothing. */
function targetsOf(ctx: Ctx, known: KnownSeries, { bookingId, scope }: CancelSeriesInput): BookingRow[] {
  const anchor = requireMember(known, bookingId);
  const service = known.catalog.serviceById.get(anchor.serviceId) ?? { changeDeadlineMinutes: 0 };
  if (scope !== 'all' && anchor.status !== 'cancelled') requireChangeable(ctx, known.catalog, anchor);
  const reached = reachedBy(known.bookings, anchor, { service, scope, now: ctx.now });
  return reached.filter(({ status }) => status !== 'cancelled');
}
