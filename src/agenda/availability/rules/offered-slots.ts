import type { LocalDate } from '../../../kernel/local-time.ts';
import type { Catalog, ServiceRecord } from '../../catalog/rules.ts';
import { freeStarts } from './free-starts.ts';
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
  const perProvider = providers.map(({ id }) =>
    slotsOf(catalog, { service, search, time: times.get(id) ?? FREE }, { id, now }),
  );
  if (perProvider.length === 1) return perProvider[0]?.map(({ slot }) => slot) ?? [];
  const all = perProvider.flat();
  return (search.everyProvider === true ? all.map(({ slot }) => slot) : fairest(all)).sort(byStart);
}

interface Offer {
  readonly slot: OfferedSlot;
  /** Minutes of that date for which the provider is already booked. */
  readonly bookedMinutes: number;
}

interface ProviderFacts {
  readonly service: ServiceRecord;
  readonly search: SlotSearch;
  readonly time: BusyTimes;
}

function slotsOf(
  catalog: Catalog,
  { service, search, time }: ProviderFacts,
  { id, now }: { id: string; now: number },
): Offer[] {
  const windows = providerWindows(catalog, id, search).filter(
    ({ locationId }) => search.locationId === undefined || search.locationId === locationId,
  );
  const zone = catalog.locationById.get(windows[0]?.locationId ?? '')?.timeZone ?? 'UTC';
  const found = freeStarts(windows, time.busy, startRequestOf(service, now, zone));
  const booked = bookedMinutesByDate(windows, time);
  const offers: Offer[] = [];
  for (const [index, startMinute] of found.startsAt.entries()) {
    const window = windows[found.windowIndex[index] ?? 0];
    if (window === undefined) continue;
    const { date, locationId } = window;
    offers.push({
      slot: { startMinute, date, providerId: id, locationId },
      bookedMinutes: booked.get(date) ?? 0,
    });
  }
  return offers;
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

/** One offer for each start and place: the provider with least booked that day, the first in display order among equals. */
function fairest(offers: readonly Offer[]): OfferedSlot[] {
  const best = new Map<string, Offer>();
  for (const offer of offers) {
    const key = `${offer.slot.startMinute} ${offer.slot.locationId}`;
    const rival = best.get(key);
    if (rival === undefined || offer.bookedMinutes < rival.bookedMinutes) best.set(key, offer);
  }
  return [...best.values()].map(({ slot }) => slot);
}

function byStart(a: OfferedSlot, b: OfferedSlot): number {
  return a.startMinute - b.startMinute;
}
