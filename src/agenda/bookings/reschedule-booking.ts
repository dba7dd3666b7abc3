import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireService } from '../availability/find-slots.ts';
import { RECENTLY_EXPIRED_MS } from '../availability/read-wanted-start.ts';
import { refuseStart } from '../availability/refuse-start.ts';
import { chooseProvider } from '../availability/rules/choose-provider.ts';
import { limitsOfPlan, placeOfPlan } from '../availability/rules/visit-plan.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { busyTimesQuery, occupationsQuery } from '../occupancy/read-busy-times.ts';
import { draftOffer, lineOfBookingQuery, occupyPassingOn } from '../waitlist/draft-offer.ts';
import { draftChange, requireChangeable, staleRevision } from './change-booking.ts';
import { type ManagedBooking, managedBookingSchema, rescheduleSchema } from './contract.ts';
import { timesOfBooking } from './draft-booking.ts';
import { presentManaged } from './present-booking.ts';
import { requireBooking, requireOwn } from './read-booking.ts';
import { refuseOccupation } from './refuse-occupation.ts';
import { bookingById } from './store.ts';

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
  run: runRescheduleBooking,
});

async function runRescheduleBooking(ctx: Ctx, input: RescheduleInput): Promise<ManagedBooking> {
  requireOwn(ctx, input.id);
  const { catalog, row, busy, occupied, line } = await readFacts(ctx, input);
  const { service, feeCentavos } = requireChangeable(ctx, catalog, { row, by: input.by });
  const wish = {
    serviceId: row.serviceId,
    providerId: input.providerId ?? row.providerId,
    startsAt: input.startsAt,
  };
  requireService(catalog, wish);
  const others = busy.filter(({ ownerId }) => ownerId !== row.id);
  const choice = chooseProvider(catalog, { ...wish, service }, others, ctx.now);
  const plan = choice.ok ? choice.plans[0] : undefined;
  if (!choice.ok || plan === undefined)
    return await refuseStart(ctx, wish, choice.ok ? 'busy' : choice.reason);
  if (plan.items[0]?.startsAt === row.startsAt && plan.items[0].providerIds[0] === row.providerId) {
    return await presentManaged(ctx, catalog, row);
  }
  const change = { ...placeOfPlan(plan), feeCentavos: row.feeCentavos + feeCentavos };
  const { answer, commit } = await draftChange(
    ctx,
    { catalog, row },
    { change, event: 'booking.rescheduled', action: 'bookings.reschedule' },
  );
  const occupation = {
    times: timesOfBooking(catalog, { ...row, ...change }),
    before: occupied,
    limits: limitsOfPlan(catalog, plan),
    commit,
  };
  const offer = draftOffer(ctx, catalog, { plan: row, line, from: row.id });
  const result = await occupyPassingOn(ctx, occupation, offer);
  if (result.ok) return answer;
  if (result.reason === 'stale') throw staleRevision();
  return await refuseOccupation(ctx, wish, result.reason);
}

async function readFacts(ctx: Ctx, input: RescheduleInput) {
  const reading = catalogRead(ctx);
  const [catalogRows, rows, busy, occupied, line] = await ctx.db.read([
    reading.query,
    bookingById({ id: input.id }),
    busyTimesQuery({
      of: input.providerId === undefined ? { bookingId: input.id } : { providerId: input.providerId },
      from: input.startsAt,
      to: input.startsAt + 1,
      now: ctx.now - RECENTLY_EXPIRED_MS,
    }),
    occupationsQuery(input.id),
    lineOfBookingQuery(input.id),
  ]);
  return { catalog: reading.resolve(catalogRows).catalog, row: requireBooking(rows), busy, occupied, line };
}
