import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { ProviderLock } from './provider-lock-object.ts';

/** Has every provider's lock compare its claims with the database, both ways. */
export async function reconcileLocks(
  ctx: Ctx,
  namespace: DurableObjectNamespace<ProviderLock>,
): Promise<void> {
  const reading = catalogRead(ctx);
  const [rows] = await ctx.db.read([reading.query]);
  for (const { id: providerId } of reading.resolve(rows).catalog.providers) {
    const name = { tenantId: ctx.tenant.id, providerId };
    await namespace.getByName(`${ctx.tenant.id}/${providerId}`).reconcile(name);
  }
}
