import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { ManagedBooking } from '../bookings/contract.ts';
import { managedBookingSchema } from '../bookings/contract.ts';
import { bookingInsert, newBookingRow, timesOfBooking } from '../bookings/draft-booking.ts';
import { presentBooking, presentManaged } from '../bookings/present-booking.ts';
import { loadBooking, requireOwn } from '../bookings/read-booking.ts';
import { refuseOccupation } from '../bookings/refuse-occupation.ts';
import { consumeHold } from '../holds/consume-hold.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { entryIdSchema } from './contract.ts';
import { presentEntry } from './present-entry.ts';
import { loadEntry } from './read-entry.ts';
import { type EntryRow, updateEntry } from './store.ts';

export const acceptOffer = action({
  name: 'waitlist.accept',
  summary: 'Aceptar el horario ofrecido: pasa a ser un turno',
  permission: 'bookings:write',
  input: entryIdSchema,
  output: managedBookingSchema,
  problems: ['not-found', 'offer-gone', 'slot-taken', 'limit-reached', 'stale-revision'],
  run: runAcceptOffer,
});

/** The held time becomes the booking's in one commit with the entry's end: accepting twice is one booking. */
async function runAcceptOffer(ctx: Ctx, { id }: { id: string }): Promise<ManagedBooking> {
  requireOwn(ctx, id);
  const { catalog, row } = await loadEntry(ctx, id);
  const { entry, customer, hold } = row;
  if (entry.bookingId !== null) return await answerAgain(ctx, entry.bookingId);
  if (entry.status !== 'offered' || hold === null || hold.startsAt <= ctx.now) throw offerGone();
  const { items, locationId, seats } = hold;
  const plan = { items, locationId, seats };
  const booking = newBookingRow(ctx, { plan, customer, notes: null, source: 'waitlist' });
  const answer = await presentManaged(ctx, catalog, booking);
  const ended = endedBy(row, booking.id);
  const result = await occupyTime(ctx, {
    times: timesOfBooking(catalog, booking, hold.id),
    commit: {
      write: [
        bookingInsert(booking),
        ...consumeHold(hold.id),
        updateEntry(
          entry,
          { status: 'booked', holdId: null, offerExpiresAt: null, bookingId: booking.id },
          ctx.now,
        ),
      ],
      events: [
        {
          type: 'booking.created',
          subjectId: booking.id,
          data: { booking: presentBooking(catalog, booking) },
        },
        { type: 'waitlist.booked', subjectId: id, data: { entry: presentEntry(ctx, catalog, ended) } },
      ],
      audit: { action: 'waitlist.accept', subjectId: id, details: { bookingId: booking.id } },
      answer,
    },
  });
  if (result.ok) return answer;
  if (result.reason === 'stale') throw offerGone();
  return await refuseOccupation(ctx, hold, result.reason);
}

function endedBy(row: EntryRow, bookingId: string): EntryRow {
  return { ...row, hold: null, entry: { ...row.entry, status: 'booked', bookingId } };
}

async function answerAgain(ctx: Ctx, bookingId: string): Promise<ManagedBooking> {
  const { catalog, row } = await loadBooking(ctx, bookingId);
  return await presentManaged(ctx, catalog, row);
}

export function offerGone(): AppError {
  return new AppError(
    'offer-gone',
    'Ese horario ya no está guardado para vos. Seguís en la lista si no saliste.',
  );
}
