import { and, asc, desc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { PlanId } from '../../kernel/plan.ts';
import { statements } from '../../platform/statements.ts';
import { hosts, tenants } from '../tenants/tables.ts';
import { isCounter, type Sample } from './rules.ts';
import { measurements, usage } from './tables.ts';

export function tenantBySlug(slug: string) {
  return statements.select().from(tenants).where(eq(tenants.slug, slug));
}

export type TenantRow = Awaited<ReturnType<typeof tenantBySlug>>[number];

export function tenantById(id: string) {
  return statements.select().from(tenants).where(eq(tenants.id, id));
}

export function hostsOf(tenantId: string) {
  return statements.select({ host: hosts.host }).from(hosts).where(eq(hosts.tenantId, tenantId));
}

export function setPlan(id: string, plan: PlanId, now: number) {
  return statements.update(tenants).set({ plan, updatedAt: now }).where(eq(tenants.id, id));
}

/** Live tenants that nobody has asked since an instant, the longest ago first. */
export function dueTenants(before: number, limit: number) {
  return statements
    .select({ id: tenants.id })
    .from(tenants)
    .leftJoin(measurements, eq(measurements.tenantId, tenants.id))
    .where(
      and(eq(tenants.status, 'live'), or(isNull(measurements.triedAt), lte(measurements.triedAt, before))),
    )
    .orderBy(asc(measurements.triedAt))
    .limit(limit);
}

export function measurementOf(tenantId: string) {
  return statements.select().from(measurements).where(eq(measurements.tenantId, tenantId));
}

/** The amount takes the place of what was there; of a counter that may begin anew, the higher of both stays. */
export function noteSample(tenantId: string, { month, metric, amount }: Sample, now: number) {
  const set = {
    amount: isCounter(metric) ? sql`max(${usage.amount}, excluded.amount)` : sql`excluded.amount`,
    measuredAt: now,
  };
  return statements
    .insert(usage)
    .values({ tenantId, month, metric, amount, measuredAt: now })
    .onConflictDoUpdate({ target: [usage.tenantId, usage.month, usage.metric], set });
}

/** @param problem why the tenant's own database did not answer */
export function noteMeasurement(tenantId: string, problem: string | null, now: number) {
  const answered = problem === null ? { answeredAt: now } : {};
  return statements
    .insert(measurements)
    .values({ tenantId, triedAt: now, problem, ...answered })
    .onConflictDoUpdate({ target: measurements.tenantId, set: { triedAt: now, problem, ...answered } });
}

export function usageOf(tenantId: string) {
  return statements
    .select()
    .from(usage)
    .where(eq(usage.tenantId, tenantId))
    .orderBy(desc(usage.month))
    .limit(200);
}

export function usageInMonths(from: string) {
  return statements.select().from(usage).where(sql`${usage.month} >= ${from}`);
}

/** Every tenant that has a database, with when it was last heard of. */
export function measuredTenants() {
  return statements
    .select({
      id: tenants.id,
      slug: tenants.slug,
      status: tenants.status,
      plan: tenants.plan,
      schemaVersion: tenants.schemaVersion,
      profile: tenants.profile,
      answeredAt: measurements.answeredAt,
      problem: measurements.problem,
    })
    .from(tenants)
    .leftJoin(measurements, eq(measurements.tenantId, tenants.id))
    .where(isNotNull(tenants.databaseHostname))
    .orderBy(tenants.slug);
}
