import { describe, expect, it, test } from 'vitest';
import { choosePlans, type WantedStart } from '../../../src/agenda/availability/rules/choose-plan.ts';
import { offeredSlots } from '../../../src/agenda/availability/rules/offered-slots.ts';
import type { BusyRow } from '../../../src/agenda/availability/rules/provider-time.ts';
import { wantedVisit } from '../../../src/agenda/availability/rules/wanted-visit.ts';
import { type Catalog, indexCatalog, type ServiceRecord } from '../../../src/agenda/catalog/rules.ts';
import { instantOf } from '../../../src/kernel/local-time.ts';
import { location, provider, service, ZONE } from './plain-records.ts';

const DATE = '2026-12-01';
const MINUTE_MS = 60_000;
const at = (hour: number, minute = 0) => instantOf(DATE, hour * 60 + minute, ZONE);
const NOW = at(8);

function busy(subjectId: string, from: number, to: number, over: Partial<BusyRow> = {}): BusyRow {
  const time = { startsAt: from, endsAt: to, bufferBefore: 0, bufferAfter: 0 };
  const row = { subjectId, ownerId: `${subjectId}@${from}`, ownerType: 'booking' as const, expiresAt: null };
  return { ...time, ...row, placeId: null, party: null, seats: 1, ...over };
}

/** Ana, Beto and Caro from 9 to 13; a service of 40 minutes on a grid of 15. */
function shop(over: Partial<ServiceRecord> = {}, people: Parameters<typeof provider>[1][] = []): Catalog {
  const corte = service('corte', { durationMinutes: 40, ...over });
  const names = ['ana', 'beto', 'caro'];
  return indexCatalog(1, {
    locations: [location('centro')],
    services: [corte, service('barba', { durationMinutes: 20 })],
    providers: names.map((id, index) =>
      provider(id, {
        services: ['corte', 'barba'].map((serviceId) => ({
          serviceId,
          durationMinutes: null,
          priceCentavos: null,
          skill: index,
        })),
        ...people[index],
      }),
    ),
    resources: [],
    travelTimes: [],
    holidayOverrides: [],
    weeklyHours: names.map((providerId) => ({
      providerId,
      locationId: 'centro',
      weekday: 2,
      opensMinute: 540,
      closesMinute: 780,
    })),
    datedHours: [],
  });
}

function ask(catalog: Catalog, wanted: Partial<WantedStart>, rows: readonly BusyRow[] = []) {
  const corte = catalog.services[0]!;
  return choosePlans(catalog, { service: corte, startsAt: at(10), ...wanted }, rows, NOW);
}

function told(catalog: Catalog, wanted: Partial<WantedStart>, rows: readonly BusyRow[] = []): string {
  const choice = ask(catalog, wanted, rows);
  if (!choice.ok) return choice.reason;
  return choice.plans
    .map(({ items, warnings }) =>
      [...items.map(({ providerIds }) => providerIds.join('+')), ...warnings].join(' '),
    )
    .join(', ');
}

describe('a start of one provider', () => {
  const catalog = shop({ bufferAfterMinutes: 5, noticeMinutes: 75 });
  const rows = [busy('ana', at(9, 55), at(10, 5))];
  test.each([
    ['on the grid', at(10, 15), 'ana'],
    ['right after an interruption', at(10, 5), 'ana'],
    ['a step after an interruption', at(10, 50), 'ana'],
    ['at exactly the notice, its own buffer touching the booking', at(9, 15), 'busy'],
    ['before the notice', at(9), 'notice'],
    ['before the opening', at(8, 50), 'outside-hours'],
    ['over the closing', at(12, 21), 'outside-hours'],
    ['over a booking, even off the grid', at(9, 58), 'busy'],
    ['between two progressions', at(10, 17), 'off-grid'],
    ['not on a whole minute', at(10, 15) + 1, 'off-grid'],
  ])('%s', (_, startsAt, expected) => {
    expect(told(catalog, { providerId: 'ana', startsAt }, rows)).toBe(expected);
  });

  it('is refused beyond the window, and outside the dates of the service', () => {
    const week = 7 * 24 * 60 * MINUTE_MS;
    expect(told(shop({ windowDays: 6 }), { startsAt: at(10) + week })).toBe('window');
    expect(told(shop({ bookableUntil: '2026-12-07' }), { startsAt: at(10) + week })).toBe('dates');
    expect(told(shop({ bookableFrom: '2026-12-02' }), {})).toBe('dates');
    expect(told(shop({ bookableFrom: DATE, bookableUntil: DATE }), { providerId: 'ana' })).toBe('ana');
  });

  it('still accepts a shown time after the hold beside it has run out', () => {
    const hold = { ownerType: 'hold' as const, expiresAt: NOW - 1 };
    const gone = [busy('ana', at(9), at(9, 7), hold)];
    expect(told(shop(), { providerId: 'ana', startsAt: at(9, 7) }, gone)).toBe('ana');
    expect(told(shop(), { providerId: 'ana', startsAt: at(9, 7) })).toBe('off-grid');
  });
});

describe('whom to ask first', () => {
  const rows = [busy('ana', at(11), at(12)), busy('beto', at(11), at(11, 30))];
  test.each([
    ['the least booked of the day', {}, {}, 'caro, beto, ana'],
    ['the most skilled', { assignment: 'skill' as const }, {}, 'caro, beto, ana'],
    [
      'the customer’s last one',
      { assignment: 'last-provider' as const },
      { lastProviderId: 'ana' },
      'ana, caro, beto',
    ],
    ['the last one only where that decides', {}, { lastProviderId: 'ana' }, 'caro, beto, ana'],
  ])('%s', (_, over, wanted, expected) => {
    expect(told(shop(over), wanted, rows)).toBe(expected);
  });

  it('skill comes before load', () => {
    const busyCaro = [busy('caro', at(11), at(12))];
    expect(told(shop({ assignment: 'skill' }), {}, busyCaro)).toBe('caro, beto, ana');
    expect(told(shop(), {}, busyCaro)).toBe('ana, beto, caro');
  });

  it('a visit changes its provider as rarely as it can', () => {
    const catalog = shop();
    const barba = { service: catalog.services[1]! };
    const wanted = { then: [barba, barba], startsAt: at(9) };
    expect(told(catalog, wanted, [busy('ana', at(9, 40), at(10)), busy('beto', at(10), at(10, 20))])).toBe(
      'caro caro caro, ana caro caro, beto caro caro',
    );
  });
});

describe('staff', () => {
  const staff = { freedom: 'staff' as const, providerId: 'ana' };
  const limited = shop({ noticeMinutes: 300 }, [{ maxBookingsDay: 1 }]);
  test.each([
    ['out of hours', shop(), { startsAt: at(20) }, [], 'ana outside-hours'],
    [
      'off the grid, too soon and over the limit',
      limited,
      { startsAt: at(10, 1) },
      [busy('ana', at(12), at(13))],
      'ana notice off-grid limit',
    ],
    ['not over what is taken', shop(), {}, [busy('ana', at(10), at(11))], 'busy'],
    [
      'unless they overbook on purpose',
      shop(),
      { overbook: true },
      [busy('ana', at(10), at(11))],
      'ana overbooked',
    ],
    ['overbooking nothing is no overbooking', shop(), { overbook: true }, [], 'ana'],
    ['nor anybody who is not named', shop(), { overbook: true, providerId: undefined }, [], 'outside-hours'],
  ])('%s', (_, catalog, wanted, rows, expected) => {
    expect(told(catalog, { ...staff, ...wanted }, rows)).toBe(expected);
  });

  it('customers are held by all of it', () => {
    expect(told(shop(), { overbook: true, providerId: 'ana' }, [busy('ana', at(10), at(11))])).toBe('busy');
    expect(told(limited, { providerId: 'ana', startsAt: at(12, 15) })).toBe('notice');
  });
});

it('refuses no shown time because somebody holds another one meanwhile', () => {
  const catalog = shop({ durationMinutes: 35, stepMinutes: 20, bufferAfterMinutes: 5 });
  const visit = wantedVisit(catalog, { service: catalog.services[0]!, providerId: 'ana' });
  const rows = [busy('ana', at(9, 50), at(10, 7))];
  const shown = offeredSlots({ catalog, visit, busy: rows, now: NOW }, { from: DATE, to: DATE });
  expect(shown.length).toBeGreaterThan(3);
  for (const { startMinute: held } of shown) {
    const hold = busy('ana', held * MINUTE_MS, (held + 35) * MINUTE_MS, { bufferAfter: 5 * MINUTE_MS });
    const after = [...rows, hold].toSorted((a, b) => a.startsAt - b.startsAt);
    for (const { startMinute } of shown)
      expect(['ana', 'busy']).toContain(
        told(catalog, { providerId: 'ana', startsAt: startMinute * MINUTE_MS }, after),
      );
  }
});
