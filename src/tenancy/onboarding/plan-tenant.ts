import * as z from 'zod';
import { planCatalog } from '../../agenda/catalog/plan-catalog.ts';
import type { TenantProfile } from '../../kernel/tenant.ts';
import { action } from '../../platform/action.ts';
import { migrate } from '../../platform/migrate.ts';
import { listOwnDomains } from '../domains/present-domain.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { profileOf, refuseMove } from './apply-steps.ts';
import { planForSpec } from './check-plan.ts';
import { type TenantSpec, tenantSpecSchema } from './contract.ts';
import type { OperatorCtx } from './operator-context.ts';
import { type TenantRow, tenantBySlug } from './store.ts';

const changeSchema = z.object({
  what: z.string(),
  change: z.enum(['add', 'change', 'remove']),
  fields: z.array(z.string()).readonly(),
});

export const planTenant = action({
  name: 'tenants.plan',
  summary: 'Qué cambiaría aplicar una especificación, sin cambiar nada',
  permission: 'tenants:write',
  input: tenantSpecSchema,
  output: z
    .object({ isNew: z.boolean(), changes: z.array(changeSchema).readonly() })
    .meta({ id: 'TenantPlan' }),
  problems: ['plan-required', 'quota-reached', 'plan-exceeded'],
  run: runPlanTenant,
});

type Change = z.infer<typeof changeSchema>;

async function runPlanTenant(ctx: OperatorCtx, spec: TenantSpec) {
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  const [[row]] = await ctx.registry.read([tenantBySlug(spec.slug)]);
  const plan = await planForSpec(ctx, row, spec);
  if (row === undefined || row.status === 'provisioning') return { isNew: true, changes: [] };
  refuseMove(ctx, row, spec);
  // Also those that do not serve yet: to apply the same again changes nothing.
  const domains = (await listOwnDomains(ctx.domains, row.id)).filter(({ state }) => state !== 'removing');
  const tenantCtx = ctx.openContext(asTenant(row));
  const changes = [
    ...profileChanges(row, spec),
    ...(plan === row.plan ? [] : [{ what: `plan ${plan}`, change: 'change' as const, fields: [] }]),
    ...hostChanges(
      domains.map(({ host }) => host),
      spec.domains,
    ),
    ...(await planCatalog(tenantCtx, spec.catalog)),
  ];
  return { isNew: false, changes };
}

/** Once the shop has published a brand of its own, what the specification says of it changes nothing. */
function profileChanges({ profile, ownerEmail }: TenantRow, spec: TenantSpec): Change[] {
  const wanted: Record<string, unknown> = { ...profileOf(spec), ownerEmail: spec.ownerEmail };
  const known: Record<string, unknown> = { ...profile, ownerEmail };
  const fields = Object.keys(wanted).filter((name) => textOf(wanted[name]) !== textOf(known[name]));
  const isOwnBrand = profile.brand.version !== undefined;
  const counted = fields.filter((name) => !(isOwnBrand && name === ('brand' satisfies keyof TenantProfile)));
  return counted.length === 0 ? [] : [{ what: 'datos del sitio', change: 'change', fields: counted }];
}

function hostChanges(known: readonly string[], wanted: readonly string[]): Change[] {
  const added = wanted.filter((host) => !known.includes(host));
  const removed = known.filter((host) => !wanted.includes(host));
  return [
    ...added.map((host) => ({ what: `dominio ${host}`, change: 'add' as const, fields: [] })),
    ...removed.map((host) => ({ what: `dominio ${host}`, change: 'remove' as const, fields: [] })),
  ];
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).map(([name, field]) => `${name}:${textOf(field)}`);
  return `{${fields.toSorted().join()}}`;
}
