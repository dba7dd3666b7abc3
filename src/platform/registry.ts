import { type Database, openDatabase } from './database-client.ts';
import type { Settings } from './settings.ts';

/** The database of tenants, hosts and migration state. */
export function openRegistry(settings: Settings): Database {
  return openDatabase(settings.registry);
}
