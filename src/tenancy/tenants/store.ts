import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import { DEFAULT_PLAN, type PlanId } from '../../kernel/plan.ts';
import type { Brand, Tenant } from '../../kernel/tenant.ts';
import { type Params, prepared, statements } from '../../platform/statements.ts';
import { asTenant } from './present-tenant.ts';
import { hosts, tenants } from './tables.ts';

/**
 * A column that a registry not yet migrated lacks: a name that the inner table does not have means the outer one's. To
 * be read like any other once no such registry can be met.
 */
const unmigrated = sql`(SELECT ${sql.raw(`'${DEFAULT_PLAN}'`)} AS plan) AS unmigrated`;
const planIfAny = sql<PlanId>`(SELECT plan FROM tenants AS own WHERE own.id = ${tenants.id})`;

/** A tenant is visible to requests only once its database is there. */
function visibleTenant(where: SQL) {
  return statements
    .select({
      id: tenants.id,
      slug: tenants.slug,
      status: tenants.status,
      plan: planIfAny,
      profile: tenants.profile,
      databaseHostname: tenants.databaseHostname,
      sealedDatabaseToken: tenants.sealedDatabaseToken,
      schemaVersion: tenants.schemaVersion,
      canonicalHost: sql<string>`(SELECT host FROM hosts WHERE tenant_id = ${tenants.id}
        ORDER BY is_canonical DESC, host LIMIT 1)`,
    })
    .from(tenants)
    .innerJoin(unmigrated, sql`true`)
    .where(and(where, isNotNull(tenants.databaseHostname)));
}

export function tenantByHost(host: string) {
  return visibleTenant(sql`${tenants.id} = (SELECT tenant_id FROM hosts WHERE host = ${host})`);
}

export const tenantById = prepared((tenant: Params<{ id: string }>) =>
  visibleTenant(sql`${tenants.id} = ${tenant.id}`),
);

export function toTenant(row: Awaited<ReturnType<typeof tenantByHost>>[number]): Tenant {
  return asTenant(row, row.canonicalHost);
}

export function liveTenantIds() {
  return statements
    .select({ id: tenants.id })
    .from(tenants)
    .where(eq(tenants.status, 'live'))
    .orderBy(tenants.id);
}

export function setBrand(id: string, brand: Brand, now: number) {
  const profile = sql`json_set(${tenants.profile}, '$.brand', json(${JSON.stringify(brand)}))`;
  return statements.update(tenants).set({ profile, updatedAt: now }).where(eq(tenants.id, id));
}

export function hostNamesOf(tenantId: string) {
  return statements.select({ host: hosts.host }).from(hosts).where(eq(hosts.tenantId, tenantId));
}
