import type { LocalDate } from '../../../kernel/local-time.ts';
import type { Catalog, DatedHoursRecord } from '../../catalog/rules.ts';
import type { DatedException, Schedule } from './day-hours.ts';
import { holidaysOf } from './holidays.ts';
import { type WorkingWindow, workingWindows } from './working-windows.ts';

export interface ZonedSchedule {
  readonly zone: string;
  readonly schedule: Schedule;
}

const MAX_REMEMBERED = 500;
const schedulesByCatalog = new WeakMap<Catalog, Map<string, readonly ZonedSchedule[]>>();
const windowsByCatalog = new WeakMap<Catalog, Map<string, WorkingWindow[]>>();

/** A provider's working windows that open on the given local dates, sorted; kept as long as the catalog is. */
export function providerWindows(
  catalog: Catalog,
  providerId: string,
  dates: { readonly from: LocalDate; readonly to: LocalDate },
): WorkingWindow[] {
  const remembered = remember(windowsByCatalog, catalog);
  const key = `${providerId} ${dates.from} ${dates.to}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const windows = schedulesOf(catalog, providerId)
    .flatMap(({ zone, schedule }) => workingWindows(schedule, { ...dates, zone }))
    .sort((a, b) => a.opensAt - b.opensAt);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, windows);
  return windows;
}

/** One schedule for each zone in which the provider works: usually one. */
export function schedulesOf(catalog: Catalog, providerId: string): readonly ZonedSchedule[] {
  const remembered = remember(schedulesByCatalog, catalog);
  const known = remembered.get(providerId);
  if (known !== undefined) return known;
  const locationIds = catalog.locationIdsByProvider.get(providerId) ?? [];
  const zones = Map.groupBy(locationIds, (id) => catalog.locationById.get(id)?.timeZone ?? 'UTC');
  const schedules = [...zones].map(([zone, ids]) => ({
    zone,
    schedule: scheduleAt(catalog, providerId, ids),
  }));
  remembered.set(providerId, schedules);
  return schedules;
}

function scheduleAt(catalog: Catalog, providerId: string, locationIds: readonly string[]): Schedule {
  const country = catalog.locationById.get(locationIds[0] ?? '')?.country ?? '';
  return {
    weeklyHours: catalog.weeklyHours.filter(
      (hours) => hours.providerId === providerId && locationIds.includes(hours.locationId),
    ),
    exceptions: exceptionsOf(catalog.datedHours, providerId, locationIds),
    holidays: holidaysOf(country, catalog.holidayOverrides),
  };
}

/** Rows of one date, scope and place are one exception: several rows with hours are a split shift. */
function exceptionsOf(
  rows: readonly DatedHoursRecord[],
  providerId: string,
  locationIds: readonly string[],
): DatedException[] {
  const own = rows.filter((row) =>
    row.providerId === null
      ? row.locationId !== null && locationIds.includes(row.locationId)
      : row.providerId === providerId && (row.locationId === null || locationIds.includes(row.locationId)),
  );
  const groups = Map.groupBy(own, (row) => `${row.date} ${row.providerId} ${row.locationId}`);
  return [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [exceptionOf(group[0], group)],
  );
}

function exceptionOf(first: DatedHoursRecord, group: readonly DatedHoursRecord[]): DatedException {
  const windows = group.flatMap(({ opensMinute, closesMinute }) =>
    opensMinute === null || closesMinute === null ? [] : [{ opensMinute, closesMinute }],
  );
  return {
    date: first.date,
    locationId: first.locationId,
    scope: first.providerId === null ? 'location' : 'provider',
    closed: windows.length === 0,
    windows,
    reason: first.reason,
  };
}

function remember<Value>(kept: WeakMap<Catalog, Map<string, Value>>, catalog: Catalog): Map<string, Value> {
  const known = kept.get(catalog);
  if (known !== undefined) return known;
  const made = new Map<string, Value>();
  kept.set(catalog, made);
  return made;
}
