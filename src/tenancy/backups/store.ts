import { and, asc, desc, eq, isNull, lte, max, ne, notInArray, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { auditLog, events } from '../../platform/tables.ts';
import { hosts, tenants } from '../tenants/tables.ts';
import { backups, restores, spareDatabases } from './tables.ts';

export type BackupRow = typeof backups.$inferSelect;
export type RestoreRow = typeof restores.$inferSelect;
export type TenantRow = typeof tenants.$inferSelect;
type SpareRow = typeof spareDatabases.$inferSelect;

// Tenants -----------------------------------------------------------------------------------------------------

export function tenantBySlug(slug: string) {
  return statements.select().from(tenants).where(eq(tenants.slug, slug));
}

export function tenantById(id: string) {
  return statements.select().from(tenants).where(eq(tenants.id, id));
}

/** Those that have opened, with when their newest backup was last known to have everything. */
export function tenantsWithBackups() {
  return statements
    .select({ id: tenants.id, confirmedAt: max(backups.confirmedAt) })
    .from(tenants)
    .leftJoin(backups, eq(backups.tenantId, tenants.id))
    .where(ne(tenants.status, 'provisioning'))
    .groupBy(tenants.id);
}

export function hostsOf(tenantId: string) {
  return statements.select({ host: hosts.host }).from(hosts).where(eq(hosts.tenantId, tenantId));
}

/** Only from the database that was replaced: done twice, it is done once. */
export function switchDatabase(
  { tenantId, replacedHostname }: Pick<RestoreRow, 'tenantId' | 'replacedHostname'>,
  change: Pick<TenantRow, 'databaseHostname' | 'sealedDatabaseToken' | 'schemaVersion'>,
  now: number,
) {
  return statements
    .update(tenants)
    .set({ ...change, updatedAt: now })
    .where(and(eq(tenants.id, tenantId), eq(tenants.databaseHostname, replacedHostname)));
}

// Backups -----------------------------------------------------------------------------------------------------

export function insertBackup(row: BackupRow) {
  return statements.insert(backups).values(row);
}

export function backupsOf(tenantId: string) {
  return statements
    .select()
    .from(backups)
    .where(eq(backups.tenantId, tenantId))
    .orderBy(desc(backups.takenAt), desc(backups.id));
}

export function backupById(id: string) {
  return statements.select().from(backups).where(eq(backups.id, id));
}

export function changeBackup(
  id: string,
  change: Partial<Pick<BackupRow, 'confirmedAt' | 'verifiedAt' | 'verifyError'>>,
) {
  return statements.update(backups).set(change).where(eq(backups.id, id));
}

export function removeBackup(id: string) {
  return statements.delete(backups).where(eq(backups.id, id));
}

export function unverifiedBackups(limit: number) {
  return statements
    .select({ id: backups.id })
    .from(backups)
    .where(and(isNull(backups.verifiedAt), isNull(backups.verifyError)))
    .orderBy(desc(backups.takenAt))
    .limit(limit);
}

// Databases that are nobody's, or nobody's any more --------------------------------------------------------------

export function noteSpare(row: SpareRow) {
  return statements
    .insert(spareDatabases)
    .values(row)
    .onConflictDoUpdate({ target: spareDatabases.name, set: { removeAt: row.removeAt } });
}

export function forgetSpare(name: string) {
  return statements.delete(spareDatabases).where(eq(spareDatabases.name, name));
}

export function dueSpares(now: number, limit: number) {
  return statements
    .select({ name: spareDatabases.name })
    .from(spareDatabases)
    .where(
      and(
        lte(spareDatabases.removeAt, now),
        // A restore that waits for something may take long.
        sql`${spareDatabases.name} NOT IN (
          SELECT ${restores.databaseName} FROM ${restores} WHERE ${notInArray(restores.state, [...ENDED])})`,
      ),
    )
    .orderBy(asc(spareDatabases.removeAt))
    .limit(limit);
}

// Restores ----------------------------------------------------------------------------------------------------

const ENDED = ['done', 'failed'] as const;

export function insertRestore(row: RestoreRow) {
  return statements.insert(restores).values(row);
}

export function restoreById(id: string) {
  return statements.select().from(restores).where(eq(restores.id, id));
}

export function restoresOf(tenantId: string) {
  return statements
    .select()
    .from(restores)
    .where(eq(restores.tenantId, tenantId))
    .orderBy(desc(restores.epoch));
}

export function openRestores() {
  return statements
    .select({ id: restores.id })
    .from(restores)
    .where(notInArray(restores.state, [...ENDED]));
}

/** Gives whoever comes first the number of their attempt, the other nothing. */
export function leaseRestore(id: string, now: number, until: number) {
  return statements
    .update(restores)
    .set({ leaseUntil: until, attempts: sql`${restores.attempts} + 1`, updatedAt: now })
    .where(and(eq(restores.id, id), lte(restores.leaseUntil, now), notInArray(restores.state, [...ENDED])))
    .returning({ attempts: restores.attempts });
}

/** Only for whoever has it now, from the state that they saw. */
export function changeRestore(
  { id, state: before, attempts }: Pick<RestoreRow, 'id' | 'state' | 'attempts'>,
  change: Partial<RestoreRow>,
  now: number,
) {
  return statements
    .update(restores)
    .set({ ...change, updatedAt: now })
    .where(and(eq(restores.id, id), eq(restores.state, before), eq(restores.attempts, attempts)));
}

// In the restored database ------------------------------------------------------------------------------------

export function eventById(id: string) {
  return statements.select({ sequence: events.sequence }).from(events).where(eq(events.id, id));
}

/** Events are numbered on from here: no number that was given before the restore means something else after it. */
export function insertRestoredEvent(row: Omit<typeof events.$inferInsert, 'sequence'>, gap: number) {
  return statements
    .insert(events)
    .values({ ...row, sequence: sql<number>`(SELECT coalesce(max(sequence), 0) + ${gap} FROM events)` })
    .onConflictDoNothing();
}

export function insertRestoredAudit(row: typeof auditLog.$inferInsert) {
  return statements.insert(auditLog).values(row).onConflictDoNothing();
}

// A tenant that goes ------------------------------------------------------------------------------------------

export function sparesOf(tenantId: string) {
  return statements
    .select({ name: spareDatabases.name })
    .from(spareDatabases)
    .where(eq(spareDatabases.tenantId, tenantId));
}

/** Its backups and restores. */
export function removeAllOf(tenantId: string) {
  return [
    statements.delete(backups).where(eq(backups.tenantId, tenantId)),
    statements.delete(restores).where(eq(restores.tenantId, tenantId)),
  ];
}
