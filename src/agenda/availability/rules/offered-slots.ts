import type { LocalDate } from '../../../kernel/local-time.ts';
import type { Catalog, ServiceRecord } from '../../catalog/rules.ts';
import { freeStarts } from './free-starts.ts';
import { mergeProviders, type ProviderStarts } from './merge-providers.ts';
import { type BusyRow, type BusyTimes, busyBySubject, startRequestOf } from './provider-time.ts';
import { providerWindows } from './provider-windows.ts';
import type { WorkingWindow } from './working-windows.ts';

/** Local dates, both included. `everyProvider` lists each free provider of a start instead of choosing one. */
export interface SlotSearch {
  readonly serviceId: string;
  readonly providerId?: string | undefined;
  readonly locationId?: string | undefined;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly everyProvider?: boolean;
  /** A booking that is to be moved: its own time does not stand in its way. */
  readonly movingBookingId?: string | undefined;
}

/** Epoch minutes; `date` is the local date of the working window. */
export interface OfferedSlot {
  readonly startMinute: number;
  readonly date: LocalDate;
  readonly providerId: string;
  readonly locationId: string;
}

export interface SlotFacts {
  readonly service: ServiceRecord;
  readonly search: SlotSearch;
  readonly busy: readonly BusyRow[];
}

const FREE: BusyTimes = { busy: [], formerlyBusy: [] };

/** The free starts of a service, by time; of several providers free at one start and place, the fairest choice. */
export function offeredSlots(
  catalog: Catalog,
  { service, search, busy }: SlotFacts,
  now: number,
): OfferedSlot[] {
  const times = busyBySubject(busy, now);
  const providers = (catalog.providersByService.get(service.id) ?? []).filter(
    ({ id }) => search.providerId === undefined || search.providerId === id,
  );
  const offers = providers.map(({ id }) =>
    offerOf(catalog, { service, search, providerId: id, time: times.get(id) ?? FREE }, now),
  );
  if (offers.length > 1 && search.everyProvider !== true) return oneEach(offers);
  return offers.flatMap(allOf).sort((a, b) => a.startMinute - b.startMinute);
}

interface ProviderFacts {
  readonly service: ServiceRecord;
  readonly search: SlotSearch;
  readonly providerId: string;
  readonly time: BusyTimes;
}

interface Offer extends ProviderStarts {
  readonly windows: readonly WorkingWindow[];
}

function offerOf(catalog: Catalog, { service, search, providerId, time }: ProviderFacts, now: number): Offer {
  const windows = providerWindows(catalog, providerId, search).filter(
    ({ locationId }) => search.locationId === undefined || search.locationId === locationId,
  );
  const zone = catalog.locationById.get(windows[0]?.locationId ?? '')?.timeZone ?? 'UTC';
  const starts = freeStarts(windows, time.busy, startRequestOf(service, now, zone));
  return { providerId, windows, starts, bookedMinutes: bookedMinutesByDate(windows, time) };
}

function oneEach(offers: readonly Offer[]): OfferedSlot[] {
  const merged = mergeProviders(offers);
  return merged.startsAt.flatMap((startMinute, index) => {
    const offer = offers[merged.provider[index] ?? 0];
    return offer === undefined ? [] : slotIn(offer, merged.windowIndex[index], startMinute);
  });
}

function allOf(offer: Offer): OfferedSlot[] {
  const { startsAt, windowIndex } = offer.starts;
  return startsAt.flatMap((startMinute, index) => slotIn(offer, windowIndex[index], startMinute));
}

function slotIn(
  { windows, providerId }: Offer,
  windowIndex: number | undefined,
  startMinute: number,
): OfferedSlot[] {
  const window = windows[windowIndex ?? 0];
  if (window === undefined) return [];
  return [{ startMinute, date: window.date, providerId, locationId: window.locationId }];
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
