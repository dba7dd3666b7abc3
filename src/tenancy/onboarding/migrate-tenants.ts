import * as z from 'zod';
import { action } from '../../platform/action.ts';
import { errorFields } from '../../platform/log.ts';
import { migrate } from '../../platform/migrate.ts';
import type { OperatorCtx } from './operator-context.ts';
import { outdatedTenants, type TenantRow, updateTenant } from './store.ts';

/** A request has a limit of subrequests: it does so many, and the caller asks again until none remain. */
const AT_ONCE = 50;

export const migrateTenants = action({
  name: 'tenants.migrate',
  summary:
    'Llevar el registro y las bases de los sitios al último esquema; repetir hasta que remaining sea 0',
  permission: 'tenants:write',
  input: z.strictObject({}),
  output: z.object({
    migrated: z.array(z.string()),
    failed: z.array(z.object({ slug: z.string(), reason: z.string() })),
    remaining: z.int(),
  }),
  problems: [],
  run: runMigrateTenants,
});

/** A tenant's version is recorded when it is reached, so a run that is cut goes on where it was. */
async function runMigrateTenants(ctx: OperatorCtx) {
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  const version = ctx.tenantMigrations.at(-1)?.version ?? 0;
  const [outdated] = await ctx.registry.read([outdatedTenants(version)]);
  const migrated: string[] = [];
  const failed: { slug: string; reason: string }[] = [];
  for (const row of outdated.slice(0, AT_ONCE)) {
    const reason = await migrateOne(ctx, row);
    if (reason === undefined) migrated.push(row.slug);
    else failed.push({ slug: row.slug, reason });
  }
  return { migrated, failed, remaining: outdated.length - migrated.length };
}

async function migrateOne(ctx: OperatorCtx, row: TenantRow): Promise<string | undefined> {
  try {
    const database = await ctx.openDatabase({
      id: row.id,
      slug: row.slug,
      status: row.status,
      profile: row.profile,
      database: { hostname: row.databaseHostname ?? '', sealedToken: row.sealedDatabaseToken ?? '' },
      schemaVersion: row.schemaVersion,
      canonicalHost: '',
    });
    const schemaVersion = await migrate(database, ctx.tenantMigrations, ctx.now);
    await ctx.registry.write([updateTenant(row.id, { schemaVersion }, ctx.now)]);
    return undefined;
  } catch (error) {
    // To the end of the line: those that fail must not keep the others from their turn.
    await ctx.registry.write([updateTenant(row.id, {}, ctx.now)]);
    ctx.log.error('tenant.migration-failed', { slug: row.slug, ...errorFields(error) });
    return error instanceof Error ? error.message : 'unknown';
  }
}
