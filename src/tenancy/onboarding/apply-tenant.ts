import { loadCatalog } from '../../agenda/catalog/load-catalog.ts';
import { SCOPES } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import { createFirstApiKey } from '../../partners/credentials/create-api-key.ts';
import { action } from '../../platform/action.ts';
import { WriteFailed } from '../../platform/database-client.ts';
import { errorFields } from '../../platform/log.ts';
import { migrate } from '../../platform/migrate.ts';
import { applyDomains, refuseTakenDomains } from '../domains/apply-domains.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import {
  choosePlace,
  ensureDatabase,
  ensureToken,
  hostNamesOf,
  migrateDatabase,
  noteProfile,
  openDoors,
  platformHostOf,
  startTenant,
} from './apply-steps.ts';
import { planForSpec } from './check-plan.ts';
import { type AppliedTenant, appliedTenantSchema, type TenantSpec, tenantSpecSchema } from './contract.ts';
import type { OperatorCtx } from './operator-context.ts';
import { openOnboardings, tenantBySlug } from './store.ts';

export const applyTenant = action({
  name: 'tenants.apply',
  summary: 'Dejar un sitio como dice su especificación: lo crea, lo completa o lo actualiza',
  permission: 'tenants:write',
  input: tenantSpecSchema,
  output: appliedTenantSchema,
  problems: [
    'already-exists',
    'catalog-in-use',
    'upstream-failed',
    'request-in-progress',
    'plan-required',
    'quota-reached',
    'plan-exceeded',
  ],
  run: runApplyTenant,
});

async function runApplyTenant(ctx: OperatorCtx, spec: TenantSpec): Promise<AppliedTenant> {
  try {
    return await applySteps(ctx, spec);
  } catch (error) {
    // Two requests for one tenant at once: one of them finds a row where it wanted to write its own.
    if (!(error instanceof WriteFailed) || error.outcome === 'unknown') throw error;
    ctx.log.warn('tenant.apply-refused', { slug: spec.slug, ...errorFields(error) });
    throw new AppError(
      'request-in-progress',
      'Otro pedido está aplicando este sitio. Repetilo en unos segundos.',
    );
  }
}

/**
 * The steps of the onboarding pipeline in one request, for whoever applies a specification again and again. Every step
 * finds its own work done when it is repeated: cut anywhere, the same request goes on.
 */
async function applySteps(ctx: OperatorCtx, spec: TenantSpec): Promise<AppliedTenant> {
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  await refuseOpenOnboarding(ctx, spec.slug);
  const [[before]] = await ctx.registry.read([tenantBySlug(spec.slug)]);
  const plan = await planForSpec(ctx, before, spec);
  await refuseTakenDomains(ctx.domains, spec.domains, before?.id);
  const started = await choosePlace(ctx, await startTenant(ctx, ctx.newId('tnt'), spec), spec);
  const noted = await noteProfile(ctx, started, { ...spec, plan });
  const row = await ensureToken(ctx, await ensureDatabase(ctx, noted, true));
  const tenant = asTenant({ ...row, status: 'live' }, platformHostOf(ctx, spec.slug));
  const { schemaVersion } = await migrateDatabase(ctx, row, tenant);
  const tenantCtx = ctx.openContext(tenant);
  await loadCatalog(tenantCtx, spec.catalog);
  const status = started.status === 'suspended' ? 'suspended' : 'live';
  await openDoors(ctx, row, status);
  await applyDomains(ctx.domains, row.id, spec.domains);
  const apiKey = await createFirstApiKey(tenantCtx, SCOPES);
  ctx.log.info('tenant.applied', { slug: tenant.slug, schemaVersion });
  return {
    tenant: {
      id: tenant.id,
      slug: tenant.slug,
      status,
      plan,
      hosts: await hostNamesOf(ctx, row.id),
      ownerEmail: spec.ownerEmail,
      schemaVersion,
    },
    ...(apiKey && { apiKey }),
  };
}

/** The pipeline has the tenant: two hands on one tenant could undo each other's work. */
async function refuseOpenOnboarding(ctx: OperatorCtx, slug: string): Promise<void> {
  const [[open]] = await ctx.registry.read([openOnboardings(slug)]);
  if (open === undefined) return;
  throw new AppError('already-exists', `Ese sitio tiene un alta en curso: ${open.id}. Esperala o cancelala.`);
}
