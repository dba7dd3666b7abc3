import { type Client, createClient } from '@libsql/client/web';
import type { World } from '../../src/local/world/start-world.ts';

/** A direct connection to a tenant's database, behind the Worker's back, for checks. */
export async function openTenantDatabase(world: World, slug: string): Promise<Client> {
  const { turso } = world;
  const base = `${turso.url}/v1/organizations/${turso.organization}/databases/bp-${slug}`;
  const headers = { authorization: `Bearer ${turso.apiToken}` };
  const found = await fetch(base, { headers });
  const minted = await fetch(`${base}/auth/tokens`, { method: 'POST', headers });
  const { database } = (await found.json()) as { database: { Hostname: string } };
  const { jwt } = (await minted.json()) as { jwt: string };
  return createClient({ url: turso.databaseUrl(database.Hostname), authToken: jwt });
}

/** Pairs of active busy times of one provider that break the buffer rule; by a self-join over the whole table. */
export async function countOverlaps(database: Client): Promise<number> {
  const { rows } = await database.execute(`
    SELECT count(*) AS overlaps FROM busy_times AS a JOIN busy_times AS b
      ON a.subject_id = b.subject_id AND a.id < b.id
     AND a.starts_at < b.ends_at + max(b.buffer_after, a.buffer_before)
     AND b.starts_at < a.ends_at + max(a.buffer_after, b.buffer_before)
    WHERE a.owner_type = 'booking' AND b.owner_type = 'booking'`);
  return Number(rows[0]?.overlaps);
}
