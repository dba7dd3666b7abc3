import type { Wanted } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { readInUse } from './read-in-use.ts';
import { lacking, withoutRoom } from './rules/entitlement.ts';
import { offerOf } from './rules/offer.ts';

/**
 * Throws `plan-required` or `quota-reached` when the tenant's plan does not have what an action wants. The count is read
 * before the action runs: of two that want the last one in the same moment both may get it.
 */
export async function admitAction(ctx: Ctx, { feature, quota }: Wanted): Promise<void> {
  const offer = offerOf(ctx.tenant.plan);
  const missing = feature && lacking(offer, feature);
  if (missing !== undefined) throw missing;
  if (quota === undefined) return;
  const ownDomains = quota === 'own-domains' ? (await ctx.domains.list()).length : 0;
  const used = (await readInUse(ctx, { ownDomains })).quotas[quota];
  const full = withoutRoom(offer, quota, { used, wanted: used + 1 });
  if (full !== undefined) throw full;
}
