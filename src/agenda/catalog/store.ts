import { sql } from 'drizzle-orm';
import { type Params, prepared, type Query, statements } from '../../platform/statements.ts';
import { versions } from '../../platform/tables.ts';
import { datedHours, locations, providerServices, providers, services, weeklyHours } from './tables.ts';

/**
 * Both version counters, and the whole active catalog as one JSON text, but only when the caller's version is
 * stale: the usual request learns in its one round trip that what it already has still holds.
 */
export const snapshotQuery = prepared((known: Params<{ version: number }>) =>
  statements
    .select({
      catalogVersion: versions.catalog,
      agendaVersion: versions.agenda,
      snapshot: sql<
        string | null
      >`CASE WHEN ${versions.catalog} <> ${known.version} THEN (SELECT snapshot FROM catalog_snapshot) END`,
    })
    .from(versions),
);

/** Belongs to every write to the catalog: it is what tells the caches. */
function catalogChanged() {
  return statements.update(versions).set({ catalog: sql`${versions.catalog} + 1` });
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
