import { describe, expect, it } from 'vitest';
import { explainStarts } from '../../../src/agenda/availability/rules/explain-starts.ts';
import {
  type BusyRow,
  busyBySubject,
  rowsBySubject,
  startRequestOf,
} from '../../../src/agenda/availability/rules/provider-time.ts';
import { schedulesOf } from '../../../src/agenda/availability/rules/provider-windows.ts';
import { needsOf } from '../../../src/agenda/availability/rules/session-obstacles.ts';
import { partyName } from '../../../src/agenda/availability/rules/visit-plan.ts';
import { wantedVisit } from '../../../src/agenda/availability/rules/wanted-visit.ts';
import {
  type CatalogRows,
  indexCatalog,
  type ProviderRecord,
  type ServiceRecord,
} from '../../../src/agenda/catalog/rules.ts';
import { clockText, instantOf, minuteOfDayAt } from '../../../src/kernel/local-time.ts';
import { location, provider, service, ZONE } from './plain-records.ts';

const DATE = '2026-12-01';
const MINUTE_MS = 60_000;
const at = (hour: number) => instantOf(DATE, hour * 60, ZONE);

interface Told {
  readonly service?: Partial<ServiceRecord>;
  readonly provider?: Partial<ProviderRecord>;
  readonly rows?: Partial<CatalogRows>;
  readonly busy?: readonly BusyRow[];
  readonly seats?: number;
}

/** Ana from 9 to 13, an hour each: what is missing and why, on 1 December or another date. */
function told({ service: over, provider: own, rows, busy = [], seats = 1 }: Told, date = DATE): string[] {
  const given = service('corte', { durationMinutes: 60, stepMinutes: 60, ...over });
  const gives = [{ serviceId: 'corte', durationMinutes: null, priceCentavos: null, skill: 0 }];
  const ana = provider('ana', { services: gives, ...own });
  const hours = { providerId: 'ana', locationId: 'centro', opensMinute: 540, closesMinute: 780 };
  const catalog = indexCatalog(1, {
    locations: [location('centro'), location('norte')],
    services: [given],
    providers: [ana],
    resources: [],
    travelTimes: [],
    holidayOverrides: [],
    weeklyHours: [1, 2, 3].map((weekday) => ({ ...hours, weekday })),
    datedHours: [],
    ...rows,
  });
  const now = instantOf(DATE, 0, ZONE);
  const visit = wantedVisit(catalog, { service: given, seats });
  const [times, bySubject] = [busyBySubject(busy, now), rowsBySubject(busy, now)];
  const agenda = { catalog, visit, now, times, rows: bySubject, range: { from: date, to: date } };
  const [zoned] = schedulesOf(catalog, 'ana');
  const missing = explainStarts({
    schedule: zoned!.schedule,
    range: { from: date, to: date, zone: ZONE },
    busy: (times.get('ana')?.busy ?? []).map(({ ownerType, ...time }) => ({ ...time, kind: ownerType })),
    request: startRequestOf(given, now, ZONE),
    needs: needsOf({ agenda, item: visit.items[0]!, provider: ana }, ZONE),
  });
  return missing.map(({ startsAt, rule }) => {
    const time = startsAt === null ? 'all day' : clockText(minuteOfDayAt(startsAt * MINUTE_MS, ZONE));
    return `${time} ${rule}`;
  });
}

function taken(subjectId: string, from: number, over: Partial<BusyRow> = {}): BusyRow {
  const time = { startsAt: at(from), endsAt: at(from + 1), bufferBefore: 0, bufferAfter: 0 };
  const owner = { ownerType: 'booking' as const, ownerId: `${subjectId}@${from}`, expiresAt: null };
  return { subjectId, ...time, ...owner, placeId: 'centro', party: null, seats: 1, ...over };
}

const chair = { id: 'silla', slug: 'silla', name: 'Silla', kind: 'silla', locationId: 'centro', capacity: 1 };

describe('why a start is missing', () => {
  it('the only chair is taken', () => {
    const rows = { resources: [chair] };
    const busy = [taken('silla', 10)];
    expect(told({ service: { resourceKinds: ['silla'] }, rows, busy })).toEqual(['10:00 resource']);
    expect(told({ rows, busy })).toEqual([]);
    expect(told({ service: { resourceKinds: ['silla'] } })).toHaveLength(4);
  });

  it('the way from another place is too long', () => {
    const rows = {
      travelTimes: [{ fromLocationId: 'centro', toLocationId: 'norte', minutes: 30 }],
    };
    expect(told({ rows, busy: [taken('ana', 8, { placeId: 'norte' })] })).toEqual(['09:00 travel']);
    expect(told({ busy: [taken('ana', 8, { placeId: 'norte' })] })).toEqual([]);
  });

  it('no seat is left, or not so many', () => {
    const busy = [taken('ana', 10, { party: partyName('corte', at(10), 'centro'), seats: 2 })];
    expect(told({ service: { seats: 2 }, busy })).toEqual(['10:00 seats']);
    expect(told({ service: { seats: 3 }, busy })).toEqual([]);
    expect(told({ service: { seats: 3 }, busy, seats: 2 })).toEqual(['10:00 seats']);
  });

  it('the day or the week is full', () => {
    const busy = [taken('ana', 9)];
    const full = ['09:00 booking', '10:00 limit-day', '11:00 limit-day', '12:00 limit-day'];
    expect(told({ provider: { maxBookingsDay: 1 }, busy })).toEqual(full);
    expect(told({ provider: { maxBookingsDay: 1 }, busy }, '2026-12-02')).toEqual([]);
    const week = told({ provider: { maxMinutesWeek: 119 }, busy }, '2026-12-02');
    expect(new Set(week.map((line) => line.slice(6)))).toEqual(new Set(['limit-week']));
    expect(told({ provider: { maxMinutesWeek: 120 }, busy }, '2026-12-02')).toEqual([]);
  });

  it('the service is not booked for that date', () => {
    expect(new Set(told({ service: { bookableFrom: '2026-12-02' } }).map((line) => line.slice(6)))).toEqual(
      new Set(['dates']),
    );
    expect(told({ service: { bookableFrom: '2026-12-02' } }, '2026-12-02')).toEqual([]);
  });

  it('only what the provider works counts: while colour sets, others are served', () => {
    const color = { processing: [{ afterMinutes: 15, minutes: 30 }], durationMinutes: 60 };
    const inPause = taken('ana', 10, { startsAt: at(10) + 15 * MINUTE_MS, endsAt: at(10) + 45 * MINUTE_MS });
    expect(told({ service: color, busy: [inPause] })).toEqual([]);
    expect(told({ busy: [inPause] })).toEqual(['10:00 booking']);
  });

  it('the shop closes as on a holiday, or opens on one', () => {
    const closed = { holidayOverrides: [{ date: DATE, name: 'Aniversario', isOpen: false }] };
    expect(told({ rows: closed })[0]).toBe('09:00 holiday');
    const inArgentina = { locations: [{ ...location('centro'), country: 'AR' }] };
    const open = { ...inArgentina, holidayOverrides: [{ date: '2026-12-08', name: 'Abre', isOpen: true }] };
    expect(told({ rows: inArgentina }, '2026-12-08')[0]).toBe('09:00 holiday');
    expect(told({ rows: open }, '2026-12-08')).toEqual([]);
  });
});
