import { and, eq, isNull, lte } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { hosts, tenants } from '../tenants/tables.ts';
import { deletions } from './tables.ts';

export type TenantRow = typeof tenants.$inferSelect;
export type DeletionRow = typeof deletions.$inferSelect;

export function tenantBySlug(slug: string) {
  return statements.select().from(tenants).where(eq(tenants.slug, slug));
}

export function tenantById(id: string) {
  return statements.select().from(tenants).where(eq(tenants.id, id));
}

export function hostsOf(tenantId: string) {
  return statements.select({ host: hosts.host }).from(hosts).where(eq(hosts.tenantId, tenantId));
}

export function setStatus(tenantId: string, status: TenantRow['status'], now: number) {
  return statements.update(tenants).set({ status, updatedAt: now }).where(eq(tenants.id, tenantId));
}

/** Of somebody who is still there. */
export function pendingDeletion(tenantId: string) {
  return statements
    .select()
    .from(deletions)
    .where(and(eq(deletions.tenantId, tenantId), isNull(deletions.removedAt)));
}

/** Asked for twice, the first date counts. */
export function insertDeletion(row: DeletionRow) {
  return statements.insert(deletions).values(row).onConflictDoNothing();
}

export function takeBackDeletion(tenantId: string) {
  return statements
    .delete(deletions)
    .where(and(eq(deletions.tenantId, tenantId), isNull(deletions.removedAt)));
}

export function dueDeletions(now: number) {
  return statements
    .select()
    .from(deletions)
    .where(and(lte(deletions.dueAt, now), isNull(deletions.removedAt)));
}

/** Everything but the tombstone. */
export function removeTenant(tenantId: string, now: number) {
  return [
    statements.delete(hosts).where(eq(hosts.tenantId, tenantId)),
    statements.delete(tenants).where(eq(tenants.id, tenantId)),
    statements.update(deletions).set({ removedAt: now }).where(eq(deletions.tenantId, tenantId)),
  ];
}
