import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Wish } from '../availability/contract.ts';
import { requireVisit } from '../availability/find-slots.ts';
import { RECENTLY_EXPIRED_MS } from '../availability/read-wanted-start.ts';
import { refuseStart } from '../availability/refuse-start.ts';
import { choosePlans } from '../availability/rules/choose-plan.ts';
import { limitsOfPlan, placeOfPlan, wishOfPlan } from '../availability/rules/visit-plan.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { busyTimesQuery, occupationsQuery } from '../occupancy/read-busy-times.ts';
import { draftOffer, lineOfBookingQuery, occupyPassingOn } from '../waitlist/draft-offer.ts';
import { draftChange, requireChangeable, staleRevision } from './change-booking.ts';
import { type ManagedBooking, managedBookingSchema, rescheduleSchema } from './contract.ts';
import { timesOfBooking } from './draft-booking.ts';
import { presentManaged } from './present-booking.ts';
import { requireBooking, requireOwn } from './read-booking.ts';
import { refuseOccupation } from './refuse-occupation.ts';
import { type BookingRow, bookingById } from './store.ts';

/** Five services of twelve hours. */
const LONGEST_VISIT_MS = 60 * 3_600_000;

type RescheduleInput = z.output<typeof rescheduleSchema>;

export const rescheduleBooking = action({
  name: 'bookings.reschedule',
  summary: 'Mover un turno a otro horario, con el mismo profesional o con otro',
  permission: 'bookings:write',
  input: rescheduleSchema,
  output: managedBookingSchema,
  problems: [
    'not-found',
    'slot-taken',
    'slot-not-offered',
    'booking-closed',
    'deadline-passed',
    'limit-reached',
    'stale-revision',
  ],
  run: moveBooking,
});

/** Moves a booking to another time or provider; by the shop, free of the rules that customers keep to. */
export async function moveBooking(ctx: Ctx, input: RescheduleInput): Promise<ManagedBooking> {
  requireOwn(ctx, input.id);
  const { catalog, row, busy, occupied, line } = await readFacts(ctx, input);
  const { feeCentavos } = requireChangeable(ctx, catalog, { row, by: input.by });
  const wish = movedWish(row, input);
  const others = busy.filter(({ ownerId }) => ownerId !== row.id);
  const freedom = input.by === 'shop' ? ({ freedom: 'staff', overbook: input.overbook } as const) : {};
  const wanted = { ...requireVisit(catalog, wish), ...freedom, startsAt: wish.startsAt };
  const choice = choosePlans(catalog, wanted, others, ctx.now);
  const plan = choice.ok ? choice.plans[0] : undefined;
  if (!choice.ok || plan === undefined)
    return await refuseStart(ctx, wish, choice.ok ? 'busy' : choice.reason);
  if (plan.items[0]?.startsAt === row.startsAt && plan.items[0].providerIds[0] === row.providerId) {
    return await presentManaged(ctx, catalog, row);
  }
  const change = {
    ...placeOfPlan(plan),
    feeCentavos: row.feeCentavos + feeCentavos,
    isOverbooked: plan.warnings.includes('overbooked'),
  };
  const { answer, commit } = await draftChange(
    ctx,
    { catalog, row },
    { change, event: 'booking.rescheduled', action: 'bookings.reschedule' },
  );
  const occupation = {
    times: timesOfBooking(catalog, { ...row, ...change }),
    before: occupied,
    limits: input.by === 'shop' ? [] : limitsOfPlan(catalog, plan),
    commit,
  };
  const offer = draftOffer(ctx, catalog, { plan: row, line, from: row.id });
  const result = await occupyPassingOn(ctx, occupation, offer);
  if (result.ok) return answer;
  if (result.reason === 'stale') throw staleRevision();
  return await refuseOccupation(ctx, wish, result.reason);
}

/** The same services with the same providers; with another one, whoever can go on after them. Any place of theirs will do. */
function movedWish(row: BookingRow, { startsAt, providerId }: RescheduleInput): Wish {
  const { locationId: _, ...same } = wishOfPlan(row);
  if (providerId === undefined) return { ...same, startsAt };
  const { serviceId, seats, then } = same;
  return {
    serviceId,
    seats,
    then: then.map((next) => ({ serviceId: next.serviceId })),
    providerId,
    startsAt,
  };
}

async function readFacts(ctx: Ctx, input: RescheduleInput) {
  const reading = catalogRead(ctx);
  const [catalogRows, rows, busy, occupied, line] = await ctx.db.read([
    reading.query,
    bookingById({ id: input.id }),
    busyTimesQuery({
      of: { bookingId: input.id },
      from: input.startsAt,
      to: input.startsAt + LONGEST_VISIT_MS,
      now: ctx.now - RECENTLY_EXPIRED_MS,
    }),
    occupationsQuery(input.id),
    lineOfBookingQuery(input.id),
  ]);
  return { catalog: reading.resolve(catalogRows).catalog, row: requireBooking(rows), busy, occupied, line };
}
