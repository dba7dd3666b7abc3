import { and, desc, eq, isNull } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { onboardings } from '../pipeline/tables.ts';
import { hosts, tenants } from '../tenants/tables.ts';

export function tenantBySlug(slug: string) {
  return statements.select().from(tenants).where(eq(tenants.slug, slug));
}

export type TenantRow = Awaited<ReturnType<typeof tenantBySlug>>[number];

export function tenantById(id: string) {
  return statements.select().from(tenants).where(eq(tenants.id, id));
}

export function openOnboardings(slug: string) {
  return statements
    .select({ id: onboardings.id })
    .from(onboardings)
    .where(and(eq(onboardings.slug, slug), isNull(onboardings.closedAt)));
}

export function hostsOf(tenantId: string) {
  return statements
    .select({ host: hosts.host })
    .from(hosts)
    .where(eq(hosts.tenantId, tenantId))
    .orderBy(desc(hosts.kind), desc(hosts.isCanonical), hosts.host);
}

/** Starts a tenant, or finds it started: of two at once, one row stays. */
export function insertTenant(
  row: Pick<
    TenantRow,
    'id' | 'slug' | 'plan' | 'profile' | 'ownerEmail' | 'databaseGroup' | 'databaseLocation'
  >,
  now: number,
) {
  return statements
    .insert(tenants)
    .values({ ...row, status: 'provisioning', schemaVersion: 0, createdAt: now, updatedAt: now })
    .onConflictDoNothing({ target: tenants.slug });
}

export function updateTenant(id: string, change: Partial<TenantRow>, now: number) {
  return statements
    .update(tenants)
    .set({ ...change, updatedAt: now })
    .where(eq(tenants.id, id));
}

/** The platform's subdomain, canonical until an own domain serves. A host of another tenant is left to it. */
export function openPlatformHost(tenantId: string, host: string, now: number) {
  return statements
    .insert(hosts)
    .values({ host, tenantId, kind: 'platform', isCanonical: true, createdAt: now })
    .onConflictDoNothing({ target: hosts.host });
}

export function deleteHosts(tenantId: string) {
  return statements.delete(hosts).where(eq(hosts.tenantId, tenantId));
}

/** Only one that never was live. */
export function deleteUnseenTenant(id: string) {
  return statements.delete(tenants).where(and(eq(tenants.id, id), eq(tenants.status, 'provisioning')));
}

export function allTenants() {
  return statements.select().from(tenants).orderBy(tenants.slug);
}

export function allHosts() {
  return statements.select().from(hosts).orderBy(desc(hosts.isCanonical), hosts.host);
}
