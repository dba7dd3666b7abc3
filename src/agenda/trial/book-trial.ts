import { addDays, localDateOf } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { act, unpacked } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Slot } from '../availability/contract.ts';
import { listSlots } from '../availability/list-slots.ts';
import { cancelBooking } from '../bookings/cancel-booking.ts';
import { createBooking } from '../bookings/create-booking.ts';
import { recentCatalog } from '../catalog/read-catalog.ts';
import { removeTrialRows, trialBookings } from './store.ts';

/** As far as one question reaches. */
const DAYS_AHEAD = 61;
/** A start may still be claimed by a trial that was cut a moment ago. */
const STARTS_TO_TRY = 5;

/**
 * Books the first free start as a customer would, through lock and triggers, cancels it, and takes away every row of
 * it but the audit log's. For a tenant that is not live yet: nobody can have seen it, and no webhook can be waiting.
 * Throws `slot-not-offered` when nothing can be booked at all. Cut anywhere, the next trial clears up first.
 */
export async function bookTrial(ctx: Ctx): Promise<void> {
  await clearTrials(ctx);
  await book(ctx, await firstStarts(ctx));
  await clearTrials(ctx);
}

function trialAddress({ tenant }: Ctx): string {
  return `prueba-de-alta@${tenant.id.replace('_', '-')}.invalid`;
}

interface Start {
  readonly serviceId: string;
  readonly slot: Slot;
}

/** Of the first service that has any. */
async function firstStarts(ctx: Ctx): Promise<Start[]> {
  const { services } = await recentCatalog(ctx);
  const from = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  for (const { id: serviceId } of services) {
    const range = { serviceId, from, to: addDays(from, DAYS_AHEAD) };
    const { slots } = unpacked(await act(listSlots, ctx, range));
    if (slots.length > 0) return slots.slice(0, STARTS_TO_TRY).map((slot) => ({ serviceId, slot }));
  }
  throw new AppError(
    'slot-not-offered',
    'Ningún servicio tiene un horario libre en los próximos dos meses. Revisá los horarios y la anticipación del catálogo.',
  );
}

async function book(ctx: Ctx, starts: readonly Start[]): Promise<void> {
  let refusal: unknown;
  for (const { serviceId, slot } of starts) {
    try {
      await act(createBooking, ctx, {
        serviceId,
        startsAt: slot.startsAt,
        customer: { name: 'Prueba de alta', email: trialAddress(ctx) },
      });
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'slot-taken') throw error;
      refusal = error;
    }
  }
  throw refusal;
}

async function clearTrials(ctx: Ctx): Promise<void> {
  const email = trialAddress(ctx);
  const [booked] = await ctx.db.read([trialBookings(email)]);
  for (const { id, status } of booked) {
    if (status !== 'cancelled') await act(cancelBooking, ctx, { id, by: 'shop' });
  }
  await ctx.db.note(removeTrialRows(email));
}
