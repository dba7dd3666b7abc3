import type { Catalog, LocationRecord, ProviderRecord, ServiceRecord } from '../agenda/catalog/rules.ts';
import { isLocalDate, type LocalDate } from '../kernel/local-time.ts';
import { AppError } from '../kernel/problem.ts';
import type { TimesQuery } from './links.ts';

/** In a link or form: no particular professional. */
export const ANYBODY = 'cualquiera';

/** What somebody has chosen so far, and what there is to choose from. */
export interface Choice {
  readonly service: ServiceRecord;
  /** Undefined: several places offer the service and none was chosen yet. */
  readonly location: LocationRecord | undefined;
  /** Undefined: whoever is free. */
  readonly provider: ProviderRecord | undefined;
  readonly date: LocalDate | undefined;
  /** Further services of the same visit, in order. */
  readonly more: readonly ServiceRecord[];
  /** Places in a group session; otherwise 1. */
  readonly seats: number;
  readonly locations: readonly LocationRecord[];
  /** Who offers the service at the chosen place. */
  readonly providers: readonly ProviderRecord[];
}

/** Reads the Spanish words of a link. Throws `not-found` for a service, place or person that is not there. */
export function readChoice(catalog: Catalog, query: TimesQuery): Choice {
  const service = bySlug(catalog.services, query.servicio);
  if (service === undefined) throw new AppError('not-found', 'Ese servicio ya no está en la lista.');
  const all = catalog.providersByService.get(service.id) ?? [];
  const locations = catalog.locations.filter(
    ({ id }) => all.filter((one) => worksAt(catalog, one, id)).length >= service.providersNeeded,
  );
  if (locations.length === 0) throw new AppError('not-found', 'Ese servicio no se ofrece por ahora.');
  const location = bySlug(locations, query.sucursal) ?? (locations.length === 1 ? locations[0] : undefined);
  const providers = location === undefined ? all : all.filter((one) => worksAt(catalog, one, location.id));
  const wanted = query.profesional === ANYBODY ? undefined : query.profesional;
  const known = bySlug(catalog.providers, wanted);
  if (wanted !== undefined && known === undefined)
    throw new AppError('not-found', 'Esa persona no está en la lista.');
  return {
    service,
    location,
    provider: providers.find(({ id }) => id === known?.id),
    date: query.dia !== undefined && isLocalDate(query.dia) ? query.dia : undefined,
    more: readMore(catalog, query.mas),
    seats: readSeats(service, query.lugares),
    locations,
    providers,
  };
}

/** A visit takes so many services besides the first. */
export const MAX_MORE = 4;

function readMore(catalog: Catalog, mas: string | undefined): ServiceRecord[] {
  const slugs = (mas ?? '').split(',').filter((slug) => slug !== '');
  return slugs.slice(0, MAX_MORE).map((slug) => {
    const service = bySlug(catalog.services, slug);
    if (service === undefined)
      throw new AppError('not-found', 'Uno de los servicios ya no está en la lista.');
    return service;
  });
}

function readSeats(service: ServiceRecord, lugares: string | undefined): number {
  const seats = Number(lugares ?? 1);
  return Number.isInteger(seats) && seats >= 1 && seats <= service.seats ? seats : 1;
}

/** The visit as the use cases take it. */
export function visitOf({ service, more, seats }: Choice) {
  return {
    serviceId: service.id,
    ...(more.length > 0 && { then: more.map(({ id }) => ({ serviceId: id })) }),
    ...(seats > 1 && { seats }),
  };
}

/** The same choice as a link says it. */
export function queryOf(choice: Choice): TimesQuery {
  const { service, location, locations, provider, date, more, seats } = choice;
  return {
    servicio: service.slug,
    sucursal: locations.length > 1 ? location?.slug : undefined,
    profesional: provider?.slug,
    dia: date,
    mas: more.length > 0 ? more.map(({ slug }) => slug).join() : undefined,
    lugares: seats > 1 ? String(seats) : undefined,
  };
}

function worksAt(catalog: Catalog, provider: ProviderRecord, locationId: string): boolean {
  return catalog.locationIdsByProvider.get(provider.id)?.includes(locationId) ?? false;
}

function bySlug<Row extends { readonly slug: string }>(
  rows: readonly Row[],
  slug: string | undefined,
): Row | undefined {
  return slug === undefined ? undefined : rows.find((row) => row.slug === slug);
}
