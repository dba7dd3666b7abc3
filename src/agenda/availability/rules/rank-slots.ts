import { addDays } from '../../../kernel/local-time.ts';
import { type Catalog, offerOf, type ProviderRecord } from '../../catalog/rules.ts';
import { type BusyRow, type BusyTime, busyBySubject } from './provider-time.ts';
import { providerWindows } from './provider-windows.ts';
import type { OfferedSlot } from './slot-agenda.ts';
import { offerOfItem, type WantedVisit } from './wanted-visit.ts';
import type { WorkingWindow } from './working-windows.ts';

const MINUTE_MS = 60_000;

/** What taking a start costs in time that could have been sold. */
export interface SlotRank {
  /** The most that the free gap could sell, less what this start sells and the most that is left to sell after it. */
  readonly minutesLost: number;
  /** It leaves what can still be sold of the gap in one piece, and no other start there loses less. */
  readonly isRecommended: boolean;
}

export interface RankFacts {
  readonly catalog: Catalog;
  readonly visit: WantedVisit;
  /** All that is offered, in the order of the answer. */
  readonly slots: readonly OfferedSlot[];
  readonly busy: readonly BusyRow[];
}

/** One rank for each slot. What can be sold are the services that the provider gives, as long as they take with them. */
export function rankSlots({ catalog, visit, slots, busy }: RankFacts, now: number): SlotRank[] {
  const times = busyBySubject(busy, now);
  const dates = datesOf(slots);
  const sellers = new Map<string, Seller>();
  const sellerOf = (providerId: string): Seller => {
    const known = sellers.get(providerId);
    if (known !== undefined) return known;
    const windows = providerWindows(catalog, providerId, dates);
    const seller = { windows, busy: times.get(providerId)?.busy ?? [], ...salesOf(catalog, providerId) };
    sellers.set(providerId, seller);
    return seller;
  };
  const losses = slots.map((slot) => lossOf(sessionsOf(catalog, visit, slot), sellerOf));
  const least = new Map<string, number>();
  for (const { gap, minutesLost } of losses)
    least.set(gap, Math.min(minutesLost, least.get(gap) ?? Infinity));
  return losses.map(({ gap, minutesLost, isInOnePiece }) => ({
    minutesLost,
    isRecommended: isInOnePiece && minutesLost === least.get(gap),
  }));
}

/** The dates of the slots, and the next one, on which a visit may end. */
function datesOf(slots: readonly OfferedSlot[]) {
  const dates = slots.map(({ date }) => date).sort();
  const [first = '1970-01-01'] = dates;
  return { from: first, to: addDays(dates.at(-1) ?? first, 1) };
}

/** A provider, and the most minutes of services that fit into so many free minutes. */
interface Seller {
  readonly providerId: string;
  readonly windows: readonly WorkingWindow[];
  readonly busy: readonly BusyTime[];
  /** Kept free between two sessions. */
  readonly between: number;
  readonly mostIn: (minutes: number) => number;
}

function salesOf(catalog: Catalog, providerId: string): Pick<Seller, 'providerId' | 'between' | 'mostIn'> {
  const provider = catalog.providerById.get(providerId);
  const services = provider === undefined ? [] : servicesOf(catalog, provider);
  const between = Math.max(
    0,
    ...services.flatMap((service) => [service.bufferBeforeMinutes, service.bufferAfterMinutes]),
  );
  const durations = [...new Set(services.map(({ durationMinutes }) => durationMinutes))];
  return { providerId, between, mostIn: filling(durations, between) };
}

function servicesOf(catalog: Catalog, provider: ProviderRecord) {
  return provider.services.flatMap(({ serviceId }) => {
    const service = catalog.serviceById.get(serviceId);
    return service === undefined ? [] : [offerOf(service, provider)];
  });
}

/** The knapsack of session lengths, each with the gap after it, filled in as far as it is asked. */
function filling(durations: readonly number[], between: number): (minutes: number) => number {
  const most = [0];
  return (minutes) => {
    for (let room = most.length; room <= minutes; room++)
      most[room] = durations.reduce((best, duration) => {
        const left = room - duration - between;
        return left < 0 ? best : Math.max(best, duration + (most[left] ?? 0));
      }, 0);
    return most[Math.max(0, minutes)] ?? 0;
  };
}

interface Session {
  readonly providerId: string;
  readonly locationId: string;
  startsAt: number;
  endsAt: number;
}

/** What a slot takes of each provider; services in a row with the same one are one session. */
function sessionsOf(catalog: Catalog, visit: WantedVisit, slot: OfferedSlot): Session[] {
  const { providerId, locationId, startMinute, plan } = slot;
  const [item] = visit.items;
  const provider = catalog.providerById.get(providerId);
  if (plan === undefined) {
    if (item === undefined || provider === undefined) return [];
    const endsAt = startMinute + offerOfItem(item, provider).durationMinutes;
    return [{ providerId, locationId, startsAt: startMinute, endsAt }];
  }
  const sessions: Session[] = [];
  for (const { providerIds, ...time } of plan.items)
    for (const id of providerIds) {
      const [startsAt, endsAt] = [time.startsAt / MINUTE_MS, time.endsAt / MINUTE_MS];
      const before = sessions.find((one) => one.providerId === id && one.endsAt === startsAt);
      if (before === undefined) sessions.push({ providerId: id, locationId, startsAt, endsAt });
      else before.endsAt = endsAt;
    }
  return sessions;
}

interface Loss {
  /** Names the free gaps that the slot lies in. */
  readonly gap: string;
  readonly minutesLost: number;
  readonly isInOnePiece: boolean;
}

function lossOf(sessions: readonly Session[], sellerOf: (providerId: string) => Seller): Loss {
  const losses = sessions.map((session) => lossIn(session, sellerOf(session.providerId)));
  return {
    gap: losses.map(({ gap }) => gap).join(),
    minutesLost: losses.reduce((sum, { minutesLost }) => sum + minutesLost, 0),
    isInOnePiece: losses.every(({ isInOnePiece }) => isInOnePiece),
  };
}

/** A seat in a session that is held already lies in no gap and loses nothing. */
function lossIn(session: Session, seller: Seller): Loss {
  const window = seller.windows.find(
    ({ locationId, opensAt, closesAt }) =>
      locationId === session.locationId && opensAt <= session.startsAt && session.endsAt <= closesAt,
  );
  const gap = window === undefined ? undefined : gapAround(window, session, seller.busy);
  if (gap === undefined) return { gap: '', minutesLost: 0, isInOnePiece: true };
  const { between, mostIn } = seller;
  // Each session brings the gap after it; beside the closing it needs none, beside a session on both sides two.
  const most = (minutes: number, busySides: number) => mostIn(minutes + (1 - busySides) * between);
  const whole = most(gap.until - gap.from, gap.busyBefore + gap.busyAfter);
  const before = most(session.startsAt - gap.from, gap.busyBefore + 1);
  const after = most(gap.until - session.endsAt, 1 + gap.busyAfter);
  return {
    gap: `${seller.providerId}@${gap.from}`,
    minutesLost: Math.max(0, whole - before - after - (session.endsAt - session.startsAt)),
    isInOnePiece: before === 0 || after === 0,
  };
}

function gapAround(window: WorkingWindow, session: Session, busy: readonly BusyTime[]) {
  let [from, until, busyBefore, busyAfter] = [window.opensAt, window.closesAt, 0, 0];
  for (const time of busy) {
    if (time.startsAt < session.endsAt && session.startsAt < time.endsAt) return undefined;
    if (time.endsAt <= session.startsAt && time.endsAt > from) [from, busyBefore] = [time.endsAt, 1];
    if (time.startsAt >= session.endsAt && time.startsAt < until) [until, busyAfter] = [time.startsAt, 1];
  }
  return { from, until, busyBefore, busyAfter };
}
