import { eq, sql } from 'drizzle-orm';
import { type Query, statements } from '../../platform/statements.ts';
import { versions } from '../../platform/tables.ts';
import { datedHours, locations, providerServices, providers, services, weeklyHours } from './tables.ts';

/**
 * Both version counters, and the whole active catalog as one JSON text, but only when the caller's version is
 * stale: the usual request learns in its one round trip that what it already has still holds.
 */
export function snapshotQuery(knownVersion: number) {
  return statements
    .select({
      catalogVersion: versions.catalog,
      agendaVersion: versions.agenda,
      snapshot: sql<string | null>`CASE WHEN ${versions.catalog} <> ${knownVersion} THEN ${CATALOG_JSON} END`,
    })
    .from(versions);
}

const CATALOG_JSON = sql.raw(`json_object(
  'locations', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'name', name, 'address', address, 'phone', phone, 'timeZone', time_zone,
      'country', country))
    FROM (SELECT * FROM locations WHERE is_active = 1 ORDER BY position)),
  'services', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'category', category, 'name', name, 'description', description,
      'durationMinutes', duration_minutes, 'stepMinutes', step_minutes,
      'bufferBeforeMinutes', buffer_before_minutes, 'bufferAfterMinutes', buffer_after_minutes,
      'priceCentavos', price_centavos, 'currency', currency, 'noticeMinutes', notice_minutes,
      'windowDays', window_days, 'changeDeadlineMinutes', change_deadline_minutes))
    FROM (SELECT * FROM services WHERE is_active = 1 ORDER BY position)),
  'providers', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'name', name, 'title', title,
      'serviceIds', (SELECT json_group_array(service_id) FROM provider_services WHERE provider_id = p.id)))
    FROM (SELECT * FROM providers WHERE is_active = 1 ORDER BY position) AS p),
  'weeklyHours', (SELECT json_group_array(json_object(
      'providerId', provider_id, 'locationId', location_id, 'weekday', weekday,
      'opensMinute', opens_minute, 'closesMinute', closes_minute))
    FROM weekly_hours),
  'datedHours', (SELECT json_group_array(json_object(
      'date', date, 'providerId', provider_id, 'locationId', location_id,
      'opensMinute', opens_minute, 'closesMinute', closes_minute, 'reason', reason))
    FROM dated_hours))`);

/** Belongs to every write to the catalog: it is what tells the caches. */
function catalogChanged() {
  return statements.update(versions).set({ catalog: sql`${versions.catalog} + 1` });
}

export function providersOfService(serviceId: string) {
  return statements
    .select({ id: providerServices.providerId })
    .from(providerServices)
    .where(eq(providerServices.serviceId, serviceId));
}

/** Every slug of the catalog with its id, active or not. */
export function catalogIds() {
  return [
    statements.select({ id: locations.id, slug: locations.slug }).from(locations),
    statements.select({ id: services.id, slug: services.slug }).from(services),
    statements.select({ id: providers.id, slug: providers.slug }).from(providers),
  ] as const;
}

export interface CatalogRowsToWrite {
  readonly locations: readonly (typeof locations.$inferInsert)[];
  readonly services: readonly (typeof services.$inferInsert)[];
  readonly providers: readonly (typeof providers.$inferInsert)[];
  readonly providerServices: readonly (typeof providerServices.$inferInsert)[];
  readonly weeklyHours: readonly (typeof weeklyHours.$inferInsert)[];
  readonly datedHours: readonly (typeof datedHours.$inferInsert)[];
}

/**
 * Makes the catalog say exactly this: rows are kept by id, what is not named becomes inactive (bookings still
 * point to it), hours are replaced.
 */
export function replaceCatalog(rows: CatalogRowsToWrite): [Query, ...Query[]] {
  return [
    catalogChanged(),
    statements.update(locations).set({ isActive: false }),
    statements.update(services).set({ isActive: false }),
    statements.update(providers).set({ isActive: false }),
    ...rows.locations.map((row) =>
      statements.insert(locations).values(row).onConflictDoUpdate({ target: locations.id, set: row }),
    ),
    ...rows.services.map((row) =>
      statements.insert(services).values(row).onConflictDoUpdate({ target: services.id, set: row }),
    ),
    ...rows.providers.map((row) =>
      statements.insert(providers).values(row).onConflictDoUpdate({ target: providers.id, set: row }),
    ),
    statements.delete(providerServices),
    statements.delete(weeklyHours),
    statements.delete(datedHours),
    ...rows.providerServices.map((row) => statements.insert(providerServices).values(row)),
    ...rows.weeklyHours.map((row) => statements.insert(weeklyHours).values(row)),
    ...rows.datedHours.map((row) => statements.insert(datedHours).values(row)),
  ];
}
