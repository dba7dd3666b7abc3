import type { Claim, ClaimResult, TimeClaim } from '../../kernel/claims.ts';
import { hasRoom, type TakenTime } from '../../kernel/occupancy.ts';

/** The part of a Durable Object's SQL storage that the claims need; synchronous by nature. */
export interface ClaimSql {
  exec<Row extends Record<string, SqlStorageValue>>(
    sql: string,
    ...bindings: SqlStorageValue[]
  ): Iterable<Row>;
}

/** How long a claim waits for its commit. Longer than a commit and the settling of a lost answer can take. */
export const LEASE_MS = 30_000;

/** The database holds no longer time and no wider buffer or way: rivals are looked for within these. */
const LONGEST_MS = 86_400_000;
const WIDEST_GAP_MS = 14_400_000;

/** `unsettled`: only claims whose commits should have ended long ago stand in the way; settle them and ask again. */
export type Placement = ClaimResult | { readonly ok: false; readonly reason: 'unsettled' };

/**
 * `leased`: its commit is under way. `kept`: the commit succeeded. A kept claim with `expires_at` is a hold.
 * `since` of a kept claim says when it was kept. `claims` was the table of the first version: whatever it held is
 * in the database, from where the next reconciliation brings it.
 */
export function createClaimTable(sql: ClaimSql): void {
  sql.exec('DROP TABLE IF EXISTS claims');
  sql.exec(`CREATE TABLE IF NOT EXISTS claimed_times (
    commit_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    supersedes TEXT,
    request_key TEXT,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    buffer_before INTEGER NOT NULL,
    buffer_after INTEGER NOT NULL,
    place_id TEXT,
    party TEXT,
    seats INTEGER NOT NULL,
    expires_at INTEGER,
    state TEXT NOT NULL,
    since INTEGER NOT NULL,
    UNIQUE (commit_id, owner_id, starts_at)
  )`);
  sql.exec('CREATE INDEX IF NOT EXISTS claimed_times_start ON claimed_times (starts_at)');
  sql.exec('CREATE INDEX IF NOT EXISTS claimed_times_owner ON claimed_times (owner_id)');
}

interface Rival extends TakenTime {
  readonly commitId: string;
  readonly requestKey: string | null;
  readonly state: string;
  readonly since: number;
}

/** Check and insert in one synchronous step: nothing can come between. Claiming twice under one commit is one claim. */
export function placeClaim(sql: ClaimSql, claim: Claim, now: number): Placement {
  // What the owners had before goes with the same commit: one of them may take what another leaves.
  const givenUp = new Set(claim.times.flatMap(({ ownerId, supersedes }) => [ownerId, supersedes ?? ownerId]));
  for (const [index, time] of claim.times.entries()) {
    if (time.isOverbooked === true) continue;
    const rivals = rivalsOf(sql, time, now).filter(({ ownerId }) => !givenUp.has(ownerId));
    const siblings = claim.times.slice(0, index).filter(({ ownerId }) => ownerId !== time.ownerId);
    if (!hasRoom(time, [...rivals, ...siblings]))
      return { ok: false, reason: whyRefused(rivals, { claim, time, now }) };
  }
  for (const time of claim.times) insertClaim(sql, claim, { time, now });
  return { ok: true };
}

function rivalsOf(sql: ClaimSql, time: TimeClaim, now: number): Rival[] {
  const rows = sql.exec<Record<string, SqlStorageValue>>(
    `SELECT owner_id AS ownerId, commit_id AS commitId, request_key AS requestKey, state, since,
       starts_at AS startsAt, ends_at AS endsAt, buffer_before AS bufferBefore, buffer_after AS bufferAfter,
       place_id AS placeId, party, seats
     FROM claimed_times
     WHERE starts_at > ? AND starts_at < ? AND ends_at > ? AND owner_id <> ?
       AND (expires_at IS NULL OR expires_at > ?)`,
    time.startsAt - LONGEST_MS - WIDEST_GAP_MS,
    time.endsAt + WIDEST_GAP_MS,
    time.startsAt - WIDEST_GAP_MS,
    time.ownerId,
    now,
  );
  return [...rows] as unknown as Rival[];
}

interface Refused {
  readonly claim: Claim;
  readonly time: TimeClaim;
  readonly now: number;
}

function whyRefused(rivals: readonly Rival[], { claim, time, now }: Refused) {
  if (claim.requestKey !== undefined && rivals.some(({ requestKey }) => requestKey === claim.requestKey)) {
    return 'same-request-running';
  }
  const isOverdue = ({ state, since }: Rival) => state === 'leased' && since + LEASE_MS <= now;
  return hasRoom(
    time,
    rivals.filter((rival) => !isOverdue(rival)),
  )
    ? 'unsettled'
    : 'taken';
}

function insertClaim(
  sql: ClaimSql,
  { commitId, requestKey }: Claim,
  { time, now }: { readonly time: TimeClaim; readonly now: number },
): void {
  sql.exec(
    `INSERT OR REPLACE INTO claimed_times VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'leased', ?)`,
    commitId,
    time.ownerId,
    time.supersedes ?? null,
    requestKey ?? null,
    time.startsAt,
    time.endsAt,
    time.bufferBefore,
    time.bufferAfter,
    time.placeId,
    time.party,
    time.seats,
    time.expiresAt ?? null,
    now,
  );
}

/**
 * The commit succeeded. What its owners (or the holds that it grew out of) claimed here before it goes; and if an
 * owner has kept a later claim by now, this news is late and the claim itself goes.
 */
export function keepClaim(sql: ClaimSql, commitId: string, now: number): void {
  sql.exec(
    `UPDATE claimed_times SET state = 'kept', since = ?, request_key = NULL WHERE commit_id = ?`,
    now,
    commitId,
  );
  sql.exec(
    `DELETE FROM claimed_times WHERE rowid < (SELECT min(rowid) FROM claimed_times WHERE commit_id = ?1)
       AND owner_id IN (
         SELECT owner_id FROM claimed_times WHERE commit_id = ?1
         UNION ALL SELECT supersedes FROM claimed_times WHERE commit_id = ?1)`,
    commitId,
  );
  sql.exec(
    `DELETE FROM claimed_times WHERE commit_id = ?1 AND EXISTS (
       SELECT 1 FROM claimed_times AS later
       WHERE later.owner_id = claimed_times.owner_id AND later.commit_id <> ?1
         AND later.rowid > claimed_times.rowid AND later.state = 'kept')`,
    commitId,
  );
}

/** @param ownerId only what the commit claimed for this owner; without it, all */
export function dropClaim(sql: ClaimSql, commitId: string, ownerId?: string): void {
  sql.exec(
    'DELETE FROM claimed_times WHERE commit_id = ?1 AND (?2 IS NULL OR owner_id = ?2)',
    commitId,
    ownerId ?? null,
  );
}

/** Ended a day ago, or holds past their time. Claims under way stay: their commit decides. */
export function forgetPast(sql: ClaimSql, now: number): void {
  sql.exec(
    `DELETE FROM claimed_times WHERE state = 'kept' AND (expires_at <= ?1 OR ends_at < ?1 - 86400000)`,
    now,
  );
}

/** Whatever was claimed or kept before an instant: the database that it was about is not the tenant's any more. */
export function forgetClaimed(sql: ClaimSql, before: number): void {
  sql.exec('DELETE FROM claimed_times WHERE since < ?', before);
}

/** Commits that should have ended: their fate must be asked from the database. */
export function overdueCommits(sql: ClaimSql, now: number): string[] {
  const rows = sql.exec<{ commit_id: string }>(
    `SELECT DISTINCT commit_id FROM claimed_times WHERE state = 'leased' AND since + ${LEASE_MS} <= ?`,
    now,
  );
  return [...rows].map((row) => row.commit_id);
}

/** When somebody should look again: the next lease or hold to end. */
export function nextWakeUp(sql: ClaimSql): number | undefined {
  const rows = sql.exec<{ at: number | null }>(
    `SELECT min(CASE WHEN state = 'leased' THEN since + ${LEASE_MS} ELSE expires_at END) AS at FROM claimed_times`,
  );
  return [...rows][0]?.at ?? undefined;
}

/** A row of the database that takes this subject's time. */
export interface RecordedTime extends TakenTime {
  readonly commitId: string;
  readonly expiresAt: number | null;
}

/** Since when a kept claim must have been kept for its absence from the database to mean that it was freed. */
const SETTLED_MS = 60_000;

/**
 * Makes the claims agree with what the database recorded, read at `readAt`: what is missing here is added, what
 * was kept well before that reading and is not recorded any more is dropped. Claims under way are left alone.
 */
export function matchRecord(sql: ClaimSql, recorded: readonly RecordedTime[], readAt: number): void {
  const known = new Set(recorded.map(({ commitId, ownerId }) => `${commitId} ${ownerId}`));
  const settled = sql.exec<{ commit_id: string; owner_id: string }>(
    `SELECT DISTINCT commit_id, owner_id FROM claimed_times WHERE state = 'kept' AND since < ? AND ends_at > ?`,
    readAt - SETTLED_MS,
    readAt,
  );
  for (const { commit_id, owner_id } of [...settled])
    if (!known.has(`${commit_id} ${owner_id}`)) dropClaim(sql, commit_id, owner_id);
  for (const time of recorded) {
    sql.exec(
      // Its rowid says that it is older than every claim placed here, whenever it is added.
      `INSERT INTO claimed_times (rowid, commit_id, owner_id, starts_at, ends_at, buffer_before, buffer_after,
         place_id, party, seats, expires_at, state, since)
       VALUES ((SELECT min(0, coalesce(min(rowid), 0)) - 1 FROM claimed_times), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'kept', ?)
       ON CONFLICT DO NOTHING`,
      time.commitId,
      time.ownerId,
      time.startsAt,
      time.endsAt,
      time.bufferBefore,
      time.bufferAfter,
      time.placeId,
      time.party,
      time.seats,
      time.expiresAt,
      readAt,
    );
  }
}
