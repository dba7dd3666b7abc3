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
  readonly locations: readonly LocationRecord[];
  /** Who offers the service at the chosen place. */
  readonly providers: readonly ProviderRecord[];
}

/** Reads the Spanish words of a link. Throws `not-found` for a service, place or person that is not there. */
export function readChoice(catalog: Catalog, query: TimesQuery): Choice {
  const service = bySlug(catalog.services, query.servicio);
  if (service === undefined) throw new AppError('not-found', 'Ese servicio ya no está en la lista.');
  const all = catalog.providersByService.get(service.id) ?? [];
  const locations = catalog.locations.filter(({ id }) => all.some((one) => worksAt(catalog, one, id)));
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
    locations,
    providers,
  };
}

/** The same choice as a link says it. */
export function queryOf({ service, location, locations, provider, date }: Choice): TimesQuery {
  return {
    servicio: service.slug,
    sucursal: locations.length > 1 ? location?.slug : undefined,
    profesional: provider?.slug,
    dia: date,
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
