import type * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import { listOwnDomains } from '../domains/present-domain.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { planSchema } from '../plans/contract.ts';
import { readInUse } from '../plans/read-in-use.ts';
import { describePlan } from '../plans/read-plan.ts';
import { refuseOver } from '../plans/refuse-over.ts';
import { gainedBy } from '../plans/rules/entitlement.ts';
import { type Offer, offerOf } from '../plans/rules/offer.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { type ChangedPlan, changedPlanSchema, changePlanSchema, tenantRefSchema } from './contract.ts';
import { readTenantBySlug } from './read-usage.ts';
import { hostsOf, setPlan, type TenantRow } from './store.ts';

export const readTenantPlan = action({
  name: 'tenant-plans.read',
  summary: 'El plan de un sitio, y cuánto usa de él',
  permission: 'tenants:read',
  input: tenantRefSchema,
  output: planSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { slug }) => {
    const row = await readTenantBySlug(ctx, slug);
    if (row.databaseHostname === null) throw new AppError('not-found', 'Ese sitio todavía no abrió.');
    return await describePlan(ctx.openContext(asTenant(row)));
  },
});

export const changePlan = action({
  name: 'tenant-plans.change',
  summary: 'Cambiarle el plan a un sitio; no pasa a uno en el que no entra lo que tiene',
  permission: 'tenants:write',
  input: changePlanSchema,
  output: changedPlanSchema,
  problems: ['not-found', 'plan-exceeded'],
  run: runChangePlan,
});

async function runChangePlan(
  ctx: OperatorCtx,
  { slug, plan, dryRun }: z.output<typeof changePlanSchema>,
): Promise<ChangedPlan> {
  const row = await readTenantBySlug(ctx, slug);
  const [from, to] = [offerOf(row.plan), offerOf(plan)];
  await refuseTooMuch(ctx, row, to);
  const isChanged = from !== to && !dryRun;
  if (isChanged) {
    await ctx.registry.write([setPlan(row.id, plan, ctx.now)]);
    const [hosts] = await ctx.registry.read([hostsOf(row.id)]);
    await ctx.forgetHosts(
      row.id,
      hosts.map(({ host }) => host),
    );
    ctx.log.info('tenant.plan-changed', { slug, from: from.id, to: to.id });
  }
  return { slug, from: from.id, to: to.id, isChanged, gains: gainedBy(from, to), loses: gainedBy(to, from) };
}

/** A tenant without a database has nothing yet that could be too much. */
async function refuseTooMuch(ctx: OperatorCtx, row: TenantRow, to: Offer): Promise<void> {
  if (row.databaseHostname === null || row.plan === to.id) return;
  const domains = await listOwnDomains(ctx.domains, row.id);
  const kept = domains.filter(({ state }) => state !== 'removing');
  const outside = { ownDomains: kept.length, isPlaced: row.databaseGroup !== null };
  refuseOver(to, await readInUse(ctx.openContext(asTenant(row)), outside));
}
