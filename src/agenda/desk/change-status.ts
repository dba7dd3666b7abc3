import type { EventType } from '../../kernel/events.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { draftChange, requireStatusAfter, staleRevision } from '../bookings/change-booking.ts';
import { type ManagedBooking, managedBookingSchema } from '../bookings/contract.ts';
import { loadBooking } from '../bookings/read-booking.ts';
import type { Happening } from '../bookings/rules/life.ts';
import { bookingIdSchema } from './contract.ts';

const common = {
  permission: 'desk:write',
  input: bookingIdSchema,
  output: managedBookingSchema,
  problems: ['not-found', 'booking-closed', 'too-early', 'stale-revision'],
} as const;

export const checkInBooking = action({
  ...common,
  name: 'desk.check-in',
  summary: 'Anotar que el cliente llegó',
  run: (ctx: Ctx, { id }: { id: string }) =>
    happen(ctx, id, { happening: 'check-in', event: 'booking.checked-in' }),
});

export const completeBooking = action({
  ...common,
  name: 'desk.complete',
  summary: 'Dar el turno por terminado',
  run: (ctx: Ctx, { id }: { id: string }) =>
    happen(ctx, id, { happening: 'complete', event: 'booking.completed', isOnceBegun: true }),
});

export const missBooking = action({
  ...common,
  name: 'desk.mark-no-show',
  summary: 'Anotar que el cliente no vino; sólo después de la hora de inicio',
  run: (ctx: Ctx, { id }: { id: string }) =>
    happen(ctx, id, { happening: 'miss', event: 'booking.no-show', isOnceBegun: true }),
});

export const reopenBooking = action({
  ...common,
  name: 'desk.reopen',
  summary: 'Deshacer la llegada, el final o la ausencia: el turno vuelve a confirmado',
  run: (ctx: Ctx, { id }: { id: string }) =>
    happen(ctx, id, { happening: 'reopen', event: 'booking.reopened' }),
});

interface News {
  readonly happening: Happening;
  readonly event: EventType;
  /** Only what has begun can end, or have been missed. */
  readonly isOnceBegun?: boolean;
}

/** A change of status that leaves everybody's time as it is. */
async function happen(
  ctx: Ctx,
  id: string,
  { happening, event, isOnceBegun }: News,
): Promise<ManagedBooking> {
  const { catalog, row } = await loadBooking(ctx, id);
  const status = requireStatusAfter(row, happening);
  if (isOnceBegun === true && row.status === 'confirmed' && ctx.now < row.startsAt)
    throw new AppError('too-early', 'El turno todavía no empezó.');
  const { answer, commit } = await draftChange(
    ctx,
    { catalog, row },
    { change: { status }, event, action: `desk.${happening}` },
  );
  const result = await ctx.db.commit(commit);
  if (!result.ok) throw staleRevision();
  // Nobody's time changed, but pages that are open show who has come.
  const subjectIds = row.items.flatMap(({ providerIds }) => providerIds);
  ctx.announce({ subjectIds, from: row.startsAt, to: row.endsAt });
  return answer;
}
