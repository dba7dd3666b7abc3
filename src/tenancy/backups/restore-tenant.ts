import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import { WriteFailed } from '../../platform/database-client.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { advanceRestore } from './advance-restore.ts';
import { type RestoreTenant, restoreRefSchema, restoreSchema, restoreTenantSchema } from './contract.ts';
import { requireTenant } from './create-backup.ts';
import { presentRestore } from './present-backup.ts';
import { databaseName } from './rules.ts';
import {
  type BackupRow,
  backupsOf,
  insertRestore,
  type RestoreRow,
  restoreById,
  restoresOf,
  type TenantRow,
} from './store.ts';
import { currentDatabase } from './take-backup.ts';

export const restoreTenant = action({
  name: 'restores.start',
  summary: 'Volver un sitio a una copia o a un instante, en una base nueva',
  permission: 'tenants:write',
  input: restoreTenantSchema,
  output: restoreSchema,
  problems: ['not-found', 'request-in-progress'],
  run: async (ctx: OperatorCtx, input) => {
    const tenant = await requireTenant(ctx, input.slug);
    const [backups, restores] = await ctx.registry.read([backupsOf(tenant.id), restoresOf(tenant.id)]);
    const source = sourceOf(ctx, input, backups);
    const restore = newRestore(ctx, { tenant, restores, ...source });
    await begin(ctx, restore);
    // At once: somebody is waiting for it. What does not come to its end here, the cron finds.
    ctx.defer(() => advanceRestore(ctx, restore.id).catch(() => undefined));
    return presentRestore(restore);
  },
});

export const readRestore = action({
  name: 'restores.read',
  summary: 'Cómo va una restauración',
  permission: 'tenants:read',
  input: restoreRefSchema,
  output: restoreSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { id }) => {
    const [[restore]] = await ctx.registry.read([restoreById(id)]);
    if (restore === undefined) throw new AppError('not-found', 'No existe esa restauración.');
    return presentRestore(restore);
  },
});

type Source = Pick<RestoreRow, 'backupId' | 'moment'>;

function sourceOf(ctx: OperatorCtx, { at, backupId }: RestoreTenant, backups: readonly BackupRow[]): Source {
  if (at !== undefined) return { backupId: null, moment: at };
  const isWanted = ({ id, verifyError }: BackupRow) =>
    backupId === undefined ? verifyError === null : id === backupId;
  const backup = backups.find(isWanted);
  if (backup === undefined) throw new AppError('not-found', 'No existe esa copia.');
  const newest = ctx.tenantMigrations.at(-1)?.version ?? 0;
  if (backup.schemaVersion > newest) {
    throw new AppError(
      'invalid-input',
      `La copia tiene el esquema ${backup.schemaVersion}; este Worker, ${newest}.`,
    );
  }
  return { backupId: backup.id, moment: null };
}

interface Beginning extends Source {
  readonly tenant: TenantRow;
  readonly restores: readonly RestoreRow[];
}

function newRestore(ctx: OperatorCtx, { tenant, restores, backupId, moment }: Beginning): RestoreRow {
  const epoch = (restores[0]?.epoch ?? 0) + 1;
  return {
    id: ctx.newId('rst'),
    tenantId: tenant.id,
    epoch,
    backupId,
    moment,
    state: 'requested',
    reason: null,
    attempts: 0,
    leaseUntil: 0,
    databaseName: databaseName(tenant.slug, epoch),
    databaseHostname: null,
    sealedDatabaseToken: null,
    schemaVersion: null,
    replacedName: currentDatabase(tenant, restores),
    replacedHostname: tenant.databaseHostname ?? '',
    isReplacedGone: false,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}

async function begin(ctx: OperatorCtx, restore: RestoreRow): Promise<void> {
  try {
    await ctx.registry.write([insertRestore(restore)]);
  } catch (error) {
    if (!(error instanceof WriteFailed) || error.outcome === 'unknown') throw error;
    throw new AppError('request-in-progress', 'Ya hay una restauración de este sitio en curso.');
  }
}
