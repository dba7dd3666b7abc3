import { addDays, localDateOf } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Slot, Wish } from './contract.ts';
import { findSlots } from './find-slots.ts';
import { presentSlot } from './present-slots.ts';
import type { StartRefusal } from './rules/choose-plan.ts';
import { nearestAlternatives } from './rules/nearest-alternatives.ts';

const DAYS_AROUND = 3;

const WHY: Record<Exclude<StartRefusal, 'busy'>, string> = {
  notice: 'Ese horario está demasiado cerca: el servicio pide más anticipación.',
  dates: 'Ese servicio no se reserva para esa fecha.',
  limit: 'Para ese día o esa semana ya no se toman más turnos.',
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

/**
 * Free starts near the refused one, on its day and the days around: the nearest at the same place with the same
 * provider, the nearest with another one, the nearest at another place, then whatever is near.
 */
export async function alternativesTo(ctx: Ctx, wish: Wish): Promise<Slot[]> {
  const { serviceId, then, seats, startsAt } = wish;
  const day = localDateOf(Math.max(startsAt, ctx.now), ctx.tenant.profile.timeZone);
  const { catalog, visit, slots } = await findSlots(ctx, {
    serviceId,
    then,
    seats,
    from: day,
    to: addDays(day, DAYS_AROUND),
    everyProvider: true,
  });
  const alternatives = nearestAlternatives(catalog, slots, { ...wish, startMinute: startsAt / 60_000 });
  return alternatives.map(({ slot, why }) => ({ ...presentSlot(catalog, visit, slot), why }));
}
