import type { IdPrefix } from '../../kernel/ids.ts';
import type { Ctx } from '../../platform/context.ts';
import { refuseRemoval } from './refuse-removal.ts';
import { minutesOf } from './rules/hours-text.ts';
import type { CatalogSpecification } from './spec-contract.ts';
import { type CatalogRowsToWrite, catalogIds, insertCatalogCheck, replaceCatalog } from './store.ts';

/**
 * Makes the tenant's catalog say what the specification says; slugs keep their ids. Throws `catalog-in-use` when it
 * leaves out what bookings to come need: then nothing changes.
 */
export async function loadCatalog(ctx: Ctx, spec: CatalogSpecification): Promise<void> {
  const [locations, services, providers, resources] = await ctx.db.read([...catalogIds()]);
  const ids: Ids = {
    location: idOf(ctx, 'loc', locations),
    service: idOf(ctx, 'srv', services),
    provider: idOf(ctx, 'prv', providers),
    resource: idOf(ctx, 'res', resources),
  };
  const result = await ctx.db.commit({
    write: [...replaceCatalog(specifiedRows(ctx, spec, ids)), insertCatalogCheck(ctx.now)],
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
  if (!result.ok) await refuseRemoval(ctx, spec, { locations, services, providers, resources });
}

type IdOf = (slug: string) => string;
type Ids = {
  readonly location: IdOf;
  readonly service: IdOf;
  readonly provider: IdOf;
  readonly resource: IdOf;
};

/** The rows that a specification stands for. */
export function specifiedRows(ctx: Ctx, spec: CatalogSpecification, ids: Ids): CatalogRowsToWrite {
  return { ...placesAndServices(ctx, spec, ids), ...people(ctx, spec, ids), ownIntake: ownIntakeOf(spec) };
}

/** No row where the shop asks what its line of business asks. */
function ownIntakeOf({ intake, consents, notAsked }: CatalogSpecification): CatalogRowsToWrite['ownIntake'] {
  const isOwn = intake.length + consents.length + notAsked.length > 0;
  return isOwn ? [{ one: 1, form: { intake, consents, notAsked } }] : [];
}

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
): Pick<CatalogRowsToWrite, 'locations' | 'services' | 'resources' | 'travelTimes' | 'holidayOverrides'> {
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
    resources: spec.resources.map(({ location, ...resource }, position) => ({
      ...resource,
      id: ids.resource(resource.slug),
      locationId: ids.location(location),
      position,
      isActive: true,
    })),
    travelTimes: spec.travelTimes.flatMap(({ between: [one, other], minutes }) => [
      { fromLocationId: ids.location(one), toLocationId: ids.location(other), minutes },
      { fromLocationId: ids.location(other), toLocationId: ids.location(one), minutes },
    ]),
    holidayOverrides: spec.holidays,
  };
}

type PeopleRows = Pick<CatalogRowsToWrite, 'providers' | 'providerServices' | 'weeklyHours' | 'datedHours'>;

function people(ctx: Ctx, spec: CatalogSpecification, ids: Ids): PeopleRows {
  return {
    providers: spec.providers.map(({ slug, name, title, limits = {} }, position) => ({
      id: ids.provider(slug),
      slug,
      name,
      title,
      ...limits,
      position,
      isActive: true,
    })),
    providerServices: spec.providers.flatMap((provider) =>
      provider.services.map(({ service, ...own }) => ({
        ...own,
        providerId: ids.provider(provider.slug),
        serviceId: ids.service(service),
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
