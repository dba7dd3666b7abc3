import { type Client, createClient } from '@libsql/client/web';
import type { World } from '../../src/local/world/start-world.ts';

/** A direct connection to a tenant's database, behind the Worker's back, for checks. */
export async function openTenantDatabase(world: World, slug: string): Promise<Client> {
  const minted = await callPlatform(world, `bp-${slug}/auth/tokens`, 'POST');
  const { jwt } = (await minted.json()) as { jwt: string };
  const url = world.turso.databaseUrl(await databaseHostname(world, slug));
  return createClient({ url, authToken: jwt });
}

/** What faults of one tenant's database name. */
export async function databaseHostname(world: World, slug: string): Promise<string> {
  const found = await callPlatform(world, `bp-${slug}`, 'GET');
  return ((await found.json()) as { database: { Hostname: string } }).database.Hostname;
}

function callPlatform({ turso }: World, path: string, method: 'GET' | 'POST'): Promise<Response> {
  const headers = { authorization: `Bearer ${turso.apiToken}` };
  return fetch(`${turso.url}/v1/organizations/${turso.organization}/databases/${path}`, { method, headers });
}

/** A taken time that had no room beside those that were there before it. */
export interface Overlap {
  readonly rule: 'neighbours' | 'capacity' | 'seats';
  readonly later: string;
}

/** The gap that must stay free after one row and before another: the larger buffer, or the way between their places. */
const gap = (first: string, second: string) => `max(${first}.buffer_after, ${second}.buffer_before, coalesce(
  (SELECT minutes * 60000 FROM travel_times
   WHERE from_location_id = ${first}.place_id AND to_location_id = ${second}.place_id AND later.capacity = 1), 0))`;

/** Rows of the same subject that were there before, and count for the later one: not expired, of somebody else. */
const EARLIER = `earlier.subject_id = later.subject_id AND earlier.rowid < later.rowid
  AND earlier.owner_id <> later.owner_id AND (earlier.expires_at IS NULL OR earlier.expires_at > later.written_at)`;
const OTHER_PARTY = '(earlier.party IS NULL OR later.party IS NULL OR earlier.party <> later.party)';
const MEETS = `earlier.starts_at < later.ends_at + ${gap('later', 'earlier')}
  AND later.starts_at < earlier.ends_at + ${gap('earlier', 'later')}`;

const NEIGHBOURS = `SELECT 'neighbours' AS rule, later.id AS later FROM busy_times AS later JOIN busy_times AS earlier
    ON ${EARLIER} AND ${OTHER_PARTY} AND ${MEETS}
  WHERE later.is_overbooked = 0 AND later.capacity = 1`;

/** At the instant at which one of the earlier begins (or the later one itself), everybody there takes their units. */
const CAPACITY = `SELECT 'capacity' AS rule, later.id AS later FROM busy_times AS later JOIN busy_times AS instant
    ON instant.subject_id = later.subject_id AND instant.ends_at > later.starts_at - 14400000
       AND instant.starts_at - max(later.buffer_after, instant.buffer_before) < later.ends_at
  WHERE later.is_overbooked = 0 AND later.capacity > 1 AND later.capacity < iif(later.party IS NULL, later.seats, 1) + (
    SELECT coalesce(sum(units), 0) FROM (
      SELECT max(iif(earlier.party IS NULL, earlier.seats, 1)) AS units FROM busy_times AS earlier
      WHERE ${EARLIER} AND ${OTHER_PARTY} AND ${MEETS}
        AND earlier.starts_at - max(later.buffer_after, earlier.buffer_before)
          <= max(later.starts_at, instant.starts_at - max(later.buffer_after, instant.buffer_before))
        AND max(later.starts_at, instant.starts_at - max(later.buffer_after, instant.buffer_before))
          < earlier.ends_at + max(earlier.buffer_after, later.buffer_before)
      GROUP BY coalesce(earlier.party, earlier.owner_id)))`;

const SEATS = `SELECT 'seats' AS rule, later.id AS later FROM busy_times AS later
  WHERE later.is_overbooked = 0 AND later.party IS NOT NULL AND later.party_seats < later.seats + (
    SELECT coalesce(sum(earlier.seats), 0) FROM busy_times AS earlier
    WHERE ${EARLIER} AND earlier.party = later.party)`;

/**
 * A self-join over the whole table: neighbours nearer than their buffers and the way between them, more parties than
 * there is room for, more seats than a session has. What was put over others on purpose is exempt.
 */
export const OVERLAPS = `${NEIGHBOURS} UNION ${CAPACITY} UNION ${SEATS}`;

export async function findOverlaps(database: Client): Promise<Overlap[]> {
  const { rows } = await database.execute(OVERLAPS);
  return rows.map(({ rule, later }) => ({ rule: rule as Overlap['rule'], later: String(later) }));
}
