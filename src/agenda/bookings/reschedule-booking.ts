import type * as z from 'zod';
import type { Changes } from '../../kernel/events.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { requireService } from '../availability/find-slots.ts';
import { RECENTLY_EXPIRED_MS } from '../availability/read-wanted-start.ts';
import { refuseStart, refuseTaken } from '../availability/refuse-start.ts';
import { chooseProvider } from '../availability/rules/choose-provider.ts';
import { limitsOfPlan, placeOfPlan } from '../availability/rules/visit-plan.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { busyTimesQuery, occupationsQuery } from '../occupancy/read-busy-times.ts';
import { requireChangeable, staleRevision } from './change-booking.ts';
import { type Booking, type ManagedBooking, managedBookingSchema, rescheduleSchema } from './contract.ts';
import { timesOfBooking } from './new-booking.ts';
import { presentBooking, presentManaged } from './present-booking.ts';
import { requireBooking, requireOwn } from './read-booking.ts';
import { bookingById, updateBooking } from './store.ts';

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
    'stale-revision',
  ],
  run: runRescheduleBooking,
});

async function runRescheduleBooking(ctx: Ctx, input: RescheduleInput): Promise<ManagedBooking> {
  requireOwn(ctx, input.id);
  const { catalog, row, busy, occupied } = await readFacts(ctx, input);
  const service = requireChangeable(ctx, catalog, row);
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
  const moved = { ...row, ...placeOfPlan(plan), updatedAt: ctx.now };
  if (moved.startsAt === row.startsAt && moved.providerId === row.providerId) {
    return await presentManaged(ctx, presentBooking(catalog, row));
  }
  const before = presentBooking(catalog, row);
  const booking = presentBooking(catalog, moved);
  const answer = await presentManaged(ctx, booking);
  const result = await occupyTime(ctx, {
    times: timesOfBooking(catalog, moved),
    before: occupied,
    limits: limitsOfPlan(catalog, plan),
    commit: {
      write: [updateBooking(row, placeOfPlan(plan), ctx.now)],
      events: [
        {
          type: 'booking.rescheduled',
          subjectId: row.id,
          data: { booking },
          changes: changesOf(before, booking),
        },
      ],
      audit: { action: 'bookings.reschedule', subjectId: row.id, details: { startsAt: booking.startsAt } },
      answer,
    },
  });
  if (result.ok) return answer;
  if (result.reason === 'stale') throw staleRevision();
  return await refuseTaken(ctx, wish);
}

async function readFacts(ctx: Ctx, input: RescheduleInput) {
  const reading = catalogRead(ctx);
  const [catalogRows, rows, busy, occupied] = await ctx.db.read([
    reading.query,
    bookingById({ id: input.id }),
    busyTimesQuery({
      of: input.providerId === undefined ? { bookingId: input.id } : { providerId: input.providerId },
      from: input.startsAt,
      to: input.startsAt + 1,
      now: ctx.now - RECENTLY_EXPIRED_MS,
    }),
    occupationsQuery(input.id),
  ]);
  return { catalog: reading.resolve(catalogRows).catalog, row: requireBooking(rows), busy, occupied };
}

const MOVABLE = ['startsAt', 'endsAt', 'providerId', 'locationId'] as const;

function changesOf(before: Booking, after: Booking): Changes {
  return Object.fromEntries(
    MOVABLE.filter((field) => before[field] !== after[field]).map((field) => [
      field,
      { old: before[field], new: after[field] },
    ]),
  );
}
