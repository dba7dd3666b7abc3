import type { LocalDate } from '../../../kernel/local-time.ts';
import type { ProviderRecord } from '../../catalog/rules.ts';
import { freeStarts } from './free-starts.ts';
import { hasLimits } from './limits.ts';
import { mergeProviders, type ProviderStarts } from './merge-providers.ts';
import { offeredVisits } from './offered-visits.ts';
import {
  type BusyTimes,
  busyBySubject,
  type RowsBySubject,
  rowsBySubject,
  startRequestOf,
} from './provider-time.ts';
import { providerWindows, schedulesOf } from './provider-windows.ts';
import type { OfferedSlot, SlotAgenda, SlotFacts, SlotRange } from './slot-agenda.ts';
import { sortSlots } from './sort-slots.ts';
import { startsAtPlace } from './starts-at-place.ts';
import { isComposed, offerOfItem, type WantedItem } from './wanted-visit.ts';
import type { WorkingWindow } from './working-windows.ts';

const FREE: BusyTimes = { busy: [], formerlyBusy: [] };
const NO_LOAD: ReadonlyMap<LocalDate, number> = new Map();

/** The free starts of a visit, by time; of several providers free at one start and place, the preferred one. */
export function offeredSlots({ busy, ...facts }: SlotFacts, range: SlotRange): OfferedSlot[] {
  const { visit, catalog, now } = facts;
  const [item] = visit.items;
  if (item === undefined) return [];
  const isPlanned = isComposed(visit) || item.service.seats > 1;
  const rows: RowsBySubject =
    isPlanned || catalog.providers.some(hasLimits) ? rowsBySubject(busy, now) : new Map();
  const agenda: SlotAgenda = { ...facts, range, rows, times: busyBySubject(busy, now) };
  if (isPlanned) return offeredVisits(agenda);
  const offers = item.providers.flatMap((provider) => offersOf(agenda, item, provider));
  return item.providers.length > 1 && range.everyProvider !== true ? oneEach(offers) : allOf(offers);
}

interface Offer extends ProviderStarts {
  readonly windows: readonly WorkingWindow[];
}

/** What a provider can begin: in one sweep, or place by place where the place makes a difference. */
function offersOf(agenda: SlotAgenda, item: WantedItem, provider: ProviderRecord): Offer[] {
  const { catalog, visit, range } = agenda;
  const windows = providerWindows(catalog, provider.id, range).filter(
    ({ locationId }) => visit.locationId === undefined || visit.locationId === locationId,
  );
  const time = agenda.times.get(provider.id) ?? FREE;
  const isCompared = item.providers.length > 1 && range.everyProvider !== true;
  const offer = {
    providerId: provider.id,
    preference: -skillOf(item, provider),
    bookedMinutes: isCompared ? bookedMinutesByDate(windows, time) : NO_LOAD,
  };
  if (isAlikeEverywhere(agenda, item, provider)) {
    const zone = catalog.locationById.get(windows[0]?.locationId ?? '')?.timeZone ?? 'UTC';
    const request = startRequestOf(offerOfItem(item, provider), agenda.now, zone);
    return [{ ...offer, windows, starts: freeStarts(windows, time.busy, request) }];
  }
  const byLocation = Map.groupBy(windows, ({ locationId }) => locationId);
  return [...byLocation].map(([locationId, own]) => {
    const starts = startsAtPlace(agenda, { item, provider, locationId }, own);
    return { ...offer, windows: own, starts };
  });
}

function skillOf({ service }: WantedItem, provider: ProviderRecord): number {
  if (service.assignment !== 'skill') return 0;
  return provider.services.find(({ serviceId }) => serviceId === service.id)?.skill ?? 0;
}

/** One stretch of one provider's time, wherever: nothing but the busy times and the hours decides. */
function isAlikeEverywhere(
  { catalog }: SlotAgenda,
  { service }: WantedItem,
  provider: ProviderRecord,
): boolean {
  return (
    catalog.travelTimes.length === 0 &&
    service.processing.length === 0 &&
    service.resourceKinds.length === 0 &&
    service.seats === 1 &&
    !hasLimits(provider) &&
    schedulesOf(catalog, provider.id).length === 1
  );
}

function oneEach(offers: readonly Offer[]): OfferedSlot[] {
  const merged = mergeProviders(offers);
  const slots: OfferedSlot[] = [];
  for (const [index, startMinute] of merged.startsAt.entries()) {
    const offer = offers[merged.provider[index] ?? 0];
    if (offer !== undefined) addSlot(slots, offer, { startMinute, windowIndex: merged.windowIndex[index] });
  }
  return slots;
}

function allOf(offers: readonly Offer[]): OfferedSlot[] {
  const slots: OfferedSlot[] = [];
  for (const offer of offers)
    offer.starts.startsAt.forEach((startMinute, index) => {
      addSlot(slots, offer, { startMinute, windowIndex: offer.starts.windowIndex[index] });
    });
  return sortSlots(slots);
}

interface PlacedStart {
  readonly startMinute: number;
  readonly windowIndex: number | undefined;
}

function addSlot(
  slots: OfferedSlot[],
  { windows, providerId }: Offer,
  { startMinute, windowIndex }: PlacedStart,
): void {
  const window = windows[windowIndex ?? 0];
  if (window === undefined) return;
  slots.push({ startMinute, date: window.date, providerId, locationId: window.locationId });
}

function bookedMinutesByDate(
  windows: readonly WorkingWindow[],
  { busy }: BusyTimes,
): ReadonlyMap<LocalDate, number> {
  const minutes = new Map<LocalDate, number>();
  let first = 0;
  for (const { opensAt, closesAt, date } of windows) {
    while (first < busy.length && (busy[first]?.endsAt ?? 0) <= opensAt) first++;
    for (let index = first; index < busy.length; index++) {
      const time = busy[index];
      if (time === undefined || time.startsAt >= closesAt) break;
      minutes.set(date, (minutes.get(date) ?? 0) + time.endsAt - time.startsAt);
    }
  }
  return minutes;
}
