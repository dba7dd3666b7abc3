import type { LocalDate } from '../../../kernel/local-time.ts';
import { weekdayOfDayNumber } from '../../../kernel/local-time.ts';

/** Minutes of the local day; `closesMinute` may pass 1440 (up to 2880) when the shift ends after midnight. */
export type MinuteWindow = { opensMinute: number; closesMinute: number };

/** One shift of the provider's week; several on one weekday make a split shift. Weekdays are ISO, 1 to 7. */
export type WeeklyHours = MinuteWindow & { weekday: number; locationId: string };

/** Hours or a closure for one date. `locationId: null` means every location; `windows` of a closure are ignored. */
export type DatedException = {
  date: LocalDate;
  locationId: string | null;
  scope: 'provider' | 'location';
  closed: boolean;
  windows: readonly MinuteWindow[];
  reason?: string;
};

export type Holiday = { date: LocalDate; name: string };

/** Everything that decides when one provider works. Holidays listed here close; leave out those that do not. */
export type Schedule = {
  weeklyHours: readonly WeeklyHours[];
  exceptions: readonly DatedException[];
  holidays: readonly Holiday[];
};

export type PlacedHours = MinuteWindow & { locationId: string };

/** Why usual hours of a date do not count at a location (`null`: everywhere). */
export type HoursChange =
  | { rule: 'closed'; locationId: null }
  | { rule: 'holiday'; locationId: null; name: string }
  | { rule: 'exception'; locationId: string | null; scope: 'provider' | 'location'; reason?: string };

/** The hours are sorted by opening. */
export type DayHours = { hours: readonly PlacedHours[]; changes: readonly HoursChange[] };

/** A schedule ordered for fast questions by day. */
export type ScheduleIndex = {
  byWeekday: readonly (readonly PlacedHours[])[];
  exceptions: ReadonlyMap<LocalDate, readonly DatedException[]>;
  holidays: ReadonlyMap<LocalDate, Holiday>;
};

type ChangingDay = { hours: PlacedHours[]; changes: HoursChange[] };

const NO_CHANGES: readonly HoursChange[] = [];

export function indexSchedule(schedule: Schedule): ScheduleIndex {
  const byWeekday: PlacedHours[][] = [[], [], [], [], [], [], [], []];
  for (const hours of schedule.weeklyHours) byWeekday[hours.weekday]?.push(hours);
  for (const day of byWeekday) day.sort(byOpening);
  return {
    byWeekday,
    exceptions: Map.groupBy(schedule.exceptions, (exception) => exception.date),
    holidays: byDate(schedule.holidays),
  };
}

const indexedHolidays = new WeakMap<readonly Holiday[], ReadonlyMap<LocalDate, Holiday>>();

/** Kept, because the list is one for all who work in a country. */
function byDate(holidays: readonly Holiday[]): ReadonlyMap<LocalDate, Holiday> {
  const known = indexedHolidays.get(holidays);
  if (known !== undefined) return known;
  const made = new Map(holidays.map((holiday) => [holiday.date, holiday]));
  indexedHolidays.set(holidays, made);
  return made;
}

/** The weekly hours of a day, whatever else is said about its date. */
function usualHours(index: ScheduleIndex, day: number): readonly PlacedHours[] {
  return index.byWeekday[weekdayOfDayNumber(day)] ?? [];
}

/**
 * The hours a provider works on a date, and why they differ from the weekly ones. The first line that applies wins:
 *
 * | what is said about the date                         | hours at a location                                    |
 * |-----------------------------------------------------|--------------------------------------------------------|
 * | provider closed there (or everywhere)               | none                                                   |
 * | provider has explicit hours anywhere that date      | exactly those; none where they name no hours           |
 * | location closed, by name                            | none                                                   |
 * | location has explicit hours, by name                | those, if the provider works there on that weekday     |
 * | all locations closed, or with explicit hours        | as the two lines above, for locations not named        |
 * | holiday                                             | none                                                   |
 * | nothing                                             | the weekly hours                                       |
 *
 * Explicit hours of a provider without a location mean the place where the first shift of that weekday is,
 * or else the first of the week. A shift belongs to the date on which it opens, even if it ends after midnight.
 */
export function hoursOfDay(index: ScheduleIndex, day: number, date: LocalDate): DayHours {
  const usual = usualHours(index, day);
  const exceptions = index.exceptions.get(date);
  const holiday = index.holidays.get(date);
  if (exceptions === undefined && holiday === undefined) {
    return usual.length > 0 ? { hours: usual, changes: NO_CHANGES } : closedDay();
  }
  const own = (exceptions ?? []).filter((exception) => exception.scope === 'provider');
  const open = own.some(isExplicit)
    ? explicitHours(own.filter(isExplicit), firstPlace(index, usual))
    : hoursOfLocations(usual, exceptions ?? [], holiday);
  const { hours, changes } = withoutClosures(open, own);
  return { hours: hours.toSorted(byOpening), changes };
}

function closedDay(): DayHours {
  return { hours: [], changes: [{ rule: 'closed', locationId: null }] };
}

function isExplicit(exception: DatedException): boolean {
  return !exception.closed && exception.windows.length > 0;
}

function firstPlace(index: ScheduleIndex, usual: readonly PlacedHours[]): string | undefined {
  return usual[0]?.locationId ?? index.byWeekday.find((day) => day.length > 0)?.[0]?.locationId;
}

function explicitHours(explicit: readonly DatedException[], fallback: string | undefined): DayHours {
  const hours: PlacedHours[] = [];
  for (const exception of explicit) {
    const locationId = exception.locationId ?? fallback;
    if (locationId === undefined) continue;
    for (const window of exception.windows) hours.push({ ...window, locationId });
  }
  return { hours, changes: explicit.map((exception) => changeBy(exception, null)) };
}

function hoursOfLocations(
  usual: readonly PlacedHours[],
  exceptions: readonly DatedException[],
  holiday: Holiday | undefined,
): DayHours {
  if (usual.length === 0) return closedDay();
  const day: ChangingDay = { hours: [], changes: [] };
  for (const locationId of new Set(usual.map((hours) => hours.locationId))) {
    const here = exceptionsOf(exceptions, locationId);
    if (here.length > 0) addLocationHours(day, locationId, here);
    else if (holiday === undefined)
      day.hours.push(...usual.filter((hours) => hours.locationId === locationId));
  }
  if (holiday !== undefined) day.changes.push({ rule: 'holiday', locationId: null, name: holiday.name });
  return day;
}

/** Location exceptions that name the location, or else those for all locations. */
function exceptionsOf(exceptions: readonly DatedException[], locationId: string): DatedException[] {
  const said = exceptions.filter((exception) => exception.scope === 'location' && saysSomething(exception));
  const named = said.filter((exception) => exception.locationId === locationId);
  return named.length > 0 ? named : said.filter((exception) => exception.locationId === null);
}

function saysSomething(exception: DatedException): boolean {
  return exception.closed || exception.windows.length > 0;
}

function addLocationHours(day: ChangingDay, locationId: string, here: readonly DatedException[]): void {
  const closure = here.find((exception) => exception.closed);
  if (closure !== undefined) {
    day.changes.push(changeBy(closure, locationId));
    return;
  }
  for (const exception of here) {
    for (const window of exception.windows) day.hours.push({ ...window, locationId });
    day.changes.push(changeBy(exception, locationId));
  }
}

function withoutClosures(day: DayHours, own: readonly DatedException[]): DayHours {
  const closures = own.filter((exception) => exception.closed);
  if (closures.length === 0) return day;
  const isOpen = (locationId: string) =>
    closures.every((closure) => closure.locationId !== null && closure.locationId !== locationId);
  return {
    hours: day.hours.filter((hours) => isOpen(hours.locationId)),
    changes: [...closures.map((closure) => changeBy(closure, closure.locationId)), ...day.changes],
  };
}

function changeBy(exception: DatedException, locationId: string | null): HoursChange {
  const { scope, reason } = exception;
  return { rule: 'exception', locationId, scope, ...(reason === undefined ? {} : { reason }) };
}

function byOpening(a: PlacedHours, b: PlacedHours): number {
  return a.opensMinute - b.opensMinute || (a.locationId < b.locationId ? -1 : 1);
}
