import { addDays, localDateOf } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Slot, Wish } from './contract.ts';
import { findSlots } from './find-slots.ts';
import { presentSlot } from './present-slots.ts';
import type { StartRefusal } from './rules/check-start.ts';
import type { OfferedSlot } from './rules/offered-slots.ts';

const ALTERNATIVES = 5;
const DAYS_AROUND = 3;

const WHY: Record<Exclude<StartRefusal, 'busy'>, string> = {
  notice: 'Ese horario está demasiado cerca: el servicio pide más anticipación.',
  window: 'Ese día todavía no se puede reservar: está más allá de la ventana de reservas.',
  'off-grid': 'Ese no es un horario de inicio: elegí uno de los ofrecidos en availability.',
  'outside-hours': 'A esa hora no se atiende.',
};

export async function refuseStart(ctx: Ctx, wish: Wish, reason: StartRefusal): Promise<never> {
  if (reason === 'busy') return await refuseTaken(ctx, wish);
  throw new AppError('slot-not-offered', WHY[reason], {
    reason,
    alternatives: await alternativesTo(ctx, wish),
  });
}

export async function refuseTaken(ctx: Ctx, wish: Wish): Promise<never> {
  throw new AppError('slot-taken', 'Alguien reservó ese horario antes. Elegí otro de alternatives.', {
    alternatives: await alternativesTo(ctx, wish),
  });
}

/** The free starts nearest to the refused one, on its day and the days around; any provider's, the wanted one's first. */
async function alternativesTo(
  ctx: Ctx,
  { serviceId, providerId, locationId, startsAt }: Wish,
): Promise<Slot[]> {
  const day = localDateOf(Math.max(startsAt, ctx.now), ctx.tenant.profile.timeZone);
  const { catalog, service, slots } = await findSlots(ctx, {
    serviceId,
    ...(locationId && { locationId }),
    from: day,
    to: addDays(day, DAYS_AROUND),
    everyProvider: true,
  });
  const startMinute = startsAt / 60_000;
  const isWanted = (slot: OfferedSlot) => providerId === undefined || slot.providerId === providerId;
  const distance = (slot: OfferedSlot) =>
    Math.abs(slot.startMinute - startMinute) + (isWanted(slot) ? 0 : 60);
  return slots
    .filter((slot) => slot.startMinute !== startMinute || !isWanted(slot))
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, ALTERNATIVES)
    .map((slot) => presentSlot(catalog, service, slot));
}
