import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireService } from '../availability/find-slots.ts';
import { placeOfPlan } from '../availability/rules/visit-plan.ts';
import { requireChangeable, staleRevision } from '../bookings/change-booking.ts';
import { type BookingRow, changeBookingStatement } from '../bookings/change-rows.ts';
import { timesOfBooking } from '../bookings/new-booking.ts';
import { presentBooking } from '../bookings/present-booking.ts';
import { changesOf } from '../bookings/reschedule-booking.ts';
import type { ServiceRecord } from '../catalog/rules.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { type MoveSeriesInput, moveSeriesSchema, type Series, seriesSchema } from './contract.ts';
import { overLimit, takenMeanwhile } from './create-series.ts';
import { busyAroundQuery, refuseOverlapping, requireServed } from './find-dates.ts';
import { limitsOfPlans } from './occupy-dates.ts';
import { presentSeries } from './present-series.ts';
import { type KnownSeries, readSeriesFacts, requireMember } from './read-series.ts';
import { isInPlace, reachedBy } from './rules/change-scope.ts';
import { type Shift, shifted, shiftTo } from './rules/plan-occurrences.ts';
import { planSeries, type WantedDate } from './rules/plan-series.ts';
import { instantOfWall, localOf, parseWall, wallText } from './rules/wall-time.ts';
import { touchSeries } from './store.ts';

export const moveSeries = action({
  name: 'series.move',
  summary: 'Mover un turno de una serie, o ese y los que siguen',
  permission: 'series:write',
  input: moveSeriesSchema,
  output: seriesSchema,
  problems: ['not-found', 'series-conflict', 'booking-closed', 'deadline-passed', 'stale-revision'],
  run: runMoveSeries,
});

async function runMoveSeries(ctx: Ctx, input: MoveSeriesInput): Promise<Series> {
  const known = await readSeriesFacts(ctx, input.id);
  const { catalog } = known;
  const anchor = requireMember(known, input.bookingId);
  const service = requireChangeable(ctx, catalog, anchor);
  requireService(catalog, { serviceId: service.id, providerId: input.providerId });
  const targets = targetsOf(ctx, known, { anchor, service, input });
  const moved = await planMoves(ctx, known, { service, targets });
  if (moved.length === 0) return await presentSeries(ctx, catalog, known);
  const rows = new Map(moved.map(({ row }) => [row.id, row]));
  const after = {
    row: { ...known.row, revision: known.row.revision + 1, updatedAt: ctx.now },
    bookings: known.bookings.map((row) => rows.get(row.id) ?? row),
  };
  const answer = await presentSeries(ctx, catalog, after);
  const result = await occupyTime(ctx, {
    times: moved.flatMap(({ row }) => timesOfBooking(catalog, row)),
    before: known.occupied.filter(({ ownerId }) => rows.has(ownerId)),
    limits: limitsOfPlans(
      catalog,
      moved.map(({ plan }) => plan),
    ),
    commit: {
      write: [
        touchSeries(known.row, ctx.now),
        ...moved.map(({ old, change }) => changeBookingStatement(old, change, ctx.now)),
      ],
      events: moved.map(({ old, row }) => movedEvent(known, old, row)),
      audit: { action: 'series.move', subjectId: input.id, details: { bookings: moved.length } },
      answer,
    },
  });
  if (result.ok) return answer;
  if (result.reason === 'stale') throw staleRevision();
  throw result.reason === 'taken' ? takenMeanwhile() : overLimit();
}

/** A booking that is to move, and where to. */
interface Target {
  readonly booking: BookingRow;
  readonly date: WantedDate;
}

interface Move {
  readonly anchor: BookingRow;
  readonly service: ServiceRecord;
  readonly input: MoveSeriesInput;
}

/**
 * Those that follow keep their distance from the moved one on the wall clock, and get a new date in the series; one
 * moved by itself keeps the date that it had.
 */
function targetsOf(ctx: Ctx, known: KnownSeries, { anchor, service, input }: Move): Target[] {
  const { timeZone } = known.row;
  const dateOf = (booking: BookingRow) =>
    parseWall(booking.recurrenceId ?? '') ?? localOf(booking.startsAt, timeZone);
  const shift = shiftTo(dateOf(anchor), input.startsAt, timeZone);
  const reached = reachedBy(known.bookings, anchor, { service, scope: input.scope, now: ctx.now });
  return reached
    .filter((booking) => booking.id === anchor.id || isInPlace(booking, timeZone))
    .map((booking) => {
      const localStart = newDate(booking, { input, shift, date: dateOf(booking) });
      const at =
        booking.id === anchor.id ? input.startsAt : instantOfWall(shifted(dateOf(booking), shift), timeZone);
      const providerId = input.providerId ?? booking.providerId;
      return { booking, date: { localStart, startsAt: booking.startsAt, at, providerId } };
    });
}

function newDate(
  { recurrenceId }: BookingRow,
  { input, shift, date }: { readonly input: MoveSeriesInput; readonly shift: Shift; readonly date: number },
): string {
  return input.scope === 'one' ? (recurrenceId ?? wallText(date)) : wallText(shifted(date, shift));
}

/** Old and new row of every booking that really moves; throws `series-conflict` when one cannot. */
async function planMoves(
  ctx: Ctx,
  { catalog }: KnownSeries,
  { service, targets }: { readonly service: ServiceRecord; readonly targets: readonly Target[] },
) {
  const dates = targets.map(({ date }) => date);
  const moving = new Set(targets.map(({ booking }) => booking.id));
  const [busy] = await ctx.db.read([busyAroundQuery(ctx, service.id, dates)]);
  const facts = { catalog, service, busy: busy.filter(({ ownerId }) => !moving.has(ownerId)) };
  refuseOverlapping(dates, service.durationMinutes, 'startsAt');
  const served = requireServed(facts, planSeries(facts, { dates }, ctx.now));
  return served.flatMap(({ date, plan }, index) => {
    const old = targets[index]?.booking;
    const place = placeOfPlan(plan);
    if (old === undefined || (place.startsAt === old.startsAt && place.providerId === old.providerId))
      return [];
    const change = { ...place, recurrenceId: date.localStart };
    return [{ old, change, plan, row: { ...old, ...change, updatedAt: ctx.now } }];
  });
}

function movedEvent({ catalog }: KnownSeries, old: BookingRow, row: BookingRow) {
  const booking = presentBooking(catalog, row);
  const changes = changesOf(presentBooking(catalog, old), booking);
  return { type: 'booking.rescheduled', subjectId: row.id, data: { booking }, changes } as const;
}
