import { offeredSlots } from '../../src/agenda/availability/rules/offered-slots.ts';
import type { BusyRow } from '../../src/agenda/availability/rules/provider-time.ts';
import { providerWindows } from '../../src/agenda/availability/rules/provider-windows.ts';
import { rankSlots } from '../../src/agenda/availability/rules/rank-slots.ts';
import type { OfferedSlot } from '../../src/agenda/availability/rules/slot-agenda.ts';
import { timesOfPlan } from '../../src/agenda/availability/rules/visit-plan.ts';
import { wantedVisit } from '../../src/agenda/availability/rules/wanted-visit.ts';
import { offerOf } from '../../src/agenda/catalog/rules.ts';
import { addDays, instantOf } from '../../src/kernel/local-time.ts';
import { showOptions, showResult } from '../support/show.ts';
import { readSpecCatalog } from '../support/spec-catalog.ts';

// npm run show:gaps -- --seeds 100 --seed 1: the same customers ask a barbershop for a week's times, once choosing the
// offered start nearest to their wish, once a recommended one when it is near enough. How many minutes are sold?

const ZONE = 'America/Argentina/Buenos_Aires';
const MONDAY = '2026-12-14';
const NOW = instantOf(addDays(MONDAY, -1), 12 * 60, ZONE);
const MINUTE_MS = 60_000;
const catalog = await readSpecCatalog('barberia-palermo');
const { seeds, seed, json } = showOptions({ seeds: 100, seed: 1 });

/** What customers ask for, of 100; the shop's own services. */
const SERVICE_MIX: readonly [string, number][] = [
  ['corte-clasico', 26],
  ['corte-degrade', 24],
  ['corte-nino', 7],
  ['perfilado-barba', 9],
  ['afeitado-navaja', 4],
  ['corte-y-barba', 18],
  ['combo-completo', 4],
  ['color', 4],
  ['platinado', 1],
  ['tratamiento-capilar', 3],
];
/** Monday to Saturday. */
const DAY_MIX: readonly [number, number][] = [
  [0, 10],
  [1, 13],
  [2, 15],
  [3, 17],
  [4, 21],
  [5, 24],
];
/** The hour that they wish for: before work is over few, after it many. */
const HOUR_MIX: readonly [number, number][] = [
  [10, 9],
  [11, 10],
  [12, 11],
  [13, 6],
  [14, 4],
  [15, 5],
  [16, 10],
  [17, 14],
  [18, 16],
  [19, 15],
];
/** How many minutes from the wish still suit, that same day. */
const TOLERANCE_MIX: readonly [number, number][] = [
  [30, 35],
  [60, 30],
  [120, 25],
  [240, 10],
];
const NAMES_A_BARBER = 0.4;
/** Customers for each working hour of the shop: at 1 about as much is asked for as there is. */
const LOADS = [0.7, 1, 1.3] as const;

interface Customer {
  readonly serviceId: string;
  readonly locationId: string;
  readonly providerId: string | undefined;
  readonly date: string;
  readonly wishMinute: number;
  readonly tolerance: number;
}

/** Mulberry32: a fixed sequence for each seed. */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function draw<Value>(random: () => number, mix: readonly [Value, number][]): Value {
  let left = random() * mix.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of mix) {
    left -= weight;
    if (left < 0) return value;
  }
  return mix[0]![0];
}

function someone(random: () => number): Customer {
  const serviceId = draw(random, SERVICE_MIX);
  const able = catalog.providersByService.get(serviceId) ?? [];
  const places = new Set(able.flatMap(({ id }) => catalog.locationIdsByProvider.get(id) ?? []));
  const locationId = draw(
    random,
    [...places].map((id): [string, number] => [id, 1]),
  );
  const here = able.filter(({ id }) => catalog.locationIdsByProvider.get(id)?.includes(locationId));
  const barber = draw(
    random,
    here.map(({ id }): [string, number] => [id, 1]),
  );
  const date = addDays(MONDAY, draw(random, DAY_MIX));
  const minute = draw(random, HOUR_MIX) * 60 + 15 * Math.floor(random() * 4);
  return {
    serviceId,
    locationId,
    providerId: random() < NAMES_A_BARBER ? barber : undefined,
    date,
    wishMinute: instantOf(date, minute, ZONE) / MINUTE_MS,
    tolerance: draw(random, TOLERANCE_MIX),
  };
}

const openMinutes = catalog.providers
  .flatMap(({ id }) => providerWindows(catalog, id, { from: MONDAY, to: addDays(MONDAY, 5) }))
  .reduce((sum, { opensAt, closesAt }) => sum + closesAt - opensAt, 0);

interface Week {
  readonly soldMinutes: number;
  readonly served: number;
}

/** The customers come one after the other; each takes an offered start that suits, or none. */
function sellWeek(customers: readonly Customer[], prefersRecommended: boolean): Week {
  const busy: BusyRow[] = [];
  let soldMinutes = 0;
  let served = 0;
  for (const customer of customers) {
    const slot = choose(customer, busy, prefersRecommended);
    if (slot === undefined) continue;
    served++;
    soldMinutes += sell(customer, slot, busy);
  }
  return { soldMinutes, served };
}

function choose(
  customer: Customer,
  busy: readonly BusyRow[],
  prefersRecommended: boolean,
): OfferedSlot | undefined {
  const service = catalog.serviceById.get(customer.serviceId)!;
  const { providerId, locationId, date, wishMinute, tolerance } = customer;
  const visit = wantedVisit(catalog, { service, providerId, locationId });
  const slots = offeredSlots({ catalog, visit, busy, now: NOW }, { from: date, to: date });
  const far = ({ startMinute }: OfferedSlot) => Math.abs(startMinute - wishMinute);
  const nearest = (some: readonly OfferedSlot[]) =>
    some.filter((slot) => far(slot) <= tolerance).toSorted((a, b) => far(a) - far(b))[0];
  if (!prefersRecommended) return nearest(slots);
  const ranks = rankSlots({ catalog, visit, slots, busy }, NOW);
  return nearest(slots.filter((_, index) => ranks[index]?.isRecommended)) ?? nearest(slots);
}

function sell({ serviceId }: Customer, slot: OfferedSlot, busy: BusyRow[]): number {
  const service = offerOf(catalog.serviceById.get(serviceId)!, catalog.providerById.get(slot.providerId)!);
  const startsAt = slot.startMinute * MINUTE_MS;
  const item = {
    serviceId,
    providerIds: [slot.providerId],
    resourceIds: [],
    startsAt,
    endsAt: startsAt + service.durationMinutes * MINUTE_MS,
    priceCentavos: service.priceCentavos,
  };
  const plan = { locationId: slot.locationId, items: [item], seats: 1 };
  for (const time of timesOfPlan(catalog, plan))
    busy.push({ ...time, ownerType: 'booking', ownerId: `bkg_${busy.length}`, expiresAt: null });
  busy.sort((a, b) => a.startsAt - b.startsAt);
  return service.durationMinutes;
}

interface Gain {
  readonly load: number;
  readonly customers: number;
  readonly nearestPercent: number;
  readonly recommendedPercent: number;
  /** Sold minutes with recommendations over those without, less one; mean of the weeks and its 95 % interval. */
  readonly gainPercent: number;
  readonly fromPercent: number;
  readonly toPercent: number;
}

function compare(load: number): Gain {
  const customers = Math.round((openMinutes / 45) * load);
  const weeks = Array.from({ length: seeds }, (_, index) => {
    const random = randomFrom(seed * 100_003 + index);
    const asking = Array.from({ length: customers }, () => someone(random));
    return { nearest: sellWeek(asking, false), recommended: sellWeek(asking, true) };
  });
  const gains = weeks.map(
    ({ nearest, recommended }) => 100 * (recommended.soldMinutes / nearest.soldMinutes - 1),
  );
  const gainPercent = mean(gains);
  const variance = gains.reduce((sum, gain) => sum + (gain - gainPercent) ** 2, 0) / (gains.length - 1);
  const reach = 1.96 * Math.sqrt(variance / gains.length);
  const share = (week: Week) => (100 * week.soldMinutes) / openMinutes;
  return {
    load,
    customers,
    nearestPercent: mean(weeks.map(({ nearest }) => share(nearest))),
    recommendedPercent: mean(weeks.map(({ recommended }) => share(recommended))),
    gainPercent,
    fromPercent: gainPercent - reach,
    toPercent: gainPercent + reach,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const gains = LOADS.map(compare);
if (!json)
  for (const one of gains) {
    const sold = `${one.nearestPercent.toFixed(1)} % -> ${one.recommendedPercent.toFixed(1)} % of the open minutes sold`;
    const range = `${one.fromPercent.toFixed(2)} to ${one.toPercent.toFixed(2)}`;
    console.log(
      `${one.customers} customers (load ${one.load}): ${sold}; gain ${one.gainPercent.toFixed(2)} % (95 %: ${range})`,
    );
  }
const busiest = gains.at(-1)!;
showResult(
  {
    passed: gains.every(({ fromPercent }) => fromPercent > 0),
    figure: `${busiest.gainPercent.toFixed(2)} % more minutes sold in a full week (95 %: ${busiest.fromPercent.toFixed(2)} to ${busiest.toPercent.toFixed(2)}; ${seeds} weeks from seed ${seed}); at load ${LOADS[1]} ${gains[1]!.gainPercent.toFixed(2)} %, at ${LOADS[0]} ${gains[0]!.gainPercent.toFixed(2)} %`,
    openMinutes,
    gains,
  },
  json,
);
