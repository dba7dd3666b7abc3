import type { Currency } from '../../kernel/money.ts';

export interface LocationRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly address: string;
  readonly phone: string | null;
  readonly timeZone: string;
  readonly country: string;
}

export interface ServiceRecord {
  readonly id: string;
  readonly slug: string;
  readonly category: string;
  readonly name: string;
  readonly description: string;
  readonly durationMinutes: number;
  readonly stepMinutes: number;
  readonly bufferBeforeMinutes: number;
  readonly bufferAfterMinutes: number;
  readonly priceCentavos: number;
  readonly currency: Currency;
  readonly noticeMinutes: number;
  readonly windowDays: number;
  readonly changeDeadlineMinutes: number;
}

export interface ProviderRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly title: string;
  readonly serviceIds: readonly string[];
}

export interface WeeklyHoursRecord {
  readonly providerId: string;
  readonly locationId: string;
  readonly weekday: number;
  readonly opensMinute: number;
  readonly closesMinute: number;
}

export interface DatedHoursRecord {
  readonly date: string;
  readonly providerId: string | null;
  readonly locationId: string | null;
  readonly opensMinute: number | null;
  readonly closesMinute: number | null;
  readonly reason: string;
}

/** The active rows of a tenant's catalog, in display order, as one query brings them. */
export interface CatalogRows {
  readonly locations: readonly LocationRecord[];
  readonly services: readonly ServiceRecord[];
  readonly providers: readonly ProviderRecord[];
  readonly weeklyHours: readonly WeeklyHoursRecord[];
  readonly datedHours: readonly DatedHoursRecord[];
}

/** A tenant's catalog at one version: immutable, shared by every request that sees that version. */
export interface Catalog extends CatalogRows {
  readonly version: number;
  readonly locationById: ReadonlyMap<string, LocationRecord>;
  readonly serviceById: ReadonlyMap<string, ServiceRecord>;
  readonly providerById: ReadonlyMap<string, ProviderRecord>;
  /** Active providers of each service, in display order. */
  readonly providersByService: ReadonlyMap<string, readonly ProviderRecord[]>;
  /** Where each provider works, in display order of the locations. */
  readonly locationIdsByProvider: ReadonlyMap<string, readonly string[]>;
}

export function indexCatalog(version: number, rows: CatalogRows): Catalog {
  const locationIdsByProvider = new Map(
    rows.providers.map((provider) => {
      const own = new Set(
        rows.weeklyHours.filter((hours) => hours.providerId === provider.id).map((h) => h.locationId),
      );
      return [provider.id, rows.locations.filter((location) => own.has(location.id)).map(({ id }) => id)];
    }),
  );
  const providersByService = new Map(
    rows.services.map(({ id }) => [
      id,
      rows.providers.filter((provider) => provider.serviceIds.includes(id)),
    ]),
  );
  return {
    ...rows,
    version,
    locationById: byId(rows.locations),
    serviceById: byId(rows.services),
    providerById: byId(rows.providers),
    providersByService,
    locationIdsByProvider,
  };
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
