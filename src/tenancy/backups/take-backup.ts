import type { Database } from '../../platform/database-client.ts';
import { digest } from '../../platform/secrets.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { type SnapshotHead, snapshotLines } from '../snapshots/load-snapshot.ts';
import { readShape, startContent } from '../snapshots/read-rows.ts';
import { sealSnapshot } from '../snapshots/seal-snapshot.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { withSpare } from './open-spare.ts';
import { databaseName, expendableBackups, isBackupDue, spareName } from './rules.ts';
import {
  type BackupRow,
  backupsOf,
  changeBackup,
  insertBackup,
  removeBackup,
  restoresOf,
  type TenantRow,
  tenantById,
} from './store.ts';

/** Where a tenant's objects are. */
export function folderOf(tenantId: string): string {
  return `tenants/${tenantId}/`;
}

/** Backs a tenant up when it is time and something changed; otherwise notes that nothing did. */
export async function takeDueBackup(ctx: OperatorCtx, tenantId: string): Promise<void> {
  const [[tenant], backups] = await ctx.registry.read([tenantById(tenantId), backupsOf(tenantId)]);
  const [newest] = backups;
  if (tenant?.databaseHostname == null || !isBackupDue(newest?.confirmedAt, ctx.now)) return;
  const askedAt = Date.now();
  const marker = await readMarker(await ctx.openDatabase(asTenant(tenant)), tenant.databaseHostname);
  if (newest !== undefined && newest.marker === marker) {
    await ctx.registry.write([changeBackup(newest.id, { confirmedAt: askedAt })]);
  } else await takeBackup(ctx, tenant);
  await forgetExpendable(ctx, tenantId);
}

/**
 * Writes what a tenant's database holds at one instant to a sealed object. The database service makes a copy of the
 * database first, which is that instant and stays still: it can be read page by page, however large it is, without a
 * transaction that the service would end after five seconds, and without a load on the tenant's own database.
 */
export async function takeBackup(ctx: OperatorCtx, tenant: TenantRow): Promise<BackupRow> {
  const source = await currentDatabaseOf(ctx, tenant);
  const takenAt = Date.now();
  const id = ctx.newId('bak');
  const name = spareName(tenant.slug, `s${takenAt.toString(36)}`);
  const spare = { name, tenantId: tenant.id, purpose: 'snapshot', from: { name: source } } as const;
  const snapshot = await withSpare(ctx, spare, (copy) => writeSnapshot(ctx, { copy, tenant, id, takenAt }));
  const { bytes, ...facts } = snapshot;
  const sha256 = await digest(bytes);
  const at = new Date(takenAt).toISOString();
  const objectName = `${folderOf(tenant.id)}${at}-${sha256.slice(0, 12)}.bpb`;
  await ctx.backups.put(objectName, bytes, { sha256 });
  const row: BackupRow = {
    id,
    tenantId: tenant.id,
    objectName,
    takenAt,
    confirmedAt: takenAt,
    sizeBytes: bytes.length,
    sha256,
    verifiedAt: null,
    verifyError: null,
    ...facts,
  };
  await ctx.registry.write([insertBackup(row)]);
  const [[still]] = await ctx.registry.read([tenantById(tenant.id)]);
  // Removed for good meanwhile: nothing of it may come after.
  if (still === undefined) await forget(ctx, row);
  await ctx.enqueue([{ type: 'verify-backup', backupId: id }]);
  ctx.log.info('backup.taken', { backupId: id, slug: tenant.slug, sizeBytes: bytes.length });
  return row;
}

interface Writing {
  readonly copy: Database;
  readonly tenant: TenantRow;
  readonly id: string;
  readonly takenAt: number;
}

async function writeSnapshot(ctx: OperatorCtx, { copy, tenant, id, takenAt }: Writing) {
  const shape = await readShape(copy);
  const content = await startContent(shape);
  const head: SnapshotHead = {
    format: 'snapshot-1',
    tenantId: tenant.id,
    takenAt: new Date(takenAt).toISOString(),
    shape,
  };
  const seal = await ctx.backupSeal(tenant.id, id);
  const bytes = await sealSnapshot(seal, snapshotLines(copy, head, content));
  const [facts] = await copy.rows([
    `SELECT (SELECT max(version) FROM schema_migrations) AS schema_version,
       (SELECT coalesce(max(sequence), 0) FROM events) AS event_sequence`,
  ]);
  return {
    bytes,
    marker: await readMarker(copy, tenant.databaseHostname ?? ''),
    contentHash: content.hash,
    rowCounts: content.counts,
    schemaVersion: Number(facts?.rows[0]?.schema_version),
    eventSequence: Number(facts?.rows[0]?.event_sequence),
  };
}

/** Changes with every commit, every booked time and every change of the catalog; another database never has the same. */
async function readMarker(database: Database, hostname: string): Promise<string> {
  const [result] = await database.rows([
    `SELECT coalesce((SELECT max(sequence) FROM events), 0) AS events,
       coalesce((SELECT max(rowid) FROM audit_log), 0) AS audit, catalog, agenda FROM versions`,
  ]);
  const row = result?.rows[0];
  return [hostname, row?.events, row?.audit, row?.catalog, row?.agenda].join('|');
}

export async function currentDatabaseOf(ctx: OperatorCtx, tenant: TenantRow): Promise<string> {
  const [restores] = await ctx.registry.read([restoresOf(tenant.id)]);
  return currentDatabase(tenant, restores);
}

/** What the database service calls the database that a tenant has now. */
export function currentDatabase(
  { slug, databaseHostname }: TenantRow,
  restores: readonly { readonly databaseName: string; readonly databaseHostname: string | null }[],
): string {
  const restored = restores.find((restore) => restore.databaseHostname === databaseHostname);
  return restored?.databaseName ?? databaseName(slug, 0);
}

async function forgetExpendable(ctx: OperatorCtx, tenantId: string): Promise<void> {
  const [backups] = await ctx.registry.read([backupsOf(tenantId)]);
  for (const id of expendableBackups(backups, ctx.now)) {
    const backup = backups.find((one) => one.id === id);
    if (backup !== undefined) await forget(ctx, backup);
  }
}

/** The object first: cut off in between, the row is found again and its object is no longer there, which is no error. */
async function forget(
  ctx: OperatorCtx,
  { id, objectName }: Pick<BackupRow, 'id' | 'objectName'>,
): Promise<void> {
  await ctx.backups.delete(objectName);
  await ctx.registry.write([removeBackup(id)]);
}
