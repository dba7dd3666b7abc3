import type { LocalDate } from '../../../kernel/local-time.ts';
import type { FreeStarts } from './free-starts.ts';

/** What one provider can sell; `windowIndex` of the starts refers to `windows`. */
export type ProviderStarts = {
  providerId: string;
  windows: readonly { date: LocalDate; locationId: string }[];
  starts: FreeStarts;
  /** The lower, the rather chosen, before the load counts; 0 where only the load counts. */
  preference?: number;
  /** Minutes already sold on a local date; a date that is absent counts as 0. */
  bookedMinutes: ReadonlyMap<LocalDate, number>;
};

/** Flat, one row per start and location, sorted by start, then location. `provider[i]` indexes the input list. */
export type MergedStarts = {
  startsAt: number[];
  provider: number[];
  windowIndex: number[];
  /** How many of the providers are free at this start and location. */
  providersFree: number[];
};

type Row = {
  startsAt: number;
  provider: number;
  windowIndex: number;
  providersFree: number;
  locationId: string;
  preference: number;
  booked: number;
};

/**
 * One provider for each start and location, for customers who take anybody: the preferred, then who has sold the
 * fewest minutes that local date, and of those the lowest id, so that the same question has the same answer.
 */
export function mergeProviders(providers: readonly ProviderStarts[]): MergedStarts {
  const rows: Row[] = [];
  const byLocation = new Map<string, Map<number, Row>>();
  const inIdOrder = [...providers.entries()].sort(([, a], [, b]) => (a.providerId < b.providerId ? -1 : 1));
  for (const [provider, offer] of inIdOrder) addOffer({ rows, byLocation }, provider, offer);
  rows.sort((a, b) => a.startsAt - b.startsAt || (a.locationId < b.locationId ? -1 : 1));
  return {
    startsAt: rows.map((row) => row.startsAt),
    provider: rows.map((row) => row.provider),
    windowIndex: rows.map((row) => row.windowIndex),
    providersFree: rows.map((row) => row.providersFree),
  };
}

type Merge = { rows: Row[]; byLocation: Map<string, Map<number, Row>> };

function addOffer(merge: Merge, provider: number, offer: ProviderStarts): void {
  const { startsAt: starts, windowIndex: indexes } = offer.starts;
  const { preference = 0 } = offer;
  for (const [at, startsAt] of starts.entries()) {
    const windowIndex = indexes[at] ?? 0;
    const window = offer.windows[windowIndex];
    if (window === undefined) continue;
    const booked = offer.bookedMinutes.get(window.date) ?? 0;
    const { locationId } = window;
    addStart(merge, { startsAt, provider, windowIndex, locationId, preference, booked, providersFree: 1 });
  }
}

function addStart({ rows, byLocation }: Merge, offered: Row): void {
  const atLocation = byLocation.get(offered.locationId) ?? new Map<number, Row>();
  byLocation.set(offered.locationId, atLocation);
  const row = atLocation.get(offered.startsAt);
  if (row === undefined) {
    atLocation.set(offered.startsAt, offered);
    rows.push(offered);
    return;
  }
  row.providersFree++;
  if (!isRather(offered, row)) return;
  row.preference = offered.preference;
  row.booked = offered.booked;
  row.provider = offered.provider;
  row.windowIndex = offered.windowIndex;
}

function isRather(a: Row, b: Row): boolean {
  return a.preference === b.preference ? a.booked < b.booked : a.preference < b.preference;
}
