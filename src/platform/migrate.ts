import type { Database } from './database-client.ts';
import { WriteFailed } from './database-client.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const VERSIONS_TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`;

/**
 * Brings a database to the newest version. Each migration and the note that it ran are one transaction, so a run
 * that is cut anywhere is simply run again; of two runs at once the slower one finds its work done.
 * @returns the version reached
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  now: number,
): Promise<number> {
  const applied = await appliedVersions(database);
  for (const migration of migrations) {
    if (!applied.has(migration.version)) await applyOne(database, migration, now);
  }
  return migrations.at(-1)?.version ?? 0;
}

async function appliedVersions(database: Database): Promise<ReadonlySet<number>> {
  const results = await database.write([VERSIONS_TABLE, 'SELECT version FROM schema_migrations']);
  return new Set((results[1]?.rows ?? []).map((row) => Number(row.version)));
}

async function applyOne(database: Database, { version, name, sql }: Migration, now: number): Promise<void> {
  try {
    await database.script(`BEGIN IMMEDIATE;
      INSERT INTO schema_migrations (version, name, applied_at) VALUES (${version}, '${name}', ${now});
      ${sql}
      COMMIT;`);
  } catch (error) {
    if ((await appliedVersions(database)).has(version)) return;
    throw new WriteFailed('refused', error);
  }
}
