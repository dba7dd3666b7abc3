import { timesOfPlan } from '../../src/agenda/availability/rules/visit-plan.ts';
import {
  type Catalog,
  type CatalogRows,
  indexCatalog,
  type ProviderRecord,
  type ServiceRecord,
} from '../../src/agenda/catalog/rules.ts';
import { instantOf } from '../../src/kernel/local-time.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import type { Stretch } from './agenda-model.ts';
import type { Engine } from './engine.ts';
import type { Random } from './random.ts';

/** A stretch of one subject's time. */
export interface SubjectStretch extends Stretch {
  readonly subjectId: string;
}

export interface KnownHold {
  readonly id: string;
  readonly expiresAt: number;
  readonly times: readonly SubjectStretch[];
}

export interface KnownSeries {
  readonly id: string;
  readonly bookingIds: readonly string[];
}

/** A tenant as its customers know it: its catalog, and what all of them have been told so far. */
export interface Shop {
  readonly tenant: Tenant;
  readonly catalog: Catalog;
  readonly random: Random;
  readonly holds: KnownHold[];
  /** Ids of bookings; several devices know the same ones. */
  readonly bookings: string[];
  /** Bookings that wait for the shop's yes or for money. */
  readonly pending: string[];
  readonly series: KnownSeries[];
  /** Ids of places in the waitlist. */
  readonly entries: string[];
  /** Ids of time set aside, through the API and through the door alone. */
  readonly blocks: string[];
  readonly doorBlocks: string[];
  readonly dates: readonly string[];
  /** Epoch milliseconds of a time of day at the tenant, of one of the days that everybody wants. */
  someStart(): number;
  /** One of these; often the one whom everybody wants. */
  somebody(providers: readonly ProviderRecord[]): ProviderRecord;
  /** Of whose time on which day people ask; often the same question. */
  someQuestion(): {
    readonly service: ServiceRecord;
    readonly provider: ProviderRecord;
    readonly date: string;
  };
  someCustomer(): { readonly name: string; readonly email: string };
}

const DATES = ['2026-11-25', '2026-11-26'];
const CUSTOMERS = ['Ana Suárez', 'Bruno Díaz', 'Carla Gómez'];
const OPENS_MINUTE = 600;

export function openShop(tenant: Tenant, engine: Engine, random: Random): Shop {
  const catalog = catalogOf(engine);
  let last: number | undefined;
  const hot = Array.from({ length: 3 }, () => 15 * random.between(0, 11));
  const newQuestion = () => {
    const service = random.pick(catalog.services.slice(0, 3));
    const provider = random.pick(catalog.providersByService.get(service.id) ?? []);
    return { service, provider, date: random.pick(DATES) };
  };
  const question = newQuestion();
  const favourite = random.pick(catalog.providers);
  return {
    tenant,
    catalog,
    random,
    holds: [],
    bookings: [],
    pending: [],
    series: [],
    entries: [],
    blocks: [],
    doorBlocks: [],
    dates: DATES,
    someStart() {
      // What somebody has just wanted is what others want too.
      if (last !== undefined && random.chance(0.5)) return last;
      const date = random.chance(0.7) ? DATES[0] : DATES[1];
      const minute = random.chance(0.6) ? random.pick(hot) : 15 * random.between(0, 15);
      last = instantOf(date ?? '', OPENS_MINUTE + minute, tenant.profile.timeZone);
      return last;
    },
    somebody: (providers) =>
      random.chance(0.5) && providers.includes(favourite) ? favourite : random.pick(providers),
    someQuestion: () => (random.chance(0.85) ? question : newQuestion()),
    someCustomer() {
      const name = random.pick(CUSTOMERS);
      return { name, email: `${name.split(' ')[0]?.toLowerCase()}@example.com` };
    },
  };
}

function catalogOf(engine: Engine): Catalog {
  const [row] = engine.rows('SELECT snapshot FROM catalog_snapshot');
  return indexCatalog(1, JSON.parse(String(row?.snapshot)) as CatalogRows);
}

/** What the API says of a booking or a hold, as far as time is concerned. */
export interface ShownTime {
  readonly id: string;
  readonly serviceId: string;
  readonly providerId: string;
  readonly locationId: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly seats?: number;
  readonly expiresAt?: string;
  readonly status?: string;
  readonly isOverbooked?: boolean;
  readonly pending?: { readonly until: string } | null;
  readonly items?: readonly {
    readonly serviceId: string;
    readonly providerIds: readonly string[];
    readonly resourceIds?: readonly string[];
    readonly startsAt: string;
    readonly endsAt: string;
  }[];
}

/** What it takes of whom, from what was shown. */
export function timesShown(catalog: Catalog, shown: ShownTime): SubjectStretch[] {
  const items = (shown.items ?? [{ ...shown, providerIds: [shown.providerId] }]).map((item) => ({
    serviceId: item.serviceId,
    providerIds: item.providerIds,
    resourceIds: item.resourceIds ?? [],
    startsAt: Date.parse(item.startsAt),
    endsAt: Date.parse(item.endsAt),
    priceCentavos: 0,
  }));
  const until = shown.expiresAt ?? shown.pending?.until;
  return timesOfPlan(catalog, { locationId: shown.locationId, items, seats: shown.seats ?? 1 }).map(
    (time) => ({
      ...time,
      ownerId: shown.id,
      expiresAt: until === undefined ? null : Date.parse(until),
      ...(shown.isOverbooked === true && { isOverbooked: true }),
    }),
  );
}

/** What a wish would take of a provider, as far as one can say before it is answered. */
export function timesWished(
  catalog: Catalog,
  wish: { readonly serviceId: string; readonly providerId: string; readonly startsAt: number },
): SubjectStretch[] {
  const service = catalog.serviceById.get(wish.serviceId);
  // Who and what else it takes is only known from an answer.
  if (service === undefined || service.seats > 1 || service.providersNeeded > 1) return [];
  if (service.resourceKinds.length > 0 || service.processing.length > 0) return [];
  const locations = catalog.locationIdsByProvider.get(wish.providerId) ?? [];
  const item = {
    serviceId: wish.serviceId,
    providerIds: [wish.providerId],
    resourceIds: [],
    startsAt: wish.startsAt,
    endsAt: wish.startsAt + service.durationMinutes * 60_000,
    priceCentavos: 0,
  };
  // Where a provider works in several places, the way between them is what the answer will tell.
  return timesOfPlan(catalog, { locationId: locations[0] ?? '', items: [item], seats: 1 }).map((time) => ({
    ...time,
    ownerId: '?',
    expiresAt: null,
  }));
}
