import { errorFields } from '../../platform/log.ts';
import { digest } from '../../platform/secrets.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { BrokenSnapshot, checkContent, loadSnapshot } from '../snapshots/load-snapshot.ts';
import { openSnapshot } from '../snapshots/seal-snapshot.ts';
import { withSpare } from './open-spare.ts';
import { spareName } from './rules.ts';
import { type BackupRow, backupById, changeBackup } from './store.ts';

/** A backup counts once it was restored into a database of its own and was the same there, row by row. */
export async function verifyBackup(ctx: OperatorCtx, backupId: string): Promise<void> {
  const [[backup]] = await ctx.registry.read([backupById(backupId)]);
  if (backup === undefined || backup.verifiedAt !== null || backup.verifyError !== null) return;
  try {
    const lines = await openBackup(ctx, backup);
    // Two that verify at once do not get into each other's way.
    const name = spareName(backupId.slice(-12), `v${Date.now().toString(36)}`);
    const spare = { name, tenantId: backup.tenantId, purpose: 'verification' } as const;
    await withSpare(ctx, spare, async (database) => {
      await loadSnapshot(database, lines);
      await checkContent(database, backup);
    });
    await ctx.registry.write([changeBackup(backupId, { verifiedAt: Date.now() })]);
  } catch (error) {
    if (!(error instanceof BrokenSnapshot)) throw error;
    ctx.log.error('backup.broken', { backupId, tenant: backup.tenantId, ...errorFields(error) });
    await ctx.registry.write([changeBackup(backupId, { verifyError: error.message })]);
  }
}

/** The lines of a backup. Throws `BrokenSnapshot` when the object is not the one that was written. */
export async function openBackup(ctx: OperatorCtx, backup: BackupRow): Promise<AsyncIterable<string>> {
  const object = await ctx.backups.get(backup.objectName);
  if (object === null) throw new BrokenSnapshot(`There is no object ${backup.objectName}`);
  const bytes = new Uint8Array(await object.arrayBuffer());
  if ((await digest(bytes)) !== backup.sha256) throw new BrokenSnapshot('The object was altered');
  return openSnapshot(await ctx.backupSeal(backup.tenantId, backup.id), bytes);
}
