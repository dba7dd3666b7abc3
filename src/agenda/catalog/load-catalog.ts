import type { IdPrefix } from '../../kernel/ids.ts';
import type { Ctx } from '../../platform/context.ts';
import { type CatalogSpecification, minutesOf } from './spec-contract.ts';
import { type CatalogRowsToWrite, catalogIds, replaceCatalog } from './store.ts';

/** Makes the tenant's catalog say what the specification says; slugs keep their ids. */
export async function loadCatalog(ctx: Ctx, spec: CatalogSpecification): Promise<void> {
  const [locations, services, providers] = await ctx.db.read([...catalogIds()]);
  const ids: Ids = {
    location: idOf(ctx, 'loc', locations),
    service: idOf(ctx, 'srv', services),
    provider: idOf(ctx, 'prv', providers),
  };
  await ctx.db.commit({
    write: replaceCatalog({ ...placesAndServices(ctx, spec, ids), ...people(ctx, spec, ids) }),
    events: [],
    audit: {
      action: 'catalog.load',
      subjectId: ctx.tenant.id,
      details: {
        locations: spec.locations.length,
        services: spec.services.length,
        providers: spec.providers.length,
      },
    },
  });
}

type IdOf = (slug: string) => string;
type Ids = { readonly location: IdOf; readonly service: IdOf; readonly provider: IdOf };

/** The id that a slug has, or a new one, the same for every later question. */
function idOf(
  ctx: Ctx,
  prefix: IdPrefix,
  known: readonly { readonly id: string; readonly slug: string }[],
): IdOf {
  const ids = new Map(known.map(({ id, slug }) => [slug, id]));
  return (slug) => {
    const id = ids.get(slug) ?? ctx.newId(prefix);
    ids.set(slug, id);
    return id;
  };
}

function placesAndServices(
  ctx: Ctx,
  spec: CatalogSpecification,
  ids: Ids,
): Pick<CatalogRowsToWrite, 'locations' | 'services'> {
  const { timeZone, country, currency } = ctx.tenant.profile;
  return {
    locations: spec.locations.map(({ datedHours: _, ...location }, position) => ({
      ...location,
      id: ids.location(location.slug),
      phone: location.phone ?? null,
      timeZone: location.timeZone ?? timeZone,
      country,
      position,
      isActive: true,
    })),
    services: spec.services.map((service, position) => ({
      ...service,
      id: ids.service(service.slug),
      currency,
      position,
      isActive: true,
    })),
  };
}

type PeopleRows = Pick<CatalogRowsToWrite, 'providers' | 'providerServices' | 'weeklyHours' | 'datedHours'>;

function people(ctx: Ctx, spec: CatalogSpecification, ids: Ids): PeopleRows {
  return {
    providers: spec.providers.map(({ slug, name, title }, position) => ({
      id: ids.provider(slug),
      slug,
      name,
      title,
      position,
      isActive: true,
    })),
    providerServices: spec.providers.flatMap((provider) =>
      [...new Set(provider.services)].map((slug) => ({
        providerId: ids.provider(provider.slug),
        serviceId: ids.service(slug),
      })),
    ),
    weeklyHours: weeklyHoursOf(ctx, spec, ids),
    datedHours: datedHoursOf(ctx, spec, ids),
  };
}

function weeklyHoursOf(ctx: Ctx, spec: CatalogSpecification, ids: Ids): PeopleRows['weeklyHours'] {
  return spec.providers.flatMap((provider) =>
    provider.weeklyHours.flatMap(({ location, weekdays, hours }) =>
      weekdays.flatMap((weekday) =>
        hours.map((text) => ({
          id: ctx.newId('hrs'),
          providerId: ids.provider(provider.slug),
          locationId: ids.location(location),
          weekday,
          ...minutesOf(text),
        })),
      ),
    ),
  );
}

function datedHoursOf(ctx: Ctx, spec: CatalogSpecification, ids: Ids): PeopleRows['datedHours'] {
  const ofLocations = spec.locations.flatMap(({ slug, datedHours }) =>
    datedHours.map((dated) => ({ ...dated, providerId: null, locationId: ids.location(slug) })),
  );
  const ofProviders = spec.providers.flatMap(({ slug, datedHours }) =>
    datedHours.map(({ location, ...dated }) => ({
      ...dated,
      providerId: ids.provider(slug),
      locationId: location === undefined ? null : ids.location(location),
    })),
  );
  return [...ofLocations, ...ofProviders].flatMap(({ hours, ...dated }) => {
    const windows = hours.length === 0 ? [{ opensMinute: null, closesMinute: null }] : hours.map(minutesOf);
    return windows.map((window) => ({ ...dated, ...window, id: ctx.newId('dth') }));
  });
}
