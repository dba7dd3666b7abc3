import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { TenantProfile } from '../../kernel/tenant.ts';
import { statements } from '../../platform/statements.ts';
import { hosts, tenants } from '../tenants/tables.ts';

export function tenantBySlug(slug: string) {
  return statements.select().from(tenants).where(eq(tenants.slug, slug));
}

export type TenantRow = Awaited<ReturnType<typeof tenantBySlug>>[number];

export function hostsOf(tenantId: string) {
  return statements.select({ host: hosts.host }).from(hosts).where(eq(hosts.tenantId, tenantId));
}

/** Hosts of the list that belong to somebody else. */
export function hostsTaken(list: readonly string[], slug: string) {
  return statements
    .select({ host: hosts.host })
    .from(hosts)
    .innerJoin(tenants, eq(tenants.id, hosts.tenantId))
    .where(and(inArray(hosts.host, [...list]), ne(tenants.slug, slug)));
}

/** Starts a tenant, or finds it started: of two at once, one row stays. */
export function insertTenant(
  row: { id: string; slug: string; profile: TenantProfile; ownerEmail: string },
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

export interface HostRow {
  readonly host: string;
  readonly kind: 'platform' | 'custom';
  readonly isCanonical: boolean;
}

/** Makes the tenant answer on exactly these hosts. A host of another tenant breaks the primary key: nothing changes. */
export function replaceHosts(tenantId: string, rows: readonly HostRow[], now: number) {
  return [
    statements.delete(hosts).where(eq(hosts.tenantId, tenantId)),
    ...rows.map((row) => statements.insert(hosts).values({ ...row, tenantId, createdAt: now })),
  ];
}

export function outdatedTenants(version: number) {
  return statements
    .select()
    .from(tenants)
    .where(and(sql`${tenants.schemaVersion} < ${version}`, ne(tenants.status, 'provisioning')))
    .orderBy(tenants.updatedAt, tenants.id);
}

export function allTenants() {
  return statements.select().from(tenants).orderBy(tenants.slug);
}

export function allHosts() {
  return statements.select().from(hosts).orderBy(desc(hosts.isCanonical), hosts.host);
}
