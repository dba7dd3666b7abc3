import { describe, expect, it } from 'vitest';
import { offeredSlots } from '../../../src/agenda/availability/rules/offered-slots.ts';
import type { BusyRow } from '../../../src/agenda/availability/rules/provider-time.ts';
import { rankSlots } from '../../../src/agenda/availability/rules/rank-slots.ts';
import { wantedVisit } from '../../../src/agenda/availability/rules/wanted-visit.ts';
import { indexCatalog } from '../../../src/agenda/catalog/rules.ts';
import { clockText, instantOf, minuteOfDayAt } from '../../../src/kernel/local-time.ts';
import { location, provider, service, ZONE } from './plain-records.ts';

const DATE = '2026-12-01';
const MINUTE_MS = 60_000;
const at = (hour: number, minute = 0) => instantOf(DATE, hour * 60 + minute, ZONE);

/** Ana from 9 to 12, with what is busy; each offered start with the minutes that it loses, `*` if recommended. */
function ranked(durations: readonly number[], busy: readonly [number, number][], buffer = 0): string {
  const services = durations.map((durationMinutes, index) =>
    service(`s${index}`, { durationMinutes, stepMinutes: 15, bufferAfterMinutes: buffer }),
  );
  const own = { durationMinutes: null, priceCentavos: null, skill: 0 };
  const catalog = indexCatalog(1, {
    locations: [location('centro')],
    services,
    providers: [provider('ana', { services: services.map(({ id }) => ({ ...own, serviceId: id })) })],
    resources: [],
    travelTimes: [],
    holidayOverrides: [],
    weeklyHours: [
      { providerId: 'ana', locationId: 'centro', weekday: 2, opensMinute: 540, closesMinute: 720 },
    ],
    datedHours: [],
  });
  const rows = busy.map(([startsAt, endsAt]): BusyRow => {
    const row = { subjectId: 'ana', ownerType: 'booking' as const, ownerId: `${startsAt}`, expiresAt: null };
    const buffers = { bufferBefore: 0, bufferAfter: buffer * MINUTE_MS };
    return { ...row, startsAt, endsAt, ...buffers, placeId: 'centro', party: null, seats: 1 };
  });
  const visit = wantedVisit(catalog, { service: services[0]! });
  const now = at(8);
  const slots = offeredSlots({ catalog, visit, busy: rows, now }, { from: DATE, to: DATE });
  const ranks = rankSlots({ catalog, visit, slots, busy: rows }, now);
  return slots
    .map(({ startMinute }, index) => {
      const { minutesLost, isRecommended } = ranks[index]!;
      return `${clockText(minuteOfDayAt(startMinute * MINUTE_MS, ZONE))}=${minutesLost}${isRecommended ? '*' : ''}`;
    })
    .join(' ');
}

describe('what a start costs', () => {
  it('is what can no longer be sold around it; those that cost nothing at an edge are recommended', () => {
    // Three hours of hours: a start off the hour makes two of three impossible, or one.
    expect(ranked([60], [])).toBe(
      '09:00=0* 09:15=60 09:30=60 09:45=60 10:00=0 10:15=60 10:30=60 10:45=60 11:00=0*',
    );
  });

  it('is judged within the free gap: 45 minutes beside a booking', () => {
    expect(ranked([30], [[at(9), at(9, 45)]])).toBe(
      '09:45=0* 10:00=0* 10:15=0 10:30=0 10:45=0 11:00=0 11:15=0* 11:30=0*',
    );
    expect(ranked([45, 30], [[at(10, 15), at(12)]])).toBe('09:00=0* 09:15=30 09:30=0*');
  });

  it('counts the gaps that sessions keep from each other', () => {
    // 70 free minutes before a booking take two of 25, each with 10 after it, only from the very beginning.
    expect(ranked([25], [[at(10, 10), at(12)]], 10)).toBe('09:00=0* 09:15=25 09:30=25');
  });

  it('recommends the least loss where nothing is without any', () => {
    expect(ranked([40], [[at(10, 20), at(12)]])).toBe('09:00=0* 09:15=40 09:30=40');
  });
});
