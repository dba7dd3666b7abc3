import { sql } from 'drizzle-orm';
import { type Database, openDatabase } from './database-client.ts';
import type { Settings } from './settings.ts';
import { statements } from './statements.ts';

/** The database of tenants, hosts and migration state. */
export function openRegistry(settings: Settings): Database {
  return openDatabase(settings.registry);
}

/** Resolves when the registry answers. */
export async function pingRegistry(settings: Settings): Promise<void> {
  await openRegistry(settings).read([
    statements.select({ one: sql<number>`1` }).from(sql`sqlite_schema`).limit(1),
  ]);
}
