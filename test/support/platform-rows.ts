import { type Database, openDatabase } from '../../src/platform/database-client.ts';
import type { PlatformWorld } from './platform-world.ts';

/** Rows as plain objects, behind everybody's back. */
export async function rowsOf(
  database: Pick<Database, 'write'>,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const [result] = await database.write([sql]);
  return (result?.rows ?? []).map((row) => ({ ...row }));
}

/** A tenant's database with a token of its own. */
export async function openDatabaseOf({ turso }: PlatformWorld, slug: string): Promise<Database> {
  const base = `${turso.url}/v1/organizations/${turso.organization}/databases/bp-${slug}`;
  const headers = { authorization: `Bearer ${turso.apiToken}` };
  const minted = await fetch(`${base}/auth/tokens`, { method: 'POST', headers });
  const found = await fetch(base, { headers });
  const { jwt: token } = (await minted.json()) as { jwt: string };
  const { database } = (await found.json()) as { database: { Hostname: string } };
  return openDatabase({ url: turso.databaseUrl(database.Hostname), token });
}
