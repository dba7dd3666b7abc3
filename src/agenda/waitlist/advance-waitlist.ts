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
import { firstInLine } from './rules/match.ts';
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
    overdueOffers(ctx.now, AT_ONCE),
    awaitedServices(),
    nextOfferEnd(ctx.now),
  ]);
  for (const { entry } of overdue)
    await unlessDecided(async () => lapseOffer(ctx, await loadEntry(ctx, entry.id)));
  if (awaited.length === 0 && overdue.length === 0) return { nextAt: next?.at ?? undefined };
  const today = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  await ctx.db.note([expireEntriesBefore(today, ctx.now)]);
  for (const { serviceId } of awaited) await unlessDecided(() => offerFreeTimes(ctx, serviceId));
  const [[after]] = await ctx.db.read([nextOfferEnd(ctx.now)]);
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

async function offerFreeTimes(ctx: Ctx, serviceId: string): Promise<void> {
  const [line] = await ctx.db.read([lineOfService(serviceId)]);
  const today = localDateOf(ctx.now, ctx.tenant.profile.timeZone);
  const { catalog, slots } = await findSlots(ctx, {
    serviceId,
    from: today,
    to: addDays(today, DAYS_AHEAD),
    everyProvider: true,
  });
  let waiting: Line = line;
  for (const slot of slots) {
    if (waiting.length === 0) return;
    const zone = catalog.locationById.get(slot.locationId)?.timeZone ?? ctx.tenant.profile.timeZone;
    const free = freeStart(serviceId, slot);
    const entries = waiting.map(({ entry }) => entry);
    if (firstInLine(entries, free, zone) === undefined) continue;
    const offered = await offerOne(ctx, { free, line: waiting });
    waiting = waiting.filter(({ entry }) => entry.id !== offered);
  }
}

function freeStart(serviceId: string, { providerId, locationId, startMinute }: OfferedSlot) {
  return { serviceId, providerIds: [providerId], locationId, startsAt: startMinute * 60_000 };
}

interface OneOffer {
  readonly free: ReturnType<typeof freeStart>;
  readonly line: Line;
}

/** Holds a start for whoever's turn it is; undefined when somebody else was quicker. */
async function offerOne(ctx: Ctx, { free, line }: OneOffer): Promise<string | undefined> {
  const { serviceId, locationId, startsAt } = free;
  const wish = { serviceId, locationId, startsAt, providerId: free.providerIds[0] };
  const wanted = await readWantedStart(ctx, wish).catch((error: unknown) => {
    if (error instanceof AppError) return undefined;
    throw error;
  });
  const plan = wanted?.plans[0];
  if (wanted === undefined || plan === undefined) return undefined;
  const offer = draftOffer(ctx, wanted.catalog, { plan, line });
  if (offer === undefined) return undefined;
  const result = await occupyTime(ctx, {
    times: offer.times,
    limits: limitsOfPlan(wanted.catalog, plan),
    commit: {
      write: offer.write,
      events: [offer.event],
      audit: { action: 'waitlist.offer', subjectId: offer.entryId },
    },
  });
  return result.ok ? offer.entryId : undefined;
}
