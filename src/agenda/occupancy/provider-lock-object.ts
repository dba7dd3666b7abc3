import { DurableObject } from 'cloudflare:workers';
import type { ClaimResult, TimeClaim } from '../../kernel/claims.ts';
import type { Database } from '../../platform/database-client.ts';
import { createLog, errorFields, type Log } from '../../platform/log.ts';
import { settingsOf } from '../../platform/settings.ts';
import { settleCommit } from '../../platform/tenant-db.ts';
import { openTenantDatabaseById } from '../../tenancy/tenants/open-tenant-database.ts';
import {
  createClaimTable,
  dropClaim,
  forgetPast,
  keepClaim,
  LEASE_MS,
  matchRecord,
  nextWakeUp,
  overdueCommits,
  placeClaim,
} from './claim-ledger.ts';
import { recordedTimes } from './store.ts';

/** Whose time this object guards. Alarms do not know an object's name, so the object remembers it. */
export interface LockName {
  readonly tenantId: string;
  readonly providerId: string;
}

const RETRY_MS = 10_000;
/** How often the database is read again because of what happened during the reading, before the next alarm tries. */
const MAX_READINGS = 5;

/**
 * The single writer of one provider's time. A claim is checked and inserted with no await in between; what
 * became of its commit is told by `keep` and `drop`, or asked from the database when nobody tells.
 */
export class ProviderLock extends DurableObject<Env> {
  readonly #log: Log;
  #wakeUpAt = Number.POSITIVE_INFINITY;
  /** Counts what the object was told, so that a reading of the database can be seen to be overtaken. */
  #tellings = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#log = createLog(settingsOf(env).logLevel, { requestId: `lock:${ctx.id.toString().slice(0, 16)}` });
    createClaimTable(ctx.storage.sql);
  }

  async claim(name: LockName, claim: TimeClaim): Promise<ClaimResult> {
    const first = this.#place(name, claim);
    if (first.ok || first.reason !== 'unsettled') return first as ClaimResult;
    await this.#settle(name);
    const second = this.#place(name, claim);
    return second.ok || second.reason !== 'unsettled'
      ? (second as ClaimResult)
      : { ok: false, reason: 'taken' };
  }

  keep(commitId: string): void {
    this.#tellings++;
    keepClaim(this.ctx.storage.sql, commitId, Date.now());
  }

  drop(commitId: string): void {
    this.#tellings++;
    dropClaim(this.ctx.storage.sql, commitId);
  }

  /** Compares with the database, both ways. */
  async reconcile(name: LockName): Promise<void> {
    this.ctx.storage.kv.put('name', name);
    await this.#settle(name);
    await this.#wakeUpWhenNeeded();
  }

  override async alarm(): Promise<void> {
    this.#wakeUpAt = Number.POSITIVE_INFINITY;
    const name = this.ctx.storage.kv.get<LockName>('name');
    if (name === undefined) return;
    try {
      if (overdueCommits(this.ctx.storage.sql, Date.now()).length > 0) await this.#settle(name);
    } catch (error) {
      this.#log.warn('lock.settle-failed', { tenant: name.tenantId, ...errorFields(error) });
    }
    await this.#wakeUpWhenNeeded();
  }

  #place(name: LockName, claim: TimeClaim) {
    const now = Date.now();
    const placement = placeClaim(this.ctx.storage.sql, claim, now);
    if (placement.ok && now + LEASE_MS < this.#wakeUpAt) {
      this.ctx.storage.kv.put('name', name);
      this.#setWakeUp(now + LEASE_MS);
    }
    return placement;
  }

  /** Decides every overdue commit, then makes the claims agree with what the database recorded. */
  async #settle(name: LockName): Promise<void> {
    const sql = this.ctx.storage.sql;
    const database = await openTenantDatabaseById(this.env, name.tenantId);
    for (let attempt = 1; attempt <= MAX_READINGS; attempt++) {
      const before = this.#tellings;
      const readAt = Date.now();
      const overdue = overdueCommits(sql, readAt);
      const [recorded] = await database.read([recordedTimes(name.providerId, readAt)]);
      // Told of something meanwhile: what was read may be older than what the object knows.
      if (this.#tellings !== before) continue;
      const known = new Set(recorded.map(({ commitId }) => commitId));
      for (const commitId of overdue) if (known.has(commitId)) keepClaim(sql, commitId, readAt);
      const unrecorded = overdue.filter((commitId) => !known.has(commitId));
      matchRecord(sql, recorded, readAt);
      forgetPast(sql, readAt);
      if (unrecorded.length === 0) return;
      for (const commitId of unrecorded) await this.#settleUnrecorded(database, commitId);
    }
  }

  /** Voided, or committed just now, or committed and freed since: the reading that follows tells the last two apart. */
  async #settleUnrecorded(database: Database, commitId: string): Promise<void> {
    const outcome = await settleCommit(database, commitId, Date.now());
    if (outcome === 'committed') keepClaim(this.ctx.storage.sql, commitId, 0);
    else dropClaim(this.ctx.storage.sql, commitId);
  }

  async #wakeUpWhenNeeded(): Promise<void> {
    const now = Date.now();
    forgetPast(this.ctx.storage.sql, now);
    const next = nextWakeUp(this.ctx.storage.sql);
    this.#setWakeUp(next === undefined ? undefined : Math.max(next, now + RETRY_MS));
  }

  #setWakeUp(at: number | undefined): void {
    if (at === undefined) return;
    this.#wakeUpAt = at;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(at));
  }
}
