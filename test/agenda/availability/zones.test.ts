import { expect, it } from 'vitest';
import { offeredSlots } from '../../../src/agenda/availability/rules/offered-slots.ts';
import { wantedVisit } from '../../../src/agenda/availability/rules/wanted-visit.ts';
import { indexCatalog } from '../../../src/agenda/catalog/rules.ts';
import { addDays, formatInstant, instantOf, localDateOf } from '../../../src/kernel/local-time.ts';
import { offsetAt } from '../../../src/kernel/zone-offset.ts';
import { location, provider, service } from './plain-records.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const FROM = Date.UTC(2024, 0, 1);
const UNTIL = Date.UTC(2029, 0, 1);

/** A zone rests for more than so many days between two changes. */
const STEP = 12;

/** The days (as instants at most a day before) on which a zone changes its offset. */
function changesOf(zone: string): number[] {
  const days: number[] = [];
  for (let at = FROM; at < UNTIL; at += STEP * DAY_MS) {
    if (offsetAt(at, zone) === offsetAt(at + STEP * DAY_MS, zone)) continue;
    let day = at;
    while (offsetAt(day + DAY_MS, zone) === offsetAt(at, zone)) day += DAY_MS;
    days.push(day);
  }
  return days;
}

const changing = Intl.supportedValuesOf('timeZone')
  .map((zone) => ({ zone, changes: changesOf(zone) }))
  .filter(({ changes }) => changes.length > 0);

/** Open around the clock on every day, in sessions of half an hour. */
function shopIn(zone: string) {
  return indexCatalog(1, {
    locations: [{ ...location('aca'), timeZone: zone }],
    services: [service('corte', { durationMinutes: 30, stepMinutes: 30, windowDays: 3 })],
    providers: [
      provider('ana', {
        services: [{ serviceId: 'corte', durationMinutes: null, priceCentavos: null, skill: 0 }],
      }),
    ],
    resources: [],
    travelTimes: [],
    holidayOverrides: [],
    weeklyHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      providerId: 'ana',
      locationId: 'aca',
      weekday,
      opensMinute: 0,
      closesMinute: 1440,
    })),
    datedHours: [],
  });
}

it('knows the zones that change', () => {
  expect(changing.length).toBeGreaterThan(100);
  expect(changing.map(({ zone }) => zone)).toContain('America/Santiago');
});

it('sells no instant twice and loses none, on either side of every change of every zone from 2024 to 2028', () => {
  for (const { zone, changes } of changing) {
    const catalog = shopIn(zone);
    const visit = wantedVisit(catalog, { service: catalog.services[0]! });
    for (const change of changes) {
      const from = localDateOf(change, zone);
      const to = addDays(from, 2);
      const now = instantOf(from, 0, zone);
      const slots = offeredSlots({ catalog, visit, busy: [], now }, { from, to });
      const starts = slots.map(({ startMinute }) => startMinute * MINUTE_MS);
      // Three local days are 72 hours and what the clock was put back, or less what it was put forward.
      const length = instantOf(addDays(to, 1), 0, zone) - now;
      expect({ zone, from, sold: starts.length }).toEqual({ zone, from, sold: length / (30 * MINUTE_MS) });
      const steps = new Set(starts.slice(1).map((start, index) => start - starts[index]!));
      expect([...steps]).toEqual([30 * MINUTE_MS]);
      expect(new Set(starts.map((start) => formatInstant(start, zone))).size).toBe(starts.length);
      expect(slots.map(({ date }) => date)).toEqual(starts.map((start) => localDateOf(start, zone)));
    }
  }
}, 60_000);
