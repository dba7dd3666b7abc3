import { and, count, desc, eq, inArray, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { hosts, tenants } from '../tenants/tables.ts';
import type { TenantProgress } from './contract.ts';
import { MAX_FAILURES } from './rules.ts';
import { rollouts, rolloutTenants } from './tables.ts';

export type RolloutRow = typeof rollouts.$inferSelect;
type RolloutTenantRow = typeof rolloutTenants.$inferSelect;

export function insertRollout(row: RolloutRow) {
  return statements.insert(rollouts).values(row);
}

export function rolloutById(id: string) {
  return statements.select().from(rollouts).where(eq(rollouts.id, id));
}

export function newestRollouts(limit: number) {
  return statements.select().from(rollouts).orderBy(desc(rollouts.id)).limit(limit);
}

export function openRollouts() {
  return statements
    .select()
    .from(rollouts)
    .where(inArray(rollouts.state, ['canary', 'running']));
}

export function slugsOf(slugs: readonly string[]) {
  return statements
    .select({ id: tenants.id, slug: tenants.slug })
    .from(tenants)
    .where(inArray(tenants.slug, [...slugs]));
}

/** Every tenant that is behind and not in it yet; also those that came to be behind since it began. */
export function enrolOutdated({ id, targetVersion }: RolloutRow, canaryIds: readonly string[] = []) {
  const isCanary = canaryIds.length === 0 ? sql`0` : inArray(tenants.id, [...canaryIds]);
  return statements
    .insert(rolloutTenants)
    .select(
      sql`SELECT ${id}, ${tenants.id}, ${isCanary}, 'pending', ${tenants.schemaVersion}, 0, 0, NULL, 0, 0, NULL
          FROM ${tenants}
          WHERE ${tenants.schemaVersion} < ${targetVersion} AND ${tenants.status} <> 'provisioning'`,
    )
    .onConflictDoNothing();
}

export function tallyOf(rolloutId: string) {
  const isGivenUp = sql<number>`${rolloutTenants.state} = 'failed' AND ${rolloutTenants.failures} >= ${MAX_FAILURES}`;
  return statements
    .select({
      isCanary: rolloutTenants.isCanary,
      state: rolloutTenants.state,
      isGivenUp: isGivenUp.mapWith(Boolean),
      count: count(),
    })
    .from(rolloutTenants)
    .where(eq(rolloutTenants.rolloutId, rolloutId))
    .groupBy(rolloutTenants.isCanary, rolloutTenants.state, isGivenUp);
}

/** Changes the state only from the one that was judged: of two judges at once the second changes nothing. */
export function moveRollout(
  { id, state: before }: Pick<RolloutRow, 'id' | 'state'>,
  change: Pick<RolloutRow, 'state' | 'stopReason'>,
  now: number,
) {
  return statements
    .update(rollouts)
    .set({ ...change, updatedAt: now })
    .where(and(eq(rollouts.id, id), eq(rollouts.state, before)));
}

/** Who may be taken now: waiting, failed and waited long enough, or taken by somebody who has not been heard of. */
const TAKEABLE = (now: number) => sql`(
  (${rolloutTenants.state} = 'pending'
   OR (${rolloutTenants.state} = 'failed' AND ${rolloutTenants.failures} < ${MAX_FAILURES})) AND ${rolloutTenants.nextAt} <= ${now}
  OR ${rolloutTenants.state} = 'running' AND ${rolloutTenants.leaseUntil} <= ${now})`;

/**
 * Takes up to `limit` tenants in one statement, so that nobody is taken twice and no more than the bound are under
 * way, whoever else is taking. Those that were taken least often come first: a tenant that ends whoever takes it
 * holds up nobody but itself.
 */
export function leaseTenants(
  { id, leaseMs, parallel }: RolloutRow,
  { limit, now }: { readonly limit: number; readonly now: number },
) {
  return statements
    .update(rolloutTenants)
    .set({
      state: 'running',
      reason: null,
      attempts: sql`${rolloutTenants.attempts} + 1`,
      leaseUntil: now + leaseMs,
    })
    .where(
      and(
        eq(rolloutTenants.rolloutId, id),
        sql`${rolloutTenants.tenantId} IN (
          SELECT tenant_id FROM rollout_tenants
          WHERE rollout_id = ${id} AND ${TAKEABLE(now)}
            AND is_canary >= (SELECT state = 'canary' FROM rollouts WHERE id = ${id})
          ORDER BY is_canary DESC, attempts, tenant_id
          LIMIT max(0, min(${limit}, ${parallel} - (
            SELECT count(*) FROM rollout_tenants
            WHERE rollout_id = ${id} AND state = 'running' AND lease_until > ${now}))))`,
        sql`EXISTS (SELECT 1 FROM rollouts WHERE id = ${id} AND state IN ('canary', 'running'))`,
      ),
    )
    .returning({ tenantId: rolloutTenants.tenantId, failures: rolloutTenants.failures });
}

export function finishTenant(
  { rolloutId, tenantId }: Pick<RolloutTenantRow, 'rolloutId' | 'tenantId'>,
  change: Partial<RolloutTenantRow>,
) {
  return statements
    .update(rolloutTenants)
    .set({ leaseUntil: 0, ...change })
    .where(and(eq(rolloutTenants.rolloutId, rolloutId), eq(rolloutTenants.tenantId, tenantId)));
}

/** What the registry knows of a tenant's schema only ever rises: a late answer does not take it back. */
export function raiseSchemaVersion(tenantId: string, version: number, now: number) {
  return statements
    .update(tenants)
    .set({ schemaVersion: sql`max(${tenants.schemaVersion}, ${version})`, updatedAt: now })
    .where(eq(tenants.id, tenantId));
}

/** Whoever failed starts over; whoever is done stays done. */
export function retryFailed(rolloutId: string) {
  return statements
    .update(rolloutTenants)
    .set({ state: 'pending', failures: 0, reason: null, nextAt: 0, leaseUntil: 0 })
    .where(and(eq(rolloutTenants.rolloutId, rolloutId), eq(rolloutTenants.state, 'failed')));
}

export interface ProgressFilter {
  readonly rolloutId: string;
  readonly state: TenantProgress | undefined;
  readonly limit: number;
}

/** Those that need a look first. */
export function progressOf({ rolloutId, state, limit }: ProgressFilter) {
  return statements
    .select({
      slug: tenants.slug,
      isCanary: rolloutTenants.isCanary,
      state: rolloutTenants.state,
      fromVersion: rolloutTenants.fromVersion,
      attempts: rolloutTenants.attempts,
      reason: rolloutTenants.reason,
      elapsedMs: rolloutTenants.elapsedMs,
    })
    .from(rolloutTenants)
    .innerJoin(tenants, eq(tenants.id, rolloutTenants.tenantId))
    .where(
      and(
        eq(rolloutTenants.rolloutId, rolloutId),
        state === undefined ? undefined : eq(rolloutTenants.state, state),
      ),
    )
    .orderBy(
      sql`CASE ${rolloutTenants.state} WHEN 'failed' THEN 0 WHEN 'running' THEN 1 WHEN 'pending' THEN 2 ELSE 3 END`,
      tenants.slug,
    )
    .limit(limit);
}

/** What is needed to open the databases of those that were taken, and to forget where they were. */
export function tenantsOf(ids: readonly string[]) {
  return statements
    .select()
    .from(tenants)
    .where(inArray(tenants.id, [...ids]));
}

export type TenantRow = Awaited<ReturnType<typeof tenantsOf>>[number];

export function hostsOf(ids: readonly string[]) {
  return statements
    .select({ host: hosts.host, tenantId: hosts.tenantId })
    .from(hosts)
    .where(inArray(hosts.tenantId, [...ids]));
}
