import { action } from '../../platform/action.ts';
import { errorFields } from '../../platform/log.ts';
import { purgeBackups } from '../backups/purge-backups.ts';
import { currentDatabaseOf } from '../backups/take-backup.ts';
import { removeAllDomains } from '../domains/remove-domain.ts';
import { removeGroup } from '../onboarding/apply-steps.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { deleteTenantSchema, tenantRefSchema, tenantStateSchema } from './contract.ts';
import {
  type DeletionRow,
  dueDeletions,
  hostsOf,
  insertDeletion,
  removeTenant,
  setStatus,
  takeBackDeletion,
  tenantById,
} from './store.ts';
import { closeOrOpen, forgetAllHosts, presentState, readTenantState } from './suspend-tenant.ts';

const DAY_MS = 86_400_000;

export const deleteTenant = action({
  name: 'tenants.delete',
  summary: 'Cerrar un sitio ya y borrar todo lo suyo cuando pase el plazo',
  permission: 'tenants:write',
  input: deleteTenantSchema,
  output: tenantStateSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { slug, graceDays }) => {
    const { tenant } = await readTenantState(ctx, slug);
    const deletion: DeletionRow = {
      tenantId: tenant.id,
      slug,
      statusBefore: tenant.status === 'live' ? 'live' : 'suspended',
      requestedAt: ctx.now,
      dueAt: ctx.now + graceDays * DAY_MS,
      removedAt: null,
    };
    // A tenant without a database was never open: there is nothing to close.
    const isClosed = tenant.status === 'provisioning';
    await ctx.registry.write([
      insertDeletion(deletion),
      ...(isClosed ? [] : [setStatus(tenant.id, 'suspended', ctx.now)]),
    ]);
    await forgetAllHosts(ctx, tenant.id);
    const after = await readTenantState(ctx, slug);
    return presentState(after.tenant, after.deletion);
  },
});

export const undeleteTenant = action({
  name: 'tenants.undelete',
  summary: 'Deshacer el borrado de un sitio, mientras dure el plazo',
  permission: 'tenants:write',
  input: tenantRefSchema,
  output: tenantStateSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { slug }) => {
    const { tenant, deletion } = await readTenantState(ctx, slug);
    if (deletion === undefined) return presentState(tenant, undefined);
    const isOpen = tenant.status !== 'provisioning';
    if (isOpen) await closeOrOpen(ctx, tenant, deletion.statusBefore);
    await ctx.registry.write([takeBackDeletion(tenant.id)]);
    return presentState(isOpen ? { ...tenant, status: deletion.statusBefore } : tenant, undefined);
  },
});

/** Called every few minutes: whoever was given time and has had it. */
export async function purgeDeleted(ctx: OperatorCtx): Promise<void> {
  const [due] = await ctx.registry.read([dueDeletions(ctx.now)]);
  for (const deletion of due) {
    try {
      await removeForGood(ctx, deletion);
      ctx.log.info('tenant.removed', { slug: deletion.slug });
    } catch (error) {
      ctx.log.error('tenant.not-removed', { slug: deletion.slug, ...errorFields(error) });
    }
  }
}

/** What names other things goes after them: cut off anywhere, it is done again from the start. */
async function removeForGood(ctx: OperatorCtx, { tenantId }: DeletionRow): Promise<void> {
  const [[tenant], hosts] = await ctx.registry.read([tenantById(tenantId), hostsOf(tenantId)]);
  await removeAllDomains(ctx.domains, tenantId);
  if (tenant !== undefined) await ctx.databases.remove(await currentDatabaseOf(ctx, tenant));
  await purgeBackups(ctx, tenantId);
  if (tenant !== undefined) await removeGroup(ctx, tenant);
  await ctx.registry.write(removeTenant(tenantId, ctx.now));
  await ctx.forgetHosts(
    tenantId,
    hosts.map(({ host }) => host),
  );
}
