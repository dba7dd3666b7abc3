import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePlans } from '../../../src/agenda/availability/rules/choose-plan.ts';
import { offeredSlots } from '../../../src/agenda/availability/rules/offered-slots.ts';
import type { OfferedSlot } from '../../../src/agenda/availability/rules/slot-agenda.ts';
import { timesOfPlan, type VisitPlan } from '../../../src/agenda/availability/rules/visit-plan.ts';
import { wantedVisit } from '../../../src/agenda/availability/rules/wanted-visit.ts';
import { hasRoom } from '../../../src/kernel/occupancy.ts';
import { holds } from './arbitraries.ts';
import { DATES, type RandomShop, randomShops } from './random-shops.ts';
import { keepsLimits, oracleVisits, waysToServe } from './visit-oracle.ts';

// `ORACLE_RUNS=5000 npx vitest run test/agenda/availability/offered-visits.test.ts` looks longer.
const RUNS = Number(process.env.ORACLE_RUNS ?? 150);
const PATIENCE_MS = 20_000 + RUNS * 100;
const MINUTE_MS = 60_000;

function offered(shop: RandomShop, everyProvider = false): OfferedSlot[] {
  const { catalog, busy, request, now } = shop;
  const range = { from: DATES[0], to: DATES[1], everyProvider };
  return offeredSlots({ catalog, visit: wantedVisit(catalog, request), busy, now }, range);
}

function choice({ catalog, busy, request, now }: RandomShop, over: object) {
  return choosePlans(catalog, { ...request, startsAt: 0, ...over }, busy, now);
}

describe('shops with everything at once', () => {
  it(
    'offers exactly what the oracle finds, one start at a time',
    () => {
      holds(
        RUNS,
        fc.property(randomShops, (shop) => {
          const keys = offered(shop).map(({ locationId, startMinute }) => `${locationId} ${startMinute}`);
          expect(new Set(keys).size).toBe(keys.length);
          expect(keys.sort()).toEqual(oracleVisits(shop));
        }),
      );
    },
    PATIENCE_MS,
  );

  it(
    'accepts what it offers, from whoever it names, with room for everything',
    () => {
      holds(RUNS, fc.property(randomShops, expectOffersAccepted));
    },
    PATIENCE_MS,
  );

  it(
    'accepts nothing that cannot be served, and says no for a reason',
    () => {
      holds(Math.ceil(RUNS / 3), fc.property(randomShops, fc.nat(20), expectServable));
    },
    PATIENCE_MS,
  );
});

function expectOffersAccepted(shop: RandomShop): void {
  for (const { startMinute, locationId, providerId, plan } of offered(shop, true)) {
    const chosen = choice(shop, { startsAt: startMinute * MINUTE_MS, locationId, providerId });
    expect(chosen.ok).toBe(true);
    const plans = [...(chosen.ok ? chosen.plans : []), ...(plan === undefined ? [] : [plan])];
    for (const time of plans.flatMap((one) => timesOfPlan(shop.catalog, one)))
      expect(hasRoom({ ...time, ownerId: 'new' }, rowsOf(shop, time.subjectId))).toBe(true);
  }
}

function expectServable(shop: RandomShop, shift: number): void {
  const shown = new Set(offered(shop).map(({ startMinute }) => startMinute));
  const first = Math.floor(shop.now / MINUTE_MS);
  for (let minute = first; minute < first + 2_400; minute += 25 - shift) {
    const chosen = choice(shop, { startsAt: minute * MINUTE_MS });
    if (shown.has(minute)) expect(chosen.ok).toBe(true);
    for (const plan of chosen.ok ? chosen.plans : []) {
      expect(plan.warnings).toEqual([]);
      expect(keepsLimits(shop, plan)).toBe(true);
      const ways = waysToServe(shop, plan.locationId, minute);
      expect(ways.map(staffOf)).toContainEqual(staffOf(plan));
    }
  }
}

function staffOf({ items }: VisitPlan): string[] {
  return items.map(({ providerIds }) => providerIds.toSorted().join());
}

function rowsOf({ busy }: RandomShop, id: string) {
  return busy.filter(({ subjectId }) => subjectId === id);
}
