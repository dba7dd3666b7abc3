import { providerWindows } from '../../../src/agenda/availability/rules/provider-windows.ts';
import {
  limitsOfPlan,
  type PlannedItem,
  timesOfPlan,
  type VisitPlan,
} from '../../../src/agenda/availability/rules/visit-plan.ts';
import { offerOf, type ServiceRecord } from '../../../src/agenda/catalog/rules.ts';
import { addDays, instantOf, localDateOf } from '../../../src/kernel/local-time.ts';
import { hasRoom } from '../../../src/kernel/occupancy.ts';
import { ZONE } from './plain-records.ts';
import { DATES, type RandomShop } from './random-shops.ts';

/*
 * Visits, teams, seats, resources, ways and limits once more: every start, every way to serve it, tried one by one
 * against `hasRoom`. Nothing here is shared with the engine but what a plan takes and when people work.
 */

const MINUTE_MS = 60_000;
const AROUND = { from: addDays(DATES[0], -1), to: addDays(DATES[1], 3) };

interface Item {
  readonly service: ServiceRecord;
  /** Each way to staff it, and how long it takes then. */
  readonly staffings: readonly { readonly ids: readonly string[]; readonly minutes: number }[];
}

function itemsAt(shop: RandomShop, locationId: string): Item[] {
  const { service, then = [], providerId } = shop.request;
  const named = providerId === undefined ? [] : [providerId];
  return [{ service, named }, ...then.map((next) => ({ service: next.service, named: [] as string[] }))].map(
    (wanted) => ({ service: wanted.service, staffings: staffingsOf(shop, wanted, locationId) }),
  );
}

function staffingsOf(
  { catalog }: RandomShop,
  { service, named }: { service: ServiceRecord; named: readonly string[] },
  locationId: string,
): Item['staffings'] {
  const able = catalog.providers.filter(({ services }) =>
    services.some((one) => one.serviceId === service.id),
  );
  const here = able.filter(({ id }) =>
    catalog.weeklyHours.some((hours) => hours.providerId === id && hours.locationId === locationId),
  );
  const hasNamed = ({ ids }: { ids: readonly string[] }) => named.every((id) => ids.includes(id));
  if (service.providersNeeded === 1)
    return here
      .map((one) => ({ ids: [one.id], minutes: offerOf(service, one).durationMinutes }))
      .filter(hasNamed);
  const slowest = Math.max(
    service.durationMinutes,
    ...able.map((one) => offerOf(service, one).durationMinutes),
  );
  return here
    .flatMap((one, index) =>
      here.slice(index + 1).map((other) => ({ ids: [one.id, other.id], minutes: slowest })),
    )
    .filter(hasNamed);
}

/** Every way to serve the visit from a minute on, with everybody at work and room for everything. */
export function waysToServe(shop: RandomShop, locationId: string, minute: number): VisitPlan[] {
  const plans: VisitPlan[] = [];
  const items = itemsAt(shop, locationId);
  const goOn = (done: readonly PlannedItem[], startsAt: number): void => {
    const item = items[done.length];
    if (item === undefined) {
      plans.push({ locationId, items: done, seats: shop.request.seats ?? 1 });
      return;
    }
    for (const staffing of item.staffings) {
      const planned = plannedWith(shop, locationId, { ...staffing, service: item.service, startsAt });
      if (planned !== undefined) goOn([...done, planned], planned.endsAt);
    }
  };
  goOn([], minute * MINUTE_MS);
  return plans;
}

interface Staffed {
  readonly service: ServiceRecord;
  readonly ids: readonly string[];
  readonly minutes: number;
  readonly startsAt: number;
}

/** The item when all are at work and free and a resource of each kind has room; otherwise undefined. */
function plannedWith(
  shop: RandomShop,
  locationId: string,
  { service, ids, minutes, startsAt }: Staffed,
): PlannedItem | undefined {
  const endsAt = startsAt + minutes * MINUTE_MS;
  const nobody = { providerIds: [], resourceIds: [] };
  const bare = { serviceId: service.id, startsAt, endsAt, priceCentavos: 0, ...nobody };
  const isAble = (id: string) =>
    isAtWork(shop, id, { startsAt, endsAt, locationId }) &&
    isFree(shop, locationId, { ...bare, providerIds: [id] });
  const isThere = (kind: string) =>
    shop.catalog.resources.some(
      (one) =>
        one.kind === kind &&
        one.locationId === locationId &&
        isFree(shop, locationId, { ...bare, resourceIds: [one.id] }),
    );
  const isServed = ids.every(isAble) && service.resourceKinds.every(isThere);
  return isServed ? { ...bare, providerIds: ids } : undefined;
}

function isAtWork(
  { catalog }: RandomShop,
  providerId: string,
  { startsAt, endsAt, locationId }: { startsAt: number; endsAt: number; locationId: string },
): boolean {
  return providerWindows(catalog, providerId, AROUND).some(
    (window) =>
      window.locationId === locationId &&
      window.opensAt * MINUTE_MS <= startsAt &&
      endsAt <= window.closesAt * MINUTE_MS,
  );
}

function isFree(shop: RandomShop, locationId: string, item: PlannedItem): boolean {
  const plan = { locationId, items: [item], seats: shop.request.seats ?? 1 };
  return timesOfPlan(shop.catalog, plan).every((time) =>
    hasRoom(
      { ...time, ownerId: 'new' },
      shop.busy.filter(({ subjectId }) => subjectId === time.subjectId),
    ),
  );
}

/** Counts like the database: after the plan is written, no span of a limit holds more than it may. */
export function keepsLimits({ catalog, busy }: RandomShop, plan: VisitPlan): boolean {
  const own = timesOfPlan(catalog, plan).map((time) => ({
    ...time,
    ownerId: 'new',
    ownerType: 'booking' as const,
  }));
  return limitsOfPlan(catalog, plan).every(
    ({ subjectId, startsFrom, startsBefore, maxBookings, maxMinutes }) => {
      const counted = [...busy, ...own].filter(
        (row) =>
          row.subjectId === subjectId &&
          ['booking', 'hold'].includes(row.ownerType) &&
          row.startsAt >= startsFrom &&
          row.startsAt < startsBefore,
      );
      const parties = new Set(counted.map(({ party, ownerId }) => party ?? ownerId));
      const rows = new Map(
        counted.map((row) => [
          `${row.party ?? row.ownerId}|${row.startsAt}|${row.endsAt}`,
          row.endsAt - row.startsAt,
        ]),
      );
      const minutes = [...rows.values()].reduce((sum, length) => sum + length, 0) / MINUTE_MS;
      return parties.size <= (maxBookings ?? Infinity) && minutes <= (maxMinutes ?? Infinity);
    },
  );
}

/** `location minute` of every start that must be offered. */
export function oracleVisits(shop: RandomShop): string[] {
  const found = new Set<string>();
  for (const { id } of shop.catalog.locations) {
    if (shop.request.locationId !== undefined && shop.request.locationId !== id) continue;
    for (const start of startsAt(shop, id)) found.add(`${id} ${start}`);
  }
  return [...found].sort();
}

function startsAt(shop: RandomShop, locationId: string): number[] {
  const items = itemsAt(shop, locationId);
  const [first, ...rest] = items;
  if (items.some(({ staffings }) => staffings.length === 0) || first === undefined) return [];
  const restMinutes = rest.reduce(
    (sum, { staffings }) => sum + Math.min(...staffings.map(({ minutes }) => minutes)),
    0,
  );
  const ways = new Map<number, VisitPlan[]>();
  const waysAt = (minute: number) => {
    const known = ways.get(minute) ?? waysToServe(shop, locationId, minute);
    ways.set(minute, known);
    return known;
  };
  const beginners = [...new Set(first.staffings.flatMap(({ ids }) => ids))];
  return beginners.flatMap((beginner) => {
    const minutes = first.staffings.find(({ ids }) => ids.includes(beginner))?.minutes ?? 0;
    const isPossible = (minute: number) =>
      waysAt(minute).some(({ items: [begun] }) => begun?.providerIds.includes(beginner));
    const sold = (minute: number) =>
      waysAt(minute).some(
        (plan) =>
          keepsLimits(shop, plan) &&
          (first.service.providersNeeded > 1 || plan.items[0]?.providerIds.includes(beginner)),
      );
    return providerWindows(shop.catalog, beginner, { from: DATES[0], to: DATES[1] })
      .filter((window) => window.locationId === locationId)
      .flatMap((window) => {
        const total = minutes + restMinutes;
        const possible: number[] = [];
        for (let at = window.opensAt; at + minutes <= window.closesAt; at++)
          if (isPossible(at)) possible.push(at);
        return progressions(shop, possible, { opensAt: window.opensAt, total });
      })
      .filter((minute) => isBookable(shop, minute) && sold(minute));
  });
}

/** The starts of each run of possible minutes: on the grid, or from its first minute on if that sells more sessions. */
function progressions(
  { request }: RandomShop,
  possible: readonly number[],
  { opensAt, total }: { opensAt: number; total: number },
): number[] {
  const { service, then = [] } = request;
  const last = then.at(-1)?.service ?? service;
  const between = Math.max(service.bufferBeforeMinutes, last.bufferAfterMinutes);
  const runs: number[][] = [];
  for (const minute of possible) {
    const run = runs.at(-1);
    if (run?.at(-1) === minute - 1) run.push(minute);
    else runs.push([minute]);
  }
  return runs.flatMap((run) => {
    const end = run.at(-1)! + total;
    const sessions = (from: number | undefined) => {
      let count = 0;
      for (let at = from ?? end; at + total <= end; at += total + between) count++;
      return count;
    };
    const onGrid = run.filter((minute) => (minute - opensAt) % service.stepMinutes === 0);
    const anew = run.filter((minute) => (minute - run[0]!) % service.stepMinutes === 0);
    return sessions(anew[0]) > sessions(onGrid[0]) ? anew : onGrid;
  });
}

function isBookable({ request, now }: RandomShop, minute: number): boolean {
  const instant = minute * MINUTE_MS;
  return [request.service, ...(request.then ?? []).map((next) => next.service)].every((service) => {
    const lastDate = addDays(localDateOf(now, ZONE), service.windowDays);
    return (
      instant >= now + service.noticeMinutes * MINUTE_MS &&
      localDateOf(instant, ZONE) <= lastDate &&
      (service.bookableFrom === null || instant >= instantOf(service.bookableFrom, 0, ZONE))
    );
  });
}
