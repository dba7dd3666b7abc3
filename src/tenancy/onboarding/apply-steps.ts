import { DEFAULT_PLAN } from '../../kernel/plan.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Tenant, TenantProfile } from '../../kernel/tenant.ts';
import { migrate } from '../../platform/migrate.ts';
import type { TenantSpec } from './contract.ts';
import type { OperatorCtx } from './operator-context.ts';
import { type Group, groupFor, isDedicatedGroup, refusedMove } from './rules/hosting.ts';
import {
  hostsOf,
  insertTenant,
  openPlatformHost,
  type TenantRow,
  tenantById,
  tenantBySlug,
  updateTenant,
} from './store.ts';

export type { TenantRow } from './store.ts';

/** A specification without its catalog: what a tenant is to the registry. */
export type TenantCard = Omit<TenantSpec, 'catalog' | '$schema'>;

export function platformHostOf(
  { platformDomain }: Pick<OperatorCtx, 'platformDomain'>,
  slug: string,
): string {
  return `${slug}.${platformDomain}`;
}

/** The tenant's row under this id, or the one that has the slug already. */
export async function startTenant(ctx: OperatorCtx, id: string, card: TenantCard): Promise<TenantRow> {
  const { slug, ownerEmail, plan = DEFAULT_PLAN } = card;
  const begun = { id, slug, plan, profile: profileOf(card), ownerEmail, ...placeOf(ctx, card) };
  await ctx.registry.write([insertTenant(begun, ctx.now)]);
  const [[row]] = await ctx.registry.read([tenantBySlug(slug)]);
  if (row === undefined) throw new Error('The tenant that was just inserted is missing');
  return row;
}

/** Where the tenant's data will be. Until they are anywhere, a place that could not be had is given up for another. */
export async function choosePlace(ctx: OperatorCtx, row: TenantRow, card: TenantCard): Promise<TenantRow> {
  refuseMove(ctx, row, card);
  const place = placeOf(ctx, card);
  if (row.databaseHostname !== null || row.databaseGroup === place.databaseGroup) return row;
  await ctx.registry.write([updateTenant(row.id, place, ctx.now)]);
  return { ...row, ...place };
}

function placeOf(ctx: OperatorCtx, card: TenantCard): Pick<TenantRow, 'databaseGroup' | 'databaseLocation'> {
  const group = groupOf(ctx, card);
  return { databaseGroup: group?.name ?? null, databaseLocation: group?.location ?? null };
}

function groupOf({ provisioner }: OperatorCtx, { slug, hosting }: TenantCard): Group | undefined {
  return hosting && groupFor(provisioner.sharedGroup, slug, hosting);
}

/** A tenant's data stay where they were put. */
export function refuseMove(ctx: OperatorCtx, row: TenantRow, card: TenantCard): void {
  if (row.databaseHostname === null) return;
  const { databaseGroup } = row;
  const detail = refusedMove(databaseGroup, groupOf(ctx, card));
  if (detail === undefined) return;
  const errors = [{ in: 'body' as const, pointer: '/hosting', detail }];
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', { errors });
}

export async function readTenantRow(ctx: OperatorCtx, id: string): Promise<TenantRow> {
  const [[row]] = await ctx.registry.read([tenantById(id)]);
  if (row === undefined) throw new Error(`The tenant ${id} is missing`);
  return row;
}

/** What the tenant shows of itself; the row as it is afterwards. */
export async function noteProfile(ctx: OperatorCtx, row: TenantRow, card: TenantCard): Promise<TenantRow> {
  const profile = profileOf(card);
  const change = {
    profile: { ...profile, brand: brandOf(row, profile) },
    ownerEmail: card.ownerEmail,
    plan: card.plan ?? row.plan,
  };
  await ctx.registry.write([updateTenant(row.id, change, ctx.now)]);
  return { ...row, ...change };
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
}: TenantCard): TenantProfile {
  return { name, vertical, locale, country, timeZone, currency, brand, contact };
}

export function databaseNameOf(slug: string): string {
  return `bp-${slug}`;
}

/**
 * The tenant's database. One that is there already is its own only when an earlier attempt may have created it; else
 * it is a stranger's, and `already-exists` is thrown.
 */
export async function ensureDatabase(
  ctx: OperatorCtx,
  row: TenantRow,
  mayBeOurs: boolean,
): Promise<TenantRow> {
  if (row.databaseHostname !== null) return row;
  const name = databaseNameOf(row.slug);
  const group = await ensureGroup(ctx, row);
  const { hostname: databaseHostname, isNew } = await ctx.provisioner.ensureDatabase(name, group);
  if (!isNew && !mayBeOurs) {
    throw new AppError(
      'already-exists',
      `En Turso ya hay una base ${name} que no es de este sitio. Si nadie la reclama, se borra sola en una hora: reintentá después.`,
    );
  }
  await ctx.registry.write([updateTenant(row.id, { databaseHostname }, ctx.now)]);
  return { ...row, databaseHostname };
}

async function ensureGroup(
  ctx: OperatorCtx,
  { databaseGroup, databaseLocation }: TenantRow,
): Promise<string> {
  if (databaseGroup === null || databaseLocation === null) return ctx.provisioner.sharedGroup;
  await ctx.provisioner.ensureGroup({ name: databaseGroup, location: databaseLocation });
  return databaseGroup;
}

/** The group that was made for this tenant alone goes with it, and whatever is left in it. */
export async function removeGroup(
  { provisioner }: OperatorCtx,
  { slug, databaseGroup }: Pick<TenantRow, 'slug' | 'databaseGroup'>,
): Promise<void> {
  if (databaseGroup !== null && isDedicatedGroup(provisioner.sharedGroup, slug, databaseGroup))
    await provisioner.deleteGroup(databaseGroup);
}

/** A token for the tenant's database alone, sealed at once. */
export async function ensureToken(ctx: OperatorCtx, row: TenantRow): Promise<TenantRow> {
  if (row.sealedDatabaseToken !== null) return row;
  const token = await ctx.provisioner.mintToken(databaseNameOf(row.slug));
  const sealedDatabaseToken = await ctx.sealToken(row.id, token);
  await ctx.registry.write([updateTenant(row.id, { sealedDatabaseToken }, ctx.now)]);
  return { ...row, sealedDatabaseToken };
}

/** The tenant's schema at its newest; the version is noted when it is reached. */
export async function migrateDatabase(ctx: OperatorCtx, row: TenantRow, tenant: Tenant): Promise<TenantRow> {
  const schemaVersion = await migrate(await ctx.openDatabase(tenant), ctx.tenantMigrations, ctx.now);
  await ctx.registry.write([updateTenant(row.id, { schemaVersion }, ctx.now)]);
  return { ...row, schemaVersion };
}

/** The platform's subdomain is the tenant's; until it is live it says that nobody is served yet. */
export async function openDoors(
  ctx: OperatorCtx,
  { id, slug }: Pick<TenantRow, 'id' | 'slug'>,
  status?: 'live' | 'suspended',
): Promise<void> {
  await ctx.registry.write([
    openPlatformHost(id, platformHostOf(ctx, slug), ctx.now),
    ...(status === undefined ? [] : [updateTenant(id, { status }, ctx.now)]),
  ]);
  await ctx.forgetHosts(id, await hostNamesOf(ctx, id));
}

/** Every host that the tenant serves on now. */
export async function hostNamesOf(ctx: OperatorCtx, tenantId: string): Promise<string[]> {
  const [rows] = await ctx.registry.read([hostsOf(tenantId)]);
  return rows.map(({ host }) => host);
}
