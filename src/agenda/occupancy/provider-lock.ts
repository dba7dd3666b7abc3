import type { Claim, ClaimResult } from '../../kernel/claims.ts';
import type { Database } from '../../platform/database-client.ts';
import { errorFields, type Log } from '../../platform/log.ts';
import { settleCommit } from '../../platform/tenant-db.ts';
import {
  type ClaimSql,
  createClaimTable,
  dropClaim,
  forgetClaimed,
  forgetPast,
  keepClaim,
  LEASE_MS,
  matchRecord,
  nextWakeUp,
  overdueCommits,
  placeClaim,
} from './claim-ledger.ts';
import { recordedTimes } from './store.ts';

/** What a lock needs of the object that it lives in. */
export interface LockSurroundings {
  readonly sql: ClaimSql;
  readonly now: () => number;
  readonly openDatabase: () => Promise<Database>;
  /** Has `alarm` called at an instant; the last one asked for counts. */
  readonly setAlarm: (at: number) => void;
  /** The provider or resource whose time it guards. Alarms do not know it, so it is remembered. */
  readonly subject: { get(): string | undefined; set(id: string): void };
  readonly log: Log;
}

/** The single writer of one provider's or resource's time. */
export interface Lock {
  claim(subjectId: string, claim: Claim): Promise<ClaimResult>;
  keep(commitId: string): void;
  drop(commitId: string, ownerId?: string): void;
  /**
   * Compares with the database, both ways.
   * @param forgetBefore what was claimed before this instant (epoch milliseconds) counts no more
   */
  reconcile(subjectId: string, forgetBefore?: number): Promise<void>;
  alarm(): Promise<void>;
}

const RETRY_MS = 10_000;
/** How often the database is read again because of what happened during the reading, before the next alarm tries. */
const MAX_READINGS = 5;

/**
 * A claim is checked and inserted with no await in between; what became of its commit is told by `keep` and `drop`,
 * or asked from the database when nobody tells.
 */
export function createLock(around: LockSurroundings): Lock {
  const { sql } = around;
  createClaimTable(sql);
  const state: LockState = { ...around, wakeUpAt: Number.POSITIVE_INFINITY, tellings: 0 };
  return {
    claim: (subjectId, claim) => claimTime(state, subjectId, claim),
    keep(commitId) {
      state.tellings++;
      keepClaim(sql, commitId, state.now());
    },
    drop(commitId, ownerId) {
      state.tellings++;
      dropClaim(sql, commitId, ownerId);
    },
    async reconcile(subjectId, forgetBefore) {
      state.subject.set(subjectId);
      if (forgetBefore !== undefined) forgetClaimed(sql, forgetBefore);
      await settle(state, subjectId);
      wakeUpWhenNeeded(state);
    },
    alarm: () => onAlarm(state),
  };
}

interface LockState extends LockSurroundings {
  wakeUpAt: number;
  /** Counts what the lock was told, so that a reading of the database can be seen to be overtaken. */
  tellings: number;
}

async function claimTime(state: LockState, subjectId: string, claim: Claim): Promise<ClaimResult> {
  const first = place(state, subjectId, claim);
  if (first.ok || first.reason !== 'unsettled') return first as ClaimResult;
  await settle(state, subjectId);
  const second = place(state, subjectId, claim);
  return second.ok || second.reason !== 'unsettled'
    ? (second as ClaimResult)
    : { ok: false, reason: 'taken' };
}

function place(state: LockState, subjectId: string, claim: Claim) {
  const now = state.now();
  const placement = placeClaim(state.sql, claim, now);
  // An alarm whose time has come without a ring may have been lost.
  const isAwaited = now < state.wakeUpAt && state.wakeUpAt <= now + LEASE_MS;
  if (placement.ok && !isAwaited) {
    state.subject.set(subjectId);
    setWakeUp(state, now + LEASE_MS);
  }
  return placement;
}

/** Decides every overdue commit, then makes the claims agree with what the database recorded. */
async function settle(state: LockState, subjectId: string): Promise<void> {
  const { sql } = state;
  const database = await state.openDatabase();
  for (let attempt = 1; attempt <= MAX_READINGS; attempt++) {
    const before = state.tellings;
    const readAt = state.now();
    const overdue = overdueCommits(sql, readAt);
    const [recorded] = await database.read([recordedTimes(subjectId, readAt)]);
    // Told of something meanwhile: what was read may be older than what the lock knows.
    if (state.tellings !== before) continue;
    const known = new Set(recorded.map(({ commitId }) => commitId));
    for (const commitId of overdue) if (known.has(commitId)) keepClaim(sql, commitId, readAt);
    const unrecorded = overdue.filter((commitId) => !known.has(commitId));
    matchRecord(sql, recorded, readAt);
    forgetPast(sql, readAt);
    if (unrecorded.length === 0) return;
    for (const commitId of unrecorded) await settleUnrecorded(state, database, commitId);
  }
}

/** Voided, or committed just now, or committed and freed since: the reading that follows tells the last two apart. */
async function settleUnrecorded(state: LockState, database: Database, commitId: string): Promise<void> {
  const outcome = await settleCommit(database, commitId, state.now());
  if (outcome === 'committed') keepClaim(state.sql, commitId, 0);
  else dropClaim(state.sql, commitId);
}

async function onAlarm(state: LockState): Promise<void> {
  state.wakeUpAt = Number.POSITIVE_INFINITY;
  const subjectId = state.subject.get();
  if (subjectId === undefined) return;
  try {
    if (overdueCommits(state.sql, state.now()).length > 0) await settle(state, subjectId);
  } catch (error) {
    state.log.warn('lock.settle-failed', errorFields(error));
  }
  wakeUpWhenNeeded(state);
}

function wakeUpWhenNeeded(state: LockState): void {
  const now = state.now();
  forgetPast(state.sql, now);
  const next = nextWakeUp(state.sql);
  if (next !== undefined) setWakeUp(state, Math.max(next, now + RETRY_MS));
}

function setWakeUp(state: LockState, at: number): void {
  state.wakeUpAt = at;
  state.setAlarm(at);
}
