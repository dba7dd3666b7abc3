import type { LocalDate } from '../../../kernel/local-time.ts';
import { choosePlans, type ServedPlan } from '../../availability/rules/choose-plan.ts';
import type { BusyRow } from '../../availability/rules/provider-time.ts';
import { providerWindows } from '../../availability/rules/provider-windows.ts';
import type { Catalog, ServiceRecord } from '../../catalog/rules.ts';

const MINUTE_MS = 60_000;
/** Somebody who waits is told a time of the clock, not `15:13`. */
const ROUND_MS = 5 * MINUTE_MS;

/** Who is at a place, and what of everybody's time is taken; rows by provider or resource, sorted by start. */
export interface PlaceNow {
  readonly catalog: Catalog;
  readonly locationId: string;
  /** The local day of `now` there. */
  readonly date: LocalDate;
  readonly now: number;
  readonly rows: readonly BusyRow[];
}

/** Epoch milliseconds. */
export interface ServiceNow {
  readonly serviceId: string;
  /** Who could begin this minute, and until when nothing else is to be done. */
  readonly free: readonly { readonly providerIds: readonly string[]; readonly until: number }[];
  /** When nobody can: the first start of the day. */
  readonly next: { readonly providerIds: readonly string[]; readonly startsAt: number } | undefined;
}

/** What somebody who has just come in could have done: each service of the place, in the order of the catalog. */
export function servicesNow(place: PlaceNow): ServiceNow[] {
  const { catalog, locationId, now } = place;
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const isGivenHere = ({ id, providersNeeded }: ServiceRecord) =>
    peopleFor(catalog, id).filter((one) => worksAt(catalog, one, locationId)).length >= providersNeeded;
  return catalog.services.filter(isGivenHere).map((service) => {
    const free = plansAt(place, service, minute).map((plan) => ({
      providerIds: peopleOf(plan),
      until: freeUntil(place, plan),
    }));
    const next = free.length > 0 ? undefined : nextStart(place, service);
    return { serviceId: service.id, free, next };
  });
}

function peopleFor(catalog: Catalog, serviceId: string): readonly string[] {
  return (catalog.providersByService.get(serviceId) ?? []).map(({ id }) => id);
}

function worksAt(catalog: Catalog, providerId: string, locationId: string): boolean {
  return catalog.locationIdsByProvider.get(providerId)?.includes(locationId) ?? false;
}

/** Within everybody's hours: whoever wants to go beyond them decides so. */
function plansAt(place: PlaceNow, service: ServiceRecord, startsAt: number): readonly ServedPlan[] {
  const { catalog, locationId, rows, now } = place;
  const choice = choosePlans(catalog, { service, locationId, startsAt, freedom: 'staff' }, rows, now);
  return choice.ok ? choice.plans.filter(({ warnings }) => !warnings.includes('outside-hours')) : [];
}

function peopleOf({ items }: ServedPlan): readonly string[] {
  return items[0]?.providerIds ?? [];
}

function freeUntil(place: PlaceNow, plan: ServedPlan): number {
  const people = new Set(peopleOf(plan));
  const begun = plan.items[0]?.startsAt ?? place.now;
  const ends = windowsToday(place, [...people])
    .filter(({ opensAt, closesAt }) => opensAt * MINUTE_MS <= begun && begun < closesAt * MINUTE_MS)
    .map(({ closesAt }) => closesAt * MINUTE_MS);
  const next = place.rows
    .filter(({ subjectId, startsAt }) => people.has(subjectId) && startsAt > begun)
    .map(({ startsAt }) => startsAt);
  return Math.min(...ends, ...next);
}

/** Only where something ends or somebody comes in can a start become possible. */
function nextStart(place: PlaceNow, service: ServiceRecord): ServiceNow['next'] {
  const ends = place.rows.map(
    (row) => row.endsAt + Math.max(row.bufferAfter, service.bufferBeforeMinutes * MINUTE_MS),
  );
  const windows = windowsToday(place, peopleFor(place.catalog, service.id));
  const closes = Math.max(...windows.map(({ closesAt }) => closesAt * MINUTE_MS));
  const candidates = [...ends, ...windows.map(({ opensAt }) => opensAt * MINUTE_MS)]
    .map((instant) => Math.ceil(instant / ROUND_MS) * ROUND_MS)
    .filter((instant) => instant > place.now && instant < closes)
    .sort((a, b) => a - b);
  for (const startsAt of new Set(candidates)) {
    const [plan] = plansAt(place, service, startsAt);
    if (plan !== undefined) return { providerIds: peopleOf(plan), startsAt };
  }
  return undefined;
}

function windowsToday({ catalog, locationId, date }: PlaceNow, providerIds: readonly string[]) {
  return providerIds
    .flatMap((id) => providerWindows(catalog, id, { from: date, to: date }))
    .filter((window) => window.locationId === locationId);
}
