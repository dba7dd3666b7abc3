import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minutesOf } from '../../src/agenda/catalog/rules/hours-text.ts';
import { type Catalog, indexCatalog } from '../../src/agenda/catalog/rules.ts';
import { type CatalogSpecification, catalogSpecSchema } from '../../src/agenda/catalog/spec-contract.ts';

/** The catalog of one of the project's tenants without a database: its slugs are its ids. */
export async function readSpecCatalog(slug: string): Promise<Catalog> {
  const tenant = JSON.parse(await readFile(join('tenants', slug, 'tenant.json'), 'utf8'));
  const { country, timeZone, currency } = tenant as { country: string; timeZone: string; currency: 'ARS' };
  const spec = catalogSpecSchema.parse(tenant.catalog);
  const hasId = <Row extends { slug: string }>(row: Row) => ({ ...row, id: row.slug });
  return indexCatalog(1, {
    locations: spec.locations.map((one) => ({
      ...hasId(one),
      phone: one.phone ?? null,
      timeZone: one.timeZone ?? timeZone,
      country,
    })),
    services: spec.services.map((one) => ({ ...hasId(one), currency })),
    providers: spec.providers.map(({ limits, services, ...one }) => ({
      ...hasId(one),
      ...limits,
      services: services.map(({ service, ...own }) => ({ ...own, serviceId: service })),
    })),
    resources: spec.resources.map(({ location, ...one }) => ({ ...hasId(one), locationId: location })),
    travelTimes: [],
    holidayOverrides: spec.holidays,
    weeklyHours: weeklyHoursOf(spec),
    datedHours: [],
  });
}

function weeklyHoursOf({ providers }: CatalogSpecification): Catalog['weeklyHours'] {
  return providers.flatMap(({ slug, weeklyHours }) =>
    weeklyHours.flatMap(({ location, weekdays, hours }) =>
      weekdays.flatMap((weekday) =>
        hours.map((text) => ({ providerId: slug, locationId: location, weekday, ...minutesOf(text) })),
      ),
    ),
  );
}
