import { count, gt, sql } from 'drizzle-orm';
import { type Params, prepared, type Query, statements } from '../../platform/statements.ts';
import { versions } from '../../platform/tables.ts';
import {
  catalogChecks,
  catalogPromises,
  datedHours,
  holidayOverrides,
  locations,
  ownIntake,
  providerServices,
  providers,
  resources,
  services,
  travelTimes,
  weeklyHours,
} from './tables.ts';

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
    statements.select({ id: resources.id, slug: resources.slug }).from(resources),
  ] as const;
}

/** What bookings to come need of the catalog: how many need it, and the first of them. */
export function promisesAfter(now: number) {
  return statements
    .select({
      list: catalogPromises.list,
      id: catalogPromises.id,
      bookings: count(),
      firstAt: sql<number>`min(${catalogPromises.startsAt})`,
    })
    .from(catalogPromises)
    .where(gt(catalogPromises.endsAt, now))
    .groupBy(catalogPromises.list, catalogPromises.id);
}

/** An assertion within a commit: what was promised is still in the catalog. */
export function insertCatalogCheck(now: number) {
  return statements.insert(catalogChecks).values({ at: now });
}

export interface CatalogRowsToWrite {
  readonly locations: readonly (typeof locations.$inferInsert)[];
  readonly services: readonly (typeof services.$inferInsert)[];
  readonly providers: readonly (typeof providers.$inferInsert)[];
  readonly resources: readonly (typeof resources.$inferInsert)[];
  readonly travelTimes: readonly (typeof travelTimes.$inferInsert)[];
  readonly holidayOverrides: readonly (typeof holidayOverrides.$inferInsert)[];
  readonly providerServices: readonly (typeof providerServices.$inferInsert)[];
  readonly weeklyHours: readonly (typeof weeklyHours.$inferInsert)[];
  readonly datedHours: readonly (typeof datedHours.$inferInsert)[];
  readonly ownIntake: readonly (typeof ownIntake.$inferInsert)[];
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
    statements.update(resources).set({ isActive: false }),
    ...rows.locations.map((row) =>
      statements.insert(locations).values(row).onConflictDoUpdate({ target: locations.id, set: row }),
    ),
    ...rows.services.map((row) =>
      statements.insert(services).values(row).onConflictDoUpdate({ target: services.id, set: row }),
    ),
    ...rows.providers.map((row) =>
      statements.insert(providers).values(row).onConflictDoUpdate({ target: providers.id, set: row }),
    ),
    ...rows.resources.map((row) =>
      statements.insert(resources).values(row).onConflictDoUpdate({ target: resources.id, set: row }),
    ),
    statements.delete(providerServices),
    statements.delete(weeklyHours),
    statements.delete(datedHours),
    statements.delete(travelTimes),
    statements.delete(holidayOverrides),
    statements.delete(ownIntake),
    ...rows.providerServices.map((row) => statements.insert(providerServices).values(row)),
    ...rows.weeklyHours.map((row) => statements.insert(weeklyHours).values(row)),
    ...rows.datedHours.map((row) => statements.insert(datedHours).values(row)),
    ...rows.travelTimes.map((row) => statements.insert(travelTimes).values(row)),
    ...rows.holidayOverrides.map((row) => statements.insert(holidayOverrides).values(row)),
    ...rows.ownIntake.map((row) => statements.insert(ownIntake).values(row)),
  ];
}
