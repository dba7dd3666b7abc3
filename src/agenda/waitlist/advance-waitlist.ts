import { addDays, localDateOf } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import { findSlots } from '../availability/find-slots.ts';
import { readWantedStart } from '../availability/read-wanted-start.ts';
import type { OfferedSlot } from '../availability/rules/slot-agenda.ts';
import { limitsOfPlan } from '../availability/rules/visit-plan.ts';
import { occupyTime } from '../occupancy/occupy-time.ts';
import { lapseOffer } from './decline-offer.ts';
import { draftOffer, type Line } from './draft-offer.ts';
import { loadEntry } from './read-entry.ts';
import { isMatch, type PlacedStart, placedStart } from './rules/match.ts';
import { awaitedServices, expireEntriesBefore, lineOfService, nextOfferEnd, overdueOffers } from './store.ts';

const AT_ONCE = 20;
const DAYS_AHEAD = 60;

export interface Advanced {
  /** When the next offer runs out, in epoch milliseconds. */
  readonly nextAt: number | undefined;
}

/**
 * What time alone does to those who wait: offers without an answer pass on, whoever waited for days that are over
 * waits no more, and what is free by now is offered to the first whom it suits.
 */
export async function advanceWaitlist(ctx: Ctx): Promise<Advanced> {
  const [overdue, awaited, [next]] = await ctx.db.read([
    overdueOffers({ now: ctx.now, limit: AT_ONCE }),
    awaitedServices({ status: 'waiting' }),
    nextOfferEnd({ now: ctx.now }),
  ]);
  for (const { entry } of overdue)
    await unlessDecided(async () => lapseOffer(ctx, await loadEntry(ctx, entry.id)));
  if (awaited.length === 0 && overdue.length === 0) return { nextAt: next?.at ?? undefined };
  const today = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  await ctx.db.note([expireEntriesBefore(today, ctx.now)]);
  for (const { serviceId } of awaited) await unlessDecided(() => offerFreeTimes(ctx, serviceId));
  const [[after]] = await ctx.db.read([nextOfferEnd({ now: ctx.now })]);
  return { nextAt: overdue.length === AT_ONCE ? ctx.now : (after?.at ?? undefined) };
}

/** Whoever waits may decide at the same moment: then there is nothing left to do. */
async function unlessDecided(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'offer-gone' && error.code !== 'not-found'))
      throw error;
  }
}

/** What was found to suit nobody of a line; while both stay the same, so does the answer. */
const suitsNobody = new WeakMap<readonly OfferedSlot[], string>();

/** In the order of the line, each gets the first start that suits. */
async function offerFreeTimes(ctx: Ctx, serviceId: string): Promise<void> {
  const [line] = await ctx.db.read([lineOfService(serviceId)]);
  const days = daysOf(ctx, line);
  if (days.from > days.to) return;
  const { catalog, slots } = await findSlots(ctx, { serviceId, ...days, everyProvider: true });
  const lineKey = line.map(({ entry }) => `${entry.id}:${entry.revision}`).join();
  if (suitsNobody.get(slots) === lineKey) return;
  const free = slots.map((slot) => {
    const zone = catalog.locationById.get(slot.locationId)?.timeZone ?? ctx.tenant.profile.timeZone;
    return placedStart(freeStart(serviceId, slot), zone);
  });
  let isAnybodySuited = false;
  for (const waiting of line) {
    const at = free.findIndex((start) => isMatch(waiting.entry, start));
    const [start] = at < 0 ? [] : free.splice(at, 1);
    if (start === undefined) continue;
    isAnybodySuited = true;
    await offerOne(ctx, { free: start, line: [waiting] });
  }
  if (!isAnybodySuited) suitsNobody.set(slots, lineKey);
}

/** The days that anybody in the line waits for, from today on, as far as can be looked. */
function daysOf(ctx: Ctx, line: Line) {
  const today = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  const first = line.reduce(
    (date, { entry }) => (entry.fromDate < date ? entry.fromDate : date),
    '9999-12-31',
  );
  const last = line.reduce((date, { entry }) => (entry.toDate > date ? entry.toDate : date), today);
  const from = first > today ? first : today;
  const reach = addDays(from, DAYS_AHEAD);
  return { from, to: last < reach ? last : reach };
}

function freeStart(serviceId: string, { providerId, locationId, startMinute }: OfferedSlot) {
  return { serviceId, providerIds: [providerId], locationId, startsAt: startMinute * 60_000 };
}

interface OneOffer {
  readonly free: PlacedStart;
  readonly line: Line;
}

/** Holds a start for whoever's turn it is; when somebody else was quicker, the next event brings another chance. */
async function offerOne(ctx: Ctx, { free, line }: OneOffer): Promise<void> {
  const { serviceId, locationId, startsAt } = free;
  const wish = { serviceId, locationId, startsAt, providerId: free.providerIds[0] };
  const wanted = await readWantedStart(ctx, wish).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  const plan = wanted?.plans[0];
  if (wanted === undefined || plan === undefined) return;
  const offer = draftOffer(ctx, wanted.catalog, { plan, line });
  if (offer === undefined) return;
  await occupyTime(ctx, {
    times: offer.times,
    limits: limitsOfPlan(wanted.catalog, plan),
    commit: {
      write: offer.write,
      events: [offer.event],
      audit: { action: 'waitlist.offer', subjectId: offer.entryId },
    },
  });
}
