import { loadCatalog } from '../../agenda/catalog/load-catalog.ts';
import { SCOPES } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Tenant, TenantProfile } from '../../kernel/tenant.ts';
import { createFirstApiKey } from '../../partners/credentials/create-api-key.ts';
import { action } from '../../platform/action.ts';
import { WriteFailed } from '../../platform/database-client.ts';
import { errorFields } from '../../platform/log.ts';
import { migrate } from '../../platform/migrate.ts';
import { applyDomains, refuseTakenDomains } from '../domains/apply-domains.ts';
import { type AppliedTenant, appliedTenantSchema, type TenantSpec, tenantSpecSchema } from './contract.ts';
import type { OperatorCtx } from './operator-context.ts';
import {
  hostsOf,
  insertTenant,
  openPlatformHost,
  type TenantRow,
  tenantBySlug,
  updateTenant,
} from './store.ts';

export const applyTenant = action({
  name: 'tenants.apply',
  summary: 'Dejar un sitio como dice su especificación: lo crea, lo completa o lo actualiza',
  permission: 'tenants:write',
  input: tenantSpecSchema,
  output: appliedTenantSchema,
  problems: ['already-exists', 'catalog-in-use', 'upstream-failed', 'request-in-progress'],
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

/** Every step finds its own work done when it is repeated: cut anywhere, the same request goes on. */
async function applySteps(ctx: OperatorCtx, spec: TenantSpec): Promise<AppliedTenant> {
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  const [[before]] = await ctx.registry.read([tenantBySlug(spec.slug)]);
  await refuseTakenDomains(ctx.domains, spec.domains, before?.id);
  const started = await startTenant(ctx, spec);
  const platformHost = `${spec.slug}.${ctx.platformDomain}`;
  const tenant = asTenant(await ensureDatabase(ctx, started), platformHost);
  const schemaVersion = await migrate(await ctx.openDatabase(tenant), ctx.tenantMigrations, ctx.now);
  const tenantCtx = ctx.openContext(tenant);
  await loadCatalog(tenantCtx, spec.catalog);
  const status = started.status === 'suspended' ? 'suspended' : 'live';
  await openDoors(ctx, tenant, { platformHost, schemaVersion, status });
  await applyDomains(ctx.domains, tenant.id, spec.domains);
  const [hosts] = await ctx.registry.read([hostsOf(tenant.id)]);
  const apiKey = await createFirstApiKey(tenantCtx, SCOPES);
  ctx.log.info('tenant.applied', { slug: tenant.slug, schemaVersion });
  return {
    tenant: {
      id: tenant.id,
      slug: tenant.slug,
      status,
      hosts: hosts.map(({ host }) => host),
      ownerEmail: spec.ownerEmail,
      schemaVersion,
    },
    ...(apiKey && { apiKey }),
  };
}

async function startTenant(ctx: OperatorCtx, spec: TenantSpec): Promise<TenantRow> {
  const profile = profileOf(spec);
  const { slug, ownerEmail } = spec;
  await ctx.registry.write([insertTenant({ id: ctx.newId('tnt'), slug, profile, ownerEmail }, ctx.now)]);
  const [[row]] = await ctx.registry.read([tenantBySlug(slug)]);
  if (row === undefined) throw new Error('The tenant that was just inserted is missing');
  const kept = { ...profile, brand: brandOf(row, profile) };
  await ctx.registry.write([updateTenant(row.id, { profile: kept, ownerEmail }, ctx.now)]);
  return { ...row, profile: kept, ownerEmail };
}

/** Once the shop has published a brand of its own, it is the shop's. */
function brandOf({ profile }: TenantRow, given: TenantProfile): TenantProfile['brand'] {
  return profile.brand.version === undefined ? given.brand : profile.brand;
}

export function profileOf({
  name,
  vertical,
  locale,
  country,
  timeZone,
  currency,
  brand,
  contact,
}: TenantSpec): TenantProfile {
  return { name, vertical, locale, country, timeZone, currency, brand, contact };
}

async function ensureDatabase(ctx: OperatorCtx, row: TenantRow): Promise<TenantRow> {
  if (row.databaseHostname !== null && row.sealedDatabaseToken !== null) return row;
  const name = `bp-${row.slug}`;
  const { hostname } = await ctx.provisioner.ensureDatabase(name);
  const sealedDatabaseToken = await ctx.sealToken(row.id, await ctx.provisioner.mintToken(name));
  const change = { databaseHostname: hostname, sealedDatabaseToken };
  await ctx.registry.write([updateTenant(row.id, change, ctx.now)]);
  return { ...row, ...change };
}

interface Doors {
  readonly platformHost: string;
  readonly schemaVersion: number;
  readonly status: 'live' | 'suspended';
}

/** The platform's own subdomain works at once; own domains when they are proven. */
async function openDoors(
  ctx: OperatorCtx,
  tenant: Tenant,
  { platformHost, schemaVersion, status }: Doors,
): Promise<void> {
  await ctx.registry.write([
    openPlatformHost(tenant.id, platformHost, ctx.now),
    updateTenant(tenant.id, { status, schemaVersion }, ctx.now),
  ]);
  const [hosts] = await ctx.registry.read([hostsOf(tenant.id)]);
  await ctx.forgetHosts(
    tenant.id,
    hosts.map(({ host }) => host),
  );
}

function asTenant(row: TenantRow, canonicalHost: string): Tenant {
  return {
    id: row.id,
    slug: row.slug,
    status: 'live',
    profile: row.profile,
    database: { hostname: row.databaseHostname ?? '', sealedToken: row.sealedDatabaseToken ?? '' },
    schemaVersion: row.schemaVersion,
    canonicalHost,
  };
}
