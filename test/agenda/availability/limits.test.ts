import { describe, expect, test } from 'vitest';
import { brokenLimit } from '../../../src/agenda/availability/rules/limits.ts';
import { type BusyRow, rowsBySubject } from '../../../src/agenda/availability/rules/provider-time.ts';
import { partyName } from '../../../src/agenda/availability/rules/visit-plan.ts';
import { indexCatalog, type ProviderRecord } from '../../../src/agenda/catalog/rules.ts';
import { instantOf } from '../../../src/kernel/local-time.ts';
import { location, provider, service, ZONE } from './plain-records.ts';

const TUESDAY = '2026-12-01';
const HOUR_MS = 3_600_000;
const at = (hour: number, date = TUESDAY) => instantOf(date, hour * 60, ZONE);

/** Which limit an hour of a class of Ana's at 15:00 on Tuesday breaks, beside what she has. */
function broken(limits: Partial<ProviderRecord>, rows: readonly BusyRow[]) {
  const catalog = indexCatalog(1, {
    locations: [location('centro')],
    services: [service('clase', { durationMinutes: 60, seats: 9 })],
    providers: [provider('ana', limits)],
    resources: [],
    travelTimes: [],
    holidayOverrides: [],
    weeklyHours: [],
    datedHours: [],
  });
  const time = { startsAt: at(15), endsAt: at(16) };
  const item = { serviceId: 'clase', providerIds: ['ana'], resourceIds: [], priceCentavos: 0, ...time };
  return brokenLimit(catalog, { locationId: 'centro', items: [item], seats: 1 }, rowsBySubject(rows, 0));
}

function row(ownerId: string, startsAt: number, over: Partial<BusyRow> = {}): BusyRow {
  const time = { startsAt, endsAt: startsAt + HOUR_MS, bufferBefore: 0, bufferAfter: 0 };
  const owner = { subjectId: 'ana', ownerType: 'booking' as const, expiresAt: null };
  return { ...time, ...owner, ownerId, placeId: 'centro', party: null, seats: 1, ...over };
}

const seat = (ownerId: string, startsAt: number) =>
  row(ownerId, startsAt, { party: partyName('clase', startsAt, 'centro') });

describe('what counts towards a limit', () => {
  test.each<[string, Partial<ProviderRecord>, BusyRow[], string | undefined]>([
    ['the start itself', { maxMinutesDay: 59 }, [], 'limit-day'],
    ['another booking of the day', { maxBookingsDay: 1 }, [row('a', at(9))], 'limit-day'],
    ['not one of tomorrow', { maxBookingsDay: 1 }, [row('a', at(0, '2026-12-02'))], undefined],
    ['one of the Monday before', { maxBookingsWeek: 1 }, [row('a', at(0, '2026-11-30'))], 'limit-week'],
    ['one of the Sunday after', { maxBookingsWeek: 1 }, [row('a', at(23, '2026-12-06'))], 'limit-week'],
    ['not one of the Sunday before', { maxBookingsWeek: 1 }, [row('a', at(23, '2026-11-29'))], undefined],
    ['a hold too', { maxMinutesWeek: 119 }, [row('a', at(9), { ownerType: 'hold' })], 'limit-week'],
    ['no time set aside', { maxBookingsDay: 1 }, [row('a', at(9), { ownerType: 'block' })], undefined],
    [
      'those who share a class, once',
      { maxBookingsDay: 2, maxMinutesDay: 120 },
      [seat('a', at(9)), seat('b', at(9))],
      undefined,
    ],
    [
      'a seat in a class that is held, nothing more',
      { maxBookingsDay: 1, maxMinutesDay: 60 },
      [seat('a', at(15))],
      undefined,
    ],
    ['two classes, twice', { maxMinutesDay: 179 }, [seat('a', at(9)), seat('b', at(11))], 'limit-day'],
  ])('%s', (_, limits, rows, expected) => {
    expect(broken(limits, rows)).toBe(expected);
  });
});
