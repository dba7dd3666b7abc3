import { AppError } from '../../kernel/problem.ts';
import type { Query } from '../../platform/statements.ts';
import { applyDomains } from '../domains/apply-domains.ts';
import { listOwnDomains } from '../domains/present-domain.ts';
import { databaseNameOf, removeGroup } from './apply-steps.ts';
import type { OperatorCtx } from './operator-context.ts';
import { deleteHosts, deleteUnseenTenant, hostsOf, tenantById } from './store.ts';

export interface Unmaking {
  readonly tenantId: string;
  readonly slug: string;
  /** Whether the database of that name may be ours. */
  readonly hasDatabase: boolean;
  /** What else refers to the tenant, and goes before it. */
  readonly before: readonly Query[];
}

/**
 * Takes back everything that was made for a tenant that never became live: the database and with it its tokens, the
 * hosts, the row. Repeated, it finds nothing left. Throws for a tenant that is live: that one is nobody's to undo.
 */
export async function removeUnseenTenant(
  ctx: OperatorCtx,
  { tenantId, slug, hasDatabase, before }: Unmaking,
): Promise<void> {
  const [[row], hosts] = await ctx.registry.read([tenantById(tenantId), hostsOf(tenantId)]);
  if (row === undefined) return;
  if (row.status !== 'provisioning') throw new Error(`The tenant ${tenantId} is ${row.status}: not undone`);
  // The row goes last: as long as it is there, the database has an owner, and this is tried again.
  if (hasDatabase) await ctx.provisioner.deleteDatabase(databaseNameOf(slug));
  await removeGroup(ctx, row);
  await removeDomains(ctx, tenantId);
  await ctx.registry.write([...before, deleteHosts(tenantId), deleteUnseenTenant(tenantId)]);
  await ctx.forgetHosts(
    tenantId,
    hosts.map(({ host }) => host),
  );
}

/** Throws `upstream-failed` while Cloudflare has not let go of one: then all of this is tried again. */
async function removeDomains(ctx: OperatorCtx, tenantId: string): Promise<void> {
  await applyDomains(ctx.domains, tenantId, []);
  const left = await listOwnDomains(ctx.domains, tenantId);
  if (left.length === 0) return;
  throw new AppError('upstream-failed', `Falta quitar: ${left.map(({ host }) => host).join(', ')}.`);
}
