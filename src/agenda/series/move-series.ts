import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireService } from '../availability/find-slots.ts';
import { placeOfPlan, type VisitPlan } from '../availability/rules/visit-plan.ts';
import { draftChange, requireChangeable, staleRevision } from '../bookings/change-booking.ts';
import { type BookingRow, timesOfBooking } from '../bookings/draft-booking.ts';
import { type Occupation, type OccupyResult, occupyTime } from '../occupancy/occupy-time.ts';
import { lineOfBookingQuery } from '../waitlist/draft-offer.ts';
import { type MoveSeriesInput, moveSeriesSchema, type Series, seriesSchema } from './contract.ts';
import { overLimit, takenMeanwhile } from './create-series.ts';
import { limitsOfPlans, mergeDrafts } from './draft-changes.ts';
import { draftOffers, withOffers } from './draft-offers.ts';
import { busyAroundQuery, refuseOverlapping, requireServed } from './find-dates.ts';
import { presentSeries } from './present-series.ts';
import { type KnownSeries, readSeriesFacts, requireMember } from './read-series.ts';
import { isInPlace, reachedBy } from './rules/change-scope.ts';
import { shifted, shiftTo } from './rules/plan-occurrences.ts';
import { planSeries, type WantedDate } from './rules/plan-series.ts';
import { instantOfWall, localOf, parseWall, wallText } from './rules/wall-time.ts';

export const moveSeries = action({
  name: 'series.move',
  summary: 'Mover un turno de una serie, o ese y los que siguen',
  permission: 'series:write',
  input: moveSeriesSchema,
  output: seriesSchema,
  problems: [
    'not-found',
    'series-conflict',
    'limit-reached',
    'booking-closed',
    'deadline-passed',
    'stale-revision',
  ],
  run: runMoveSeries,
});

async function runMoveSeries(ctx: Ctx, input: MoveSeriesInput): Promise<Series> {
  const known = await readSeriesFacts(ctx, input.id);
  const { catalog } = known;
  const moves = await planMoves(ctx, known, targetsOf(ctx, known, input));
  if (moves.length === 0) return await presentSeries(ctx, catalog, known);
  const drafts = await Promise.all(
    moves.map(({ row, change }) =>
      draftChange(ctx, { catalog, row }, { change, event: 'booking.rescheduled', action: 'series.move' }),
    ),
  );
  const { answer, commit } = await mergeDrafts(ctx, known, { drafts, action: 'series.move' });
  const ids = new Set(moves.map(({ row }) => row.id));
  const plans = moves.map(({ plan }) => plan);
  const result = await occupyPassingOn(ctx, known, {
    moves,
    occupation: {
      times: moves.flatMap(({ row, change }) => timesOfBooking(catalog, { ...row, ...change })),
      before: known.occupied.filter(({ ownerId }) => ids.has(ownerId)),
      limits: limitsOfPlans(catalog, plans),
      commit,
    },
  });
  if (result.ok) return answer;
  if (result.reason === 'stale') throw staleRevision();
  throw result.reason === 'taken' ? takenMeanwhile() : overLimit(result.reason);
}

/** Takes the new times and gives the old ones into the hands of those who wait for them, where that goes together. */
async function occupyPassingOn(
  ctx: Ctx,
  { catalog }: KnownSeries,
  { moves, occupation }: { readonly moves: readonly Move[]; readonly occupation: Occupation },
): Promise<OccupyResult> {
  const [line] = await ctx.db.read([lineOfBookingQuery(moves[0]?.row.id ?? '')]);
  const rows = moves.map(({ row }) => row);
  const offers = draftOffers(ctx, catalog, { rows, line, taken: moves.map(({ change }) => change) });
  if (offers.length > 0) {
    const passed = await occupyTime(ctx, withOffers(occupation, offers));
    if (passed.ok) return passed;
  }
  return await occupyTime(ctx, occupation);
}

/** A booking that is to move, where to, and what that costs. */
interface Target {
  readonly row: BookingRow;
  readonly date: WantedDate;
  readonly feeCentavos: number;
}

/**
 * Those that follow keep their distance from the moved one on the wall clock, and get a new date in the series; one
 * moved by itself keeps the date that it had.
 */
function targetsOf(ctx: Ctx, known: KnownSeries, input: MoveSeriesInput): Target[] {
  const { timeZone } = known.row;
  const anchor = requireMember(known, input.bookingId);
  const { service } = requireChangeable(ctx, known.catalog, { row: anchor, by: input.by });
  requireService(known.catalog, { serviceId: service.id, providerId: input.providerId });
  const dateOf = (row: BookingRow) => parseWall(row.recurrenceId ?? '') ?? localOf(row.startsAt, timeZone);
  const shift = shiftTo(dateOf(anchor), input.startsAt, timeZone);
  const reached = reachedBy(known.bookings, anchor, { service, ...input, now: ctx.now });
  return reached
    .filter((row) => row.id === anchor.id || isInPlace(row, timeZone))
    .map((row) => {
      const wall = shifted(dateOf(row), shift);
      const localStart = wallText(input.scope === 'one' ? dateOf(row) : wall);
      const at = row.id === anchor.id ? input.startsAt : instantOfWall(wall, timeZone);
      const providerId = input.providerId ?? row.providerId;
      const { feeCentavos } = requireChangeable(ctx, known.catalog, { row, by: input.by });
      return { row, date: { localStart, startsAt: row.startsAt, at, providerId }, feeCentavos };
    });
}

interface Move {
  readonly row: BookingRow;
  readonly plan: VisitPlan;
  readonly change: ReturnType<typeof placeOfPlan> & {
    readonly recurrenceId: string;
    readonly feeCentavos: number;
  };
}

/** Those that really move, and how; throws `series-conflict` when one of them cannot. */
async function planMoves(
  ctx: Ctx,
  { catalog, row: { serviceId } }: KnownSeries,
  targets: readonly Target[],
): Promise<Move[]> {
  const dates = targets.map(({ date }) => date);
  const moving = new Set(targets.map(({ row }) => row.id));
  const [busy] = await ctx.db.read([busyAroundQuery(ctx, serviceId, dates)]);
  const service = requireService(catalog, { serviceId });
  const facts = { catalog, service, busy: busy.filter(({ ownerId }) => !moving.has(ownerId)) };
  refuseOverlapping(dates, service.durationMinutes, 'startsAt');
  const served = requireServed(facts, planSeries(facts, { dates }, ctx.now));
  return served.flatMap(({ date, plan }, index) => {
    const target = targets[index];
    const place = placeOfPlan(plan);
    if (target === undefined || isSamePlace(place, target.row)) return [];
    const fee = target.row.feeCentavos + target.feeCentavos;
    return [{ row: target.row, plan, change: { ...place, recurrenceId: date.localStart, feeCentavos: fee } }];
  });
}

function isSamePlace(
  place: Pick<BookingRow, 'startsAt' | 'providerId'>,
  row: Pick<BookingRow, 'startsAt' | 'providerId'>,
): boolean {
  return place.startsAt === row.startsAt && place.providerId === row.providerId;
}
