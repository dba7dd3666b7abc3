import { DEFAULT_PLAN, type PlanId } from '../../kernel/plan.ts';
import { listOwnDomains } from '../domains/present-domain.ts';
import { readInUse } from '../plans/read-in-use.ts';
import { type Brought, refuseBrought, refuseOver, refusePlace } from '../plans/refuse-over.ts';
import type { InUse } from '../plans/rules/entitlement.ts';
import { offerOf } from '../plans/rules/offer.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import type { TenantSpec } from './contract.ts';
import type { OperatorCtx } from './operator-context.ts';
import type { TenantRow } from './store.ts';

/**
 * The plan that a tenant is on once its specification is applied. Throws when the specification brings more than that plan
 * has, or when the tenant has more than fits into the plan that it is to change to.
 */
export async function planForSpec(
  ctx: OperatorCtx,
  before: TenantRow | undefined,
  spec: Pick<TenantSpec, 'plan' | 'catalog' | 'domains' | 'hosting'>,
): Promise<PlanId> {
  const plan = spec.plan ?? before?.plan ?? DEFAULT_PLAN;
  const offer = offerOf(plan);
  const wanted = broughtBy(spec);
  const inUse = before && (await readInUseOf(ctx, before));
  if (spec.hosting !== undefined && inUse?.features['data-residency'] !== 1) refusePlace(offer);
  if (inUse === undefined) refuseBrought(offer, wanted);
  else if (plan === before?.plan) refuseBrought(offer, wanted, { there: inUse.quotas });
  else refuseOver(offer, { ...inUse, quotas: { ...inUse.quotas, ...wanted } });
  return plan;
}

function broughtBy({ catalog, domains }: Pick<TenantSpec, 'catalog' | 'domains'>): Brought {
  return {
    locations: catalog.locations.length,
    providers: catalog.providers.length,
    'own-domains': domains.length,
  };
}

/** Undefined when there is nothing yet: the tenant's database is not ready. */
async function readInUseOf(ctx: OperatorCtx, row: TenantRow): Promise<InUse | undefined> {
  if (row.databaseHostname === null || row.schemaVersion === 0) return undefined;
  const domains = await listOwnDomains(ctx.domains, row.id);
  const kept = domains.filter(({ state }) => state !== 'removing');
  const outside = { ownDomains: kept.length, isPlaced: row.databaseGroup !== null };
  return await readInUse(ctx.openContext(asTenant(row)), outside);
}
