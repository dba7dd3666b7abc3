import * as fc from 'fast-check';
import type { BusyRow } from '../../../src/agenda/availability/rules/provider-time.ts';
import { timesOfPlan, type VisitPlan } from '../../../src/agenda/availability/rules/visit-plan.ts';
import type { VisitRequest } from '../../../src/agenda/availability/rules/wanted-visit.ts';
import {
  type Catalog,
  indexCatalog,
  type ServiceRecord,
  type WeeklyHoursRecord,
} from '../../../src/agenda/catalog/rules.ts';
import { instantOf } from '../../../src/kernel/local-time.ts';
import { hasRoom } from '../../../src/kernel/occupancy.ts';
import { location, provider, service, ZONE } from './plain-records.ts';

/** A Sunday and a Monday: two ISO weeks. */
export const DATES = ['2026-11-29', '2026-11-30'] as const;
const MINUTE_MS = 60_000;
const PLACES = ['centro', 'norte'] as const;
const KINDS = ['sala', 'sillon'] as const;

/** A small shop with everything in it, what is taken there, and what somebody asks for. */
export interface RandomShop {
  readonly catalog: Catalog;
  readonly busy: readonly BusyRow[];
  readonly request: VisitRequest;
  readonly now: number;
}

/** A number of units, in minutes. */
const units = (unit: number, min: number, max: number) =>
  fc.integer({ min, max }).map((count) => count * unit);
const rarely = <Value>(value: fc.Arbitrary<Value>, otherwise: Value) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value });

/** What a shop is mostly about, so that each feature meets itself often enough. */
type Focus = 'ways' | 'resources' | 'seats' | 'limits' | 'teams';
const FOCUSES: readonly Focus[] = ['ways', 'resources', 'seats', 'limits', 'teams'];
const mostly = <Value>(isMostly: boolean, value: fc.Arbitrary<Value>, otherwise: Value) =>
  fc.oneof(
    { weight: isMostly ? 1 : 8, arbitrary: fc.constant(otherwise) },
    { weight: isMostly ? 8 : 1, arbitrary: value },
  );

const services = (unit: number, focus: Focus) => (id: string) =>
  fc
    .record({
      durationMinutes: units(unit, 1, 7),
      stepMinutes: units(unit, 1, 5),
      bufferBeforeMinutes: rarely(units(unit, 1, 2), 0),
      bufferAfterMinutes: rarely(units(unit, 1, 3), 0),
      noticeMinutes: rarely(fc.integer({ min: 1, max: 900 }), 0),
      bookableFrom: rarely(fc.constantFrom<string | null>(...DATES), null),
      seats: mostly(focus === 'seats', fc.integer({ min: 2, max: 3 }), 1),
      providersNeeded: mostly(focus === 'teams', fc.constant(2), 1),
      resourceKinds: mostly(focus === 'resources', fc.subarray([...KINDS], { minLength: 1 }), []),
      assignment: fc.constantFrom('load' as const, 'skill' as const, 'last-provider' as const),
      pause: rarely(fc.boolean(), false),
    })
    .map(({ pause, ...over }) => {
      // Work, pause, work: three units at least.
      const processing =
        pause && over.durationMinutes >= 3 * unit
          ? [{ afterMinutes: unit, minutes: over.durationMinutes - 2 * unit }]
          : [];
      return service(id, { ...over, processing });
    });

const limit = (focus: Focus, max: number): fc.Arbitrary<number | null> =>
  rarely(
    mostly<number | null>(focus === 'limits' || focus === 'seats', fc.integer({ min: 1, max }), null),
    null,
  );

const providers = (unit: number, focus: Focus, offered: readonly ServiceRecord[]) => (id: string) =>
  fc
    .record({
      serviceIds: rarely(
        fc.subarray(
          offered.map((one) => one.id),
          { minLength: 1 },
        ),
        offered.map((one) => one.id),
      ),
      own: rarely(units(unit, 1, 6), 0),
      skill: fc.integer({ min: 0, max: 2 }),
      maxBookingsDay: limit(focus, 3),
      maxMinutesDay: limit(focus, 90),
      maxBookingsWeek: limit(focus, 3),
      maxMinutesWeek: limit(focus, 90),
    })
    .map(({ serviceIds, own, skill, ...limits }) => {
      const isFixed = (serviceId: string) =>
        offered.some((one) => one.id === serviceId && one.processing.length > 0);
      return provider(id, {
        ...limits,
        services: serviceIds.map((serviceId) => ({
          serviceId,
          durationMinutes: own === 0 || isFixed(serviceId) ? null : own,
          priceCentavos: null,
          skill,
        })),
      });
    });

/** One or two shifts a day, one after the other, here or there; the Sunday may run past midnight. */
const shifts = (unit: number, length: number) => (providerId: string) =>
  fc
    .array(
      fc.record({
        weekday: fc.constantFrom(7, 1),
        place: fc.constantFrom(...PLACES),
        pause: fc.oneof(fc.constant(0), units(unit, 0, 6)),
        length: units(unit, 2, length),
        isLate: rarely(fc.constant(true), false),
      }),
      { minLength: 2, maxLength: 4 },
    )
    .map((all) => {
      const free = new Map([
        [7, 600],
        [1, 600],
      ]);
      return all.map<WeeklyHoursRecord>(({ weekday, place, pause, isLate, ...shift }) => {
        const late = isLate && weekday === 7 && (free.get(7) ?? 0) < 1320 ? 1440 - 4 * unit : 0;
        const opensMinute = Math.max((free.get(weekday) ?? 600) + pause, late);
        free.set(weekday, opensMinute + shift.length);
        return {
          providerId,
          locationId: place,
          weekday,
          opensMinute,
          closesMinute: opensMinute + shift.length,
        };
      });
    });

const resources = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    locationId: fc.constantFrom(...PLACES),
    capacity: fc.constantFrom(1, 2),
  }),
  { minLength: 3, maxLength: 7 },
);

interface Attempt {
  readonly serviceAt: number;
  readonly providerAt: number;
  readonly resourceAt: number;
  readonly place: string;
  readonly minute: number;
  readonly seats: number;
  readonly ownerType: BusyRow['ownerType'];
}

const attempts = (unit: number) =>
  fc.array(
    fc.record<Attempt>({
      serviceAt: fc.nat(1),
      providerAt: fc.constantFrom(0, 0, 1, 2),
      resourceAt: fc.nat(2),
      place: fc.constantFrom(...PLACES),
      // Few minutes, so that some meet in one group session.
      minute: fc.oneof(
        units(unit, 0, 24).map((at) => 600 + at),
        units(3 * unit, 0, 2).map((at) => 600 + at),
        units(3 * unit, 0, 2).map((at) => 2040 + at),
      ),
      seats: fc.integer({ min: 1, max: 2 }),
      ownerType: fc.constantFrom('booking', 'booking', 'hold', 'block', 'external'),
    }),
    { maxLength: 12 },
  );

export const randomShops: fc.Arbitrary<RandomShop> = fc
  .record({
    focus: fc.constantFrom(...FOCUSES),
    size: fc.constantFrom({ unit: 5, length: 24 }, { unit: 1, length: 45 }, { unit: 1, length: 60 }),
  })
  .chain(({ focus, size: { unit, length } }) =>
    fc.tuple(services(unit, focus)('corte'), services(unit, focus)('barba')).chain((offered) =>
      fc.record({
        offered: fc.constant(offered),
        people: fc.tuple(...['ana', 'beto', 'caro'].map(providers(unit, focus, offered))),
        hours: fc.tuple(...['ana', 'beto', 'caro'].map(shifts(unit, length))),
        resources,
        way: mostly(focus === 'ways', units(unit, 1, 8), 0),
        attempts: attempts(unit),
        asked: fc.record({
          isVisit: fc.boolean(),
          first: fc.nat(1),
          named: rarely(fc.constantFrom<string | undefined>('ana', 'beto'), undefined),
          place: rarely(fc.constantFrom<string | undefined>(...PLACES), undefined),
          seats: fc.integer({ min: 1, max: 2 }),
        }),
        now: fc.integer({ min: 0, max: 700 }),
      }),
    ),
  )
  .map((draft) => {
    const catalog = indexCatalog(1, {
      locations: PLACES.map(location),
      services: draft.offered,
      providers: draft.people,
      resources: draft.resources.map((one, index) => ({
        ...one,
        id: `r${index}`,
        slug: `r${index}`,
        name: '',
      })),
      travelTimes:
        draft.way === 0
          ? []
          : [
              { fromLocationId: 'centro', toLocationId: 'norte', minutes: draft.way },
              { fromLocationId: 'norte', toLocationId: 'centro', minutes: draft.way },
            ],
      holidayOverrides: [],
      weeklyHours: draft.hours.flat(),
      datedHours: [],
    });
    const request = requestOf(catalog, draft.asked);
    const now = instantOf(DATES[0], draft.now, ZONE);
    return { catalog, busy: taken(catalog, draft.attempts), request, now };
  });

interface Asked {
  readonly isVisit: boolean;
  readonly first: number;
  readonly named: string | undefined;
  readonly place: string | undefined;
  readonly seats: number;
}

function requestOf(catalog: Catalog, { isVisit, first, named, place, seats }: Asked): VisitRequest {
  const service = catalog.services[first]!;
  const next = catalog.services[1 - first]!;
  const gives = (catalog.providersByService.get(service.id) ?? []).some(({ id }) => id === named);
  const fewest = isVisit ? Math.min(service.seats, next.seats) : service.seats;
  return {
    service,
    then: isVisit ? [{ service: next }] : [],
    providerId: gives ? named : undefined,
    locationId: place,
    seats: Math.min(seats, fewest),
  };
}

/** What could be taken one after the other, as lock and database would have it; some of it has run out since. */
function taken(catalog: Catalog, tries: readonly Attempt[]): BusyRow[] {
  const rows: BusyRow[] = [];
  for (const [index, attempt] of tries.entries()) {
    const plan = planOf(catalog, attempt);
    if (plan === undefined) continue;
    const ownerId = `o${index}`;
    // Some take a resource alone, as a repair does.
    const isRepair =
      attempt.ownerType === 'block' && catalog.resourceById.has(plan.items[0]?.resourceIds[0] ?? '');
    const times = timesOfPlan(catalog, plan)
      .filter(({ subjectId }) => !isRepair || catalog.resourceById.has(subjectId))
      .map((time) => ({ ...time, ownerId }));
    const isFree = times.every((time) =>
      hasRoom(
        time,
        rows.filter(({ subjectId }) => subjectId === time.subjectId),
      ),
    );
    const isForeign = attempt.ownerType === 'block' || attempt.ownerType === 'external';
    const asRow = (time: (typeof times)[number]): BusyRow => ({
      ...time,
      ownerType: attempt.ownerType,
      expiresAt: null,
      ...(isForeign && { party: null, placeId: null, seats: 1 }),
    });
    if (isFree) rows.push(...times.map(asRow));
  }
  return rows.toSorted((a, b) => a.startsAt - b.startsAt);
}

function planOf(catalog: Catalog, attempt: Attempt): VisitPlan | undefined {
  const { serviceAt, providerAt, resourceAt, place, minute, seats } = attempt;
  const service = catalog.services[serviceAt]!;
  const startsAt = instantOf(DATES[0], 0, ZONE) + minute * MINUTE_MS;
  const kinds = service.resourceKinds.map((kind) => {
    const pool = catalog.resources.filter((one) => one.kind === kind && one.locationId === place);
    return pool[resourceAt % Math.max(1, pool.length)]?.id;
  });
  if (kinds.includes(undefined)) return undefined;
  const item = {
    serviceId: service.id,
    providerIds: [catalog.providers[providerAt]!.id],
    resourceIds: kinds as string[],
    startsAt,
    endsAt: startsAt + service.durationMinutes * MINUTE_MS,
    priceCentavos: 0,
  };
  return { locationId: place, items: [item], seats: Math.min(seats, service.seats) };
}
