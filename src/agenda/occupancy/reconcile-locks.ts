import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { ProviderLock } from './provider-lock-object.ts';

/**
 * Has the lock of every provider and resource compare its claims with the database, both ways.
 * @param forgetBefore after a restore: what was claimed before this instant counts no more
 */
export async function reconcileLocks(
  ctx: Ctx,
  namespace: DurableObjectNamespace<ProviderLock>,
  forgetBefore?: number,
): Promise<void> {
  const reading = catalogRead(ctx);
  const [rows] = await ctx.db.read([reading.query]);
  const { catalog } = reading.resolve(rows);
  for (const { id: subjectId } of [...catalog.providers, ...catalog.resources]) {
    const name = { tenantId: ctx.tenant.id, subjectId };
    await namespace.getByName(`${ctx.tenant.id}/${subjectId}`).reconcile(name, forgetBefore);
  }
}
