import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { backupListSchema, backupSchema, tenantRefSchema } from './contract.ts';
import { presentBackup } from './present-backup.ts';
import { backupsOf, type TenantRow, tenantBySlug } from './store.ts';
import { takeBackup } from './take-backup.ts';

export const createBackup = action({
  name: 'backups.create',
  summary: 'Hacer una copia de un sitio ahora',
  permission: 'tenants:write',
  input: tenantRefSchema,
  output: backupSchema,
  problems: ['not-found', 'upstream-failed'],
  run: async (ctx: OperatorCtx, { slug }) => {
    return presentBackup(await takeBackup(ctx, await requireTenant(ctx, slug)));
  },
});

export const listBackups = action({
  name: 'backups.list',
  summary: 'Las copias de un sitio, la más nueva primero',
  permission: 'tenants:read',
  input: tenantRefSchema,
  output: backupListSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { slug }) => {
    const { id } = await requireTenant(ctx, slug);
    const [rows] = await ctx.registry.read([backupsOf(id)]);
    return { data: rows.map(presentBackup), nextCursor: null };
  },
});

/** A tenant that has a database. */
export async function requireTenant(ctx: OperatorCtx, slug: string): Promise<TenantRow> {
  const [[tenant]] = await ctx.registry.read([tenantBySlug(slug)]);
  if (tenant?.databaseHostname == null) throw new AppError('not-found', 'No existe ese sitio.');
  return tenant;
}
