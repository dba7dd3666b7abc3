import type { ClaimResult, TimeClaim } from '../../kernel/claims.ts';

/** The part of a Durable Object's SQL storage that the claims need; synchronous by nature. */
export interface ClaimSql {
  exec<Row extends Record<string, SqlStorageValue>>(
    sql: string,
    ...bindings: SqlStorageValue[]
  ): Iterable<Row>;
}

/** How long a claim waits for its commit. Longer than a commit and the settling of a lost answer can take. */
export const LEASE_MS = 30_000;

/** The database holds no longer time and no wider buffer: rivals are looked for within these. */
const LONGEST_MS = 86_400_000;
const WIDEST_BUFFER_MS = 14_400_000;

/** `unsettled`: only claims whose commits should have ended long ago stand in the way; settle them and ask again. */
export type Placement = ClaimResult | { readonly ok: false; readonly reason: 'unsettled' };

/**
 * `leased`: its commit is under way. `kept`: the commit succeeded. A kept claim with `expires_at` is a hold.
 * `lease_until` of a kept claim says when it was kept.
 */
export function createClaimTable(sql: ClaimSql): void {
  sql.exec(`CREATE TABLE IF NOT EXISTS claims (
    commit_id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL,
    supersedes TEXT,
    request_key TEXT,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    buffer_before INTEGER NOT NULL,
    buffer_after INTEGER NOT NULL,
    expires_at INTEGER,
    state TEXT NOT NULL,
    since INTEGER NOT NULL
  )`);
  sql.exec('CREATE INDEX IF NOT EXISTS claims_time ON claims (starts_at)');
  sql.exec('CREATE INDEX IF NOT EXISTS claims_owner ON claims (owner_id)');
}

interface Rival extends Record<string, SqlStorageValue> {
  request_key: string | null;
  state: string;
  since: number;
}

/** Check and insert in one synchronous step: nothing can come between. Claiming twice under one commit is one claim. */
export function placeClaim(sql: ClaimSql, claim: TimeClaim, now: number): Placement {
  const rivals = [
    ...sql.exec<Rival>(
      `SELECT request_key, state, since FROM claims
       WHERE starts_at > ? AND starts_at < ?
         AND ends_at > ? - max(buffer_after, ?) AND starts_at < ? + max(buffer_before, ?)
         AND owner_id <> ? AND owner_id <> ?
         AND (expires_at IS NULL OR expires_at > ?)`,
      claim.startsAt - LONGEST_MS - WIDEST_BUFFER_MS,
      claim.endsAt + WIDEST_BUFFER_MS,
      claim.startsAt,
      claim.bufferBefore,
      claim.endsAt,
      claim.bufferAfter,
      claim.ownerId,
      claim.supersedes ?? claim.ownerId,
      now,
    ),
  ];
  if (rivals.length > 0) return { ok: false, reason: whyRefused(rivals, claim, now) };
  sql.exec(
    `INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'leased', ?)`,
    claim.commitId,
    claim.ownerId,
    claim.supersedes ?? null,
    claim.requestKey ?? null,
    claim.startsAt,
    claim.endsAt,
    claim.bufferBefore,
    claim.bufferAfter,
    claim.expiresAt ?? null,
    now,
  );
  return { ok: true };
}

function whyRefused(rivals: readonly Rival[], claim: TimeClaim, now: number) {
  if (claim.requestKey !== undefined && rivals.some((rival) => rival.request_key === claim.requestKey)) {
    return 'same-request-running';
  }
  return rivals.every((rival) => rival.state === 'leased' && rival.since + LEASE_MS <= now)
    ? 'unsettled'
    : 'taken';
}

/**
 * The commit succeeded. What its owner (or the hold that it grew out of) claimed here before it goes; and if the
 * owner has kept a later claim by now, this news is late and the claim itself goes.
 */
export function keepClaim(sql: ClaimSql, commitId: string, now: number): void {
  sql.exec(
    `UPDATE claims SET state = 'kept', since = ?, request_key = NULL WHERE commit_id = ?`,
    now,
    commitId,
  );
  sql.exec(
    `DELETE FROM claims WHERE rowid < (SELECT rowid FROM claims WHERE commit_id = ?1) AND owner_id IN (
       SELECT owner_id FROM claims WHERE commit_id = ?1 UNION ALL SELECT supersedes FROM claims WHERE commit_id = ?1)`,
    commitId,
  );
  sql.exec(
    `DELETE FROM claims WHERE commit_id = ?1 AND EXISTS (
       SELECT 1 FROM claims AS later
       WHERE later.owner_id = claims.owner_id AND later.rowid > claims.rowid AND later.state = 'kept')`,
    commitId,
  );
}

export function dropClaim(sql: ClaimSql, commitId: string): void {
  sql.exec('DELETE FROM claims WHERE commit_id = ?', commitId);
}

/** Ended a day ago, or holds past their time. Claims under way stay: their commit decides. */
export function forgetPast(sql: ClaimSql, now: number): void {
  sql.exec(`DELETE FROM claims WHERE state = 'kept' AND (expires_at <= ?1 OR ends_at < ?1 - 86400000)`, now);
}

/** Commits that should have ended: their fate must be asked from the database. */
export function overdueCommits(sql: ClaimSql, now: number): string[] {
  const rows = sql.exec<{ commit_id: string }>(
    `SELECT commit_id FROM claims WHERE state = 'leased' AND since + ${LEASE_MS} <= ?`,
    now,
  );
  return [...rows].map((row) => row.commit_id);
}

/** When somebody should look again: the next lease or hold to end. */
export function nextWakeUp(sql: ClaimSql): number | undefined {
  const rows = sql.exec<{ at: number | null }>(
    `SELECT min(CASE WHEN state = 'leased' THEN since + ${LEASE_MS} ELSE expires_at END) AS at FROM claims`,
  );
  return [...rows][0]?.at ?? undefined;
}

/** A row of the database that takes this provider's time. */
export interface RecordedTime {
  readonly commitId: string;
  readonly ownerId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  readonly expiresAt: number | null;
}

/** Since when a kept claim must have been kept for its absence from the database to mean that it was freed. */
const SETTLED_MS = 60_000;

/**
 * Makes the claims agree with what the database recorded, read at `readAt`: what is missing here is added, what
 * was kept well before that reading and is not recorded any more is dropped. Claims under way are left alone.
 */
export function matchRecord(sql: ClaimSql, recorded: readonly RecordedTime[], readAt: number): void {
  const known = new Set(recorded.map(({ commitId }) => commitId));
  const settled = sql.exec<{ commit_id: string }>(
    `SELECT commit_id FROM claims WHERE state = 'kept' AND since < ? AND ends_at > ?`,
    readAt - SETTLED_MS,
    readAt,
  );
  for (const { commit_id } of [...settled]) if (!known.has(commit_id)) dropClaim(sql, commit_id);
  for (const time of recorded) {
    sql.exec(
      // Its rowid says that it is older than every claim placed here, whenever it is added.
      `INSERT INTO claims (rowid, commit_id, owner_id, starts_at, ends_at, buffer_before, buffer_after, expires_at, state, since)
       VALUES ((SELECT min(0, coalesce(min(rowid), 0)) - 1 FROM claims), ?, ?, ?, ?, ?, ?, ?, 'kept', ?)
       ON CONFLICT DO NOTHING`,
      time.commitId,
      time.ownerId,
      time.startsAt,
      time.endsAt,
      time.bufferBefore,
      time.bufferAfter,
      time.expiresAt,
      readAt,
    );
  }
}
