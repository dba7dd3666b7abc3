import type { LocalDate } from '../../kernel/local-time.ts';
import type { Currency } from '../../kernel/money.ts';
import type { OwnIntake } from '../../tenancy/verticals/contract.ts';

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
  /** Local dates between which it can be booked at all, both included. */
  readonly bookableFrom: LocalDate | null;
  readonly bookableUntil: LocalDate | null;
  readonly changeDeadlineMinutes: number;
  /** What a change after the deadline costs, of the price; null: it is refused. */
  readonly lateChangeFeePercent: number | null;
  /** More than one: a group session, which several customers share. */
  readonly seats: number;
  /** So many of its providers serve it together. */
  readonly providersNeeded: number;
  /** Stretches in which it works by itself and its provider is free: colour that sets. In order, apart, inside. */
  readonly processing: readonly ProcessingGap[];
  /** One resource of each of these kinds is needed, at the location. */
  readonly resourceKinds: readonly string[];
  readonly confirmation: 'automatic' | 'approval';
  /** Who is asked first when anybody will do. */
  readonly assignment: 'load' | 'skill' | 'last-provider';
  readonly maxPerCustomerDay: number | null;
  readonly maxPerCustomerWeek: number | null;
}

export interface ProcessingGap {
  readonly afterMinutes: number;
  readonly minutes: number;
}

export interface ProviderRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly title: string;
  readonly services: readonly ProviderService[];
  /** Of bookings that begin in one day or ISO week of the location; null: no limit. */
  readonly maxBookingsDay: number | null;
  readonly maxMinutesDay: number | null;
  readonly maxBookingsWeek: number | null;
  readonly maxMinutesWeek: number | null;
}

/** A service as one provider gives it; null: as the service says. */
export interface ProviderService {
  readonly serviceId: string;
  readonly durationMinutes: number | null;
  readonly priceCentavos: number | null;
  readonly skill: number;
}

/** A room, a chair, a machine: `capacity` parties can use it at once. */
export interface ResourceRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: string;
  readonly locationId: string;
  readonly capacity: number;
}

/** The way between two locations, which whoever works in both needs; both directions are listed. */
export interface TravelTimeRecord {
  readonly fromLocationId: string;
  readonly toLocationId: string;
  readonly minutes: number;
}

/** A holiday of the country on which the shop opens after all, or a day on which it closes like on one. */
export interface HolidayOverrideRecord {
  readonly date: LocalDate;
  readonly name: string;
  readonly isOpen: boolean;
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
  readonly resources: readonly ResourceRecord[];
  readonly travelTimes: readonly TravelTimeRecord[];
  readonly holidayOverrides: readonly HolidayOverrideRecord[];
  readonly weeklyHours: readonly WeeklyHoursRecord[];
  readonly datedHours: readonly DatedHoursRecord[];
  /** What the shop asks otherwise than its line of business; none in a database from before there was such a thing. */
  readonly ownIntake?: OwnIntake | null;
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
  readonly resourceById: ReadonlyMap<string, ResourceRecord>;
  /** Minutes to every other location from each that has any. */
  readonly travelFrom: ReadonlyMap<string, ReadonlyMap<string, number>>;
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
      rows.providers.filter((provider) => provider.services.some(({ serviceId }) => serviceId === id)),
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
    resourceById: byId(rows.resources),
    travelFrom: new Map(
      [...Map.groupBy(rows.travelTimes, ({ fromLocationId }) => fromLocationId)].map(([from, times]) => [
        from,
        new Map(times.map(({ toLocationId, minutes }) => [toLocationId, minutes])),
      ]),
    ),
  };
}

/** The service as a provider gives it: its own duration and price where they differ. */
export function offerOf(service: ServiceRecord, provider: Pick<ProviderRecord, 'services'>): ServiceRecord {
  const own = provider.services.find(({ serviceId }) => serviceId === service.id);
  if (own === undefined || (own.durationMinutes === null && own.priceCentavos === null)) return service;
  return {
    ...service,
    durationMinutes: own.durationMinutes ?? service.durationMinutes,
    priceCentavos: own.priceCentavos ?? service.priceCentavos,
  };
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}
