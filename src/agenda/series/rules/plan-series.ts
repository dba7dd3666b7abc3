import { addDays, localDateOf } from '../../../kernel/local-time.ts';
import { type Choice, choosePlans, type StartRefusal } from '../../availability/rules/choose-plan.ts';
import { type Alternative, nearestAlternatives } from '../../availability/rules/nearest-alternatives.ts';
import { offeredSlots } from '../../availability/rules/offered-slots.ts';
import type { BusyRow } from '../../availability/rules/provider-time.ts';
import type { OfferedSlot } from '../../availability/rules/slot-agenda.ts';
import type { VisitPlan } from '../../availability/rules/visit-plan.ts';
import { wantedVisit } from '../../availability/rules/wanted-visit.ts';
import type { Catalog, ServiceRecord } from '../../catalog/rules.ts';
import { MAX_DAYS } from './plan-occurrences.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Limits by the week look at whole ones. */
const WEEK_REACH_DAYS = 8;
/** How many days after a refused date alternatives are looked for. */
export const ALTERNATIVE_DAYS = 3;

/** A date of a series and where it is to go, in epoch milliseconds; `at` differs when another time was chosen for it. */
export interface WantedDate {
  readonly localStart: string;
  readonly startsAt: number;
  readonly at: number;
  /** Only this provider; otherwise whoever serves the whole series. */
  readonly providerId?: string | undefined;
}

export interface SeriesFacts {
  readonly catalog: Catalog;
  readonly service: ServiceRecord;
  readonly locationId?: string | undefined;
  readonly busy: readonly BusyRow[];
}

export type DatePlan =
  | { readonly ok: true; readonly date: WantedDate; readonly plan: VisitPlan }
  | {
      readonly ok: false;
      readonly date: WantedDate;
      readonly reason: StartRefusal;
      readonly alternatives: readonly Alternative[];
    };

export interface SeriesPlan {
  /** Who serves it: the wanted provider, or the one who can serve the most of its dates. */
  readonly providerId: string | undefined;
  readonly dates: readonly DatePlan[];
}

/**
 * How each date of a series would be served, and by whom, as if all were asked for at once. A series is arranged by
 * the shop: its window is that of series (730 days), not the one in which customers may book.
 */
export function planSeries(
  facts: SeriesFacts,
  wanted: { readonly dates: readonly WantedDate[]; readonly providerId?: string | undefined },
  now: number,
): SeriesPlan {
  const near = byDay(facts.busy);
  const ask = (date: WantedDate, providerId: string | undefined) =>
    waysToServe({ ...facts, busy: around(near, date.at) }, { startsAt: date.at, providerId }, now);
  const providerId = wanted.providerId ?? mostAble(wanted.dates, (date) => ask(date, date.providerId));
  const dates = wanted.dates.map((date): DatePlan => {
    const wish = date.providerId ?? providerId;
    const choice = ask(date, wish);
    const plan = choice.ok ? choice.plans[0] : undefined;
    if (plan !== undefined) return { ok: true, date, plan };
    const local = { ...facts, busy: around(near, date.at) };
    const alternatives = alternativesTo(local, { at: date.at, providerId: wish, dates: wanted.dates }, now);
    return { ok: false, date, reason: choice.ok ? 'busy' : choice.reason, alternatives };
  });
  return { providerId, dates };
}

/** The provider who can serve the most dates; among equals whoever the engine prefers for the first of them. */
function mostAble(dates: readonly WantedDate[], waysTo: (date: WantedDate) => Choice): string | undefined {
  const counts = new Map<string, number>();
  for (const date of dates.filter((one) => one.providerId === undefined)) {
    const choice = waysTo(date);
    for (const plan of choice.ok ? choice.plans : []) {
      const id = plan.items[0]?.providerIds[0];
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

function waysToServe(
  { catalog, service, locationId, busy }: SeriesFacts,
  { startsAt, providerId }: { readonly startsAt: number; readonly providerId: string | undefined },
  now: number,
): Choice {
  const wanted = { service: withinSeriesWindow(service), startsAt, providerId, locationId };
  return choosePlans(catalog, wanted, busy, now);
}

/** The nearest free starts of the day and those after it, that no other date of the series is to have. */
function alternativesTo(
  { catalog, service, locationId, busy }: SeriesFacts,
  { at, providerId, dates }: RefusedDate,
  now: number,
): Alternative[] {
  const zone = zoneOf(catalog, locationId, providerId);
  const from = localDateOf(Math.max(at, now), zone);
  const visit = wantedVisit(catalog, { service: withinSeriesWindow(service), locationId });
  const range = { from, to: addDays(from, ALTERNATIVE_DAYS), everyProvider: true };
  const isLeft = ({ startMinute }: OfferedSlot) =>
    dates.every((other) => other.at === at || distance(other.at, startMinute) >= service.durationMinutes);
  const slots = offeredSlots({ catalog, visit, busy, now }, range).filter(isLeft);
  return nearestAlternatives(catalog, slots, { startMinute: at / MINUTE_MS, providerId, locationId });
}

interface RefusedDate {
  readonly at: number;
  readonly providerId: string | undefined;
  readonly dates: readonly WantedDate[];
}

function distance(at: number, startMinute: number): number {
  return Math.abs(at / MINUTE_MS - startMinute);
}

function withinSeriesWindow(service: ServiceRecord): ServiceRecord {
  return { ...service, windowDays: Math.max(service.windowDays, MAX_DAYS) };
}

/** The zone in which a series lives: that of its location, else of where its provider works first. */
export function zoneOf(
  catalog: Catalog,
  locationId: string | undefined,
  providerId: string | undefined,
): string {
  const first = catalog.locationIdsByProvider.get(providerId ?? '')?.[0];
  const location = catalog.locationById.get(locationId ?? first ?? '') ?? catalog.locations[0];
  return location?.timeZone ?? 'UTC';
}

function byDay(busy: readonly BusyRow[]): ReadonlyMap<number, readonly BusyRow[]> {
  return Map.groupBy(busy, ({ startsAt }) => Math.floor(startsAt / DAY_MS));
}

/** Everything that may matter to a date and to what is offered in its place; sorted as it was. */
function around(busy: ReadonlyMap<number, readonly BusyRow[]>, at: number): BusyRow[] {
  const first = Math.floor(at / DAY_MS) - WEEK_REACH_DAYS;
  const days = 2 * WEEK_REACH_DAYS + ALTERNATIVE_DAYS;
  return Array.from({ length: days }, (_, index) => busy.get(first + index) ?? []).flat();
}
