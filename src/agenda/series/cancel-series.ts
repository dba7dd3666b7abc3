import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Commit } from '../../platform/tenant-db.ts';
import { cancellation } from '../bookings/cancel-booking.ts';
import { draftChange, requireChangeable, staleRevision } from '../bookings/change-booking.ts';
import type { BookingRow } from '../bookings/draft-booking.ts';
import { freeTime, type OccupyResult, occupyTime } from '../occupancy/occupy-time.ts';
import { lineOfBookingQuery } from '../waitlist/draft-offer.ts';
import { type CancelSeriesInput, cancelSeriesSchema, type Series, seriesSchema } from './contract.ts';
import { mergeDrafts } from './draft-changes.ts';
import { draftOffers, withOffers } from './draft-offers.ts';
import { presentSeries } from './present-series.ts';
import { type KnownSeries, readSeriesFacts, requireMember } from './read-series.ts';
import { reachedBy } from './rules/change-scope.ts';

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
  const targets = targetsOf(ctx, known, input);
  if (targets.length === 0) return await presentSeries(ctx, known.catalog, known);
  const drafts = await Promise.all(
    targets.map(({ row, feeCentavos }) => {
      const fee = row.feeCentavos + feeCentavos;
      const change = cancellation({ at: ctx.now, by: input.by, reason: input.reason, feeCentavos: fee });
      return draftChange(
        ctx,
        { catalog: known.catalog, row },
        { change, event: 'booking.cancelled', action: 'series.cancel' },
      );
    }),
  );
  const { answer, commit } = await mergeDrafts(ctx, known, { drafts, action: 'series.cancel' });
  const rows = targets.map(({ row }) => row);
  const result = await passDatesOn(ctx, known, { rows, commit });
  if (!result.ok) throw staleRevision();
  return answer;
}

interface GivenUp {
  readonly rows: readonly BookingRow[];
  readonly commit: Omit<Commit, 'id'>;
}

/** Gives time back, where somebody waits for it into their hands; when that fails it is free for all. */
async function passDatesOn(ctx: Ctx, known: KnownSeries, { rows, commit }: GivenUp): Promise<OccupyResult> {
  const ids = new Set(rows.map(({ id }) => id));
  const before = known.occupied.filter(({ ownerId }) => ids.has(ownerId));
  const [line] = await ctx.db.read([lineOfBookingQuery(rows[0]?.id ?? '')]);
  const offers = draftOffers(ctx, known.catalog, { rows, line });
  if (offers.length > 0) {
    const passed = await occupyTime(ctx, withOffers({ times: [], before, commit }, offers));
    if (passed.ok) return passed;
  }
  return await freeTime(ctx, before, commit);
}

/** What is not cancelled yet, and what that costs; cancelling again changes nothing. */
function targetsOf(ctx: Ctx, known: KnownSeries, { bookingId, scope, by }: CancelSeriesInput) {
  const { catalog, bookings } = known;
  const anchor = requireMember(known, bookingId);
  const service =
    catalog.serviceById.get(anchor.serviceId) ?? requireChangeable(ctx, catalog, { row: anchor, by }).service;
  return reachedBy(bookings, anchor, { service, scope, by, now: ctx.now })
    .filter(({ status }) => status !== 'cancelled')
    .map((row) => ({ row, feeCentavos: requireChangeable(ctx, catalog, { row, by }).feeCentavos }));
}
