import { findSlots } from '../agenda/availability/find-slots.ts';
import { startRequestOf } from '../agenda/availability/rules/provider-time.ts';
import { providerWindows } from '../agenda/availability/rules/provider-windows.ts';
import type { OfferedSlot } from '../agenda/availability/rules/slot-agenda.ts';
import type { Catalog, LocationRecord } from '../agenda/catalog/rules.ts';
import { addDays, dayNumber, eachDate, type LocalDate, localDateOf } from '../kernel/local-time.ts';
import type { Ctx } from '../platform/context.ts';
import { type Choice, visitOf } from './choice.ts';

const DAYS_SHOWN = 14;

export interface Day {
  readonly date: LocalDate;
  readonly state: 'free' | 'full' | 'closed' | 'too-soon' | 'too-far';
  readonly slots: readonly OfferedSlot[];
}

/** Two weeks of a service's free times, and the day among them that is looked at. */
export interface TwoWeeks {
  readonly today: LocalDate;
  readonly days: readonly Day[];
  readonly chosen: Day;
  readonly previous: LocalDate | undefined;
  readonly next: LocalDate | undefined;
}

export type PlacedChoice = Choice & {
  readonly location: LocationRecord;
  /** Set when times are looked for to move a booking. */
  readonly movingBookingId?: string | undefined;
};

/** The fortnight, counted from today, that holds the chosen date; without one, the first that has a free time. */
export async function readTwoWeeks(ctx: Ctx, choice: PlacedChoice): Promise<TwoWeeks> {
  const today = localDateOf(ctx.now, choice.location.timeZone);
  const last = addDays(today, choice.service.windowDays);
  const wanted =
    choice.date !== undefined && choice.date >= today && choice.date <= last ? choice.date : undefined;
  const from = addDays(today, fortnightOf(today, wanted ?? today) * DAYS_SHOWN);
  const days = await readDays(ctx, choice, { from, last });
  const chosen = days.find(({ date }) => date === wanted) ?? days.find(({ state }) => state === 'free');
  const next = addDays(from, DAYS_SHOWN);
  return {
    today,
    days,
    chosen: chosen ?? (days[0] as Day),
    previous: from > today ? addDays(from, -DAYS_SHOWN) : undefined,
    next: next <= last ? next : undefined,
  };
}

function fortnightOf(today: LocalDate, date: LocalDate): number {
  return Math.floor((dayNumber(date) - dayNumber(today)) / DAYS_SHOWN);
}

async function readDays(
  ctx: Ctx,
  choice: PlacedChoice,
  { from, last }: { readonly from: LocalDate; readonly last: LocalDate },
): Promise<Day[]> {
  const to = addDays(from, DAYS_SHOWN - 1);
  const { catalog, slots } = await findSlots(ctx, {
    ...visitOf(choice),
    providerId: choice.provider?.id,
    locationId: choice.location.id,
    from,
    to,
    movingBookingId: choice.movingBookingId,
  });
  const slotsByDate = Map.groupBy(slots, ({ date }) => date);
  const lastStarts = lastStartsOf(catalog, choice, { from, to });
  const { earliestStart } = startRequestOf(choice.service, ctx.now, choice.location.timeZone);
  return eachDate(from, to).map((date) => {
    const free = slotsByDate.get(date) ?? [];
    if (free.length > 0) return { date, slots: free, state: 'free' };
    const lastStart = lastStarts.get(date);
    if (date > last) return { date, slots: free, state: 'too-far' };
    if (lastStart === undefined) return { date, slots: free, state: 'closed' };
    return { date, slots: free, state: lastStart < earliestStart ? 'too-soon' : 'full' };
  });
}

/** The latest start of each date on which somebody works there, in epoch minutes, were everybody free. */
function lastStartsOf(
  catalog: Catalog,
  { location, provider, providers, service }: PlacedChoice,
  dates: { readonly from: LocalDate; readonly to: LocalDate },
): ReadonlyMap<LocalDate, number> {
  const people = provider === undefined ? providers : [provider];
  const lastStarts = new Map<LocalDate, number>();
  for (const { date, closesAt, locationId } of people.flatMap(({ id }) =>
    providerWindows(catalog, id, dates),
  )) {
    if (locationId !== location.id) continue;
    lastStarts.set(date, Math.max(lastStarts.get(date) ?? 0, closesAt - service.durationMinutes));
  }
  return lastStarts;
}

/** The first free time at each place within two weeks, by the id of the place. */
export async function findNextFree(ctx: Ctx, choice: Choice): Promise<ReadonlyMap<string, OfferedSlot>> {
  const today = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  const to = addDays(today, DAYS_SHOWN - 1);
  const { slots } = await findSlots(ctx, { ...visitOf(choice), from: today, to });
  const first = new Map<string, OfferedSlot>();
  for (const slot of slots) if (!first.has(slot.locationId)) first.set(slot.locationId, slot);
  return first;
}
