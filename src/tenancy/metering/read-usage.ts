import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import { migrate } from '../../platform/migrate.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { monthAt } from '../plans/rules/month.ts';
import { offerOf } from '../plans/rules/offer.ts';
import {
  type TenantUsage,
  tenantRefSchema,
  tenantUsageListSchema,
  type Usage,
  usageSchema,
} from './contract.ts';
import { recordUsage } from './record-usage.ts';
import { amountsOf, healthOf, monthsOf } from './rules.ts';
import {
  measuredTenants,
  measurementOf,
  type TenantRow,
  tenantBySlug,
  usageInMonths,
  usageOf,
} from './store.ts';

export const readUsage = action({
  name: 'tenant-usage.read',
  summary: 'Lo que usó un sitio, mes por mes',
  permission: 'tenants:read',
  input: tenantRefSchema,
  output: usageSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { slug }) => await present(ctx, await readTenantBySlug(ctx, slug)),
});

export const measureUsage = action({
  name: 'tenant-usage.measure',
  summary: 'Medir ahora lo que usó un sitio; se mide solo una vez por hora',
  permission: 'tenants:write',
  input: tenantRefSchema,
  output: usageSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { slug }) => {
    const row = await readTenantBySlug(ctx, slug);
    await recordUsage(ctx, row);
    return await present(ctx, row);
  },
});

export const listUsage = action({
  name: 'tenant-usage.list',
  summary: 'Plan, esquema, salud y uso de este mes de todos los sitios',
  permission: 'tenants:read',
  input: z.strictObject({}),
  output: tenantUsageListSchema,
  problems: [],
  run: runListUsage,
});

async function runListUsage(ctx: OperatorCtx) {
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  const [tenants, samples] = await ctx.registry.read([
    measuredTenants(),
    usageInMonths(oldestMonth(ctx.now)),
  ]);
  const byTenant = Map.groupBy(samples, ({ tenantId }) => tenantId);
  const newest = Math.max(...ctx.tenantMigrations.map(({ version }) => version));
  const data = tenants.map((tenant): TenantUsage => {
    const { slug, status, plan, schemaVersion, profile, problem } = tenant;
    const offer = offerOf(plan);
    const months = new Set([monthAt(ctx.now, profile.timeZone).name, monthAt(ctx.now, 'UTC').name]);
    const amounts = amountsOf((byTenant.get(tenant.id) ?? []).filter(({ month }) => months.has(month)));
    return {
      ...{ slug, name: profile.name, status, plan, planName: offer.name, schemaVersion, problem, amounts },
      isBehind: schemaVersion < newest,
      health: healthOf(tenant, ctx.now),
      isOverBookings: (amounts.bookings ?? 0) > offer.bookingsPerMonth,
    };
  });
  return { data, nextCursor: null };
}

/** West of Greenwich it is still the month before for some hours. */
function oldestMonth(now: number): string {
  return monthAt(now - 86_400_000, 'UTC').name;
}

export async function readTenantBySlug(ctx: OperatorCtx, slug: string): Promise<TenantRow> {
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  const [[row]] = await ctx.registry.read([tenantBySlug(slug)]);
  if (row === undefined) throw new AppError('not-found', 'No existe ese sitio.');
  return row;
}

async function present(ctx: OperatorCtx, { id, slug, plan }: TenantRow): Promise<Usage> {
  const [[last], samples] = await ctx.registry.read([measurementOf(id), usageOf(id)]);
  const answeredAt = last?.answeredAt ?? null;
  return {
    slug,
    plan,
    answeredAt: answeredAt === null ? null : new Date(answeredAt).toISOString(),
    problem: last?.problem ?? null,
    included: { bookings: offerOf(plan).bookingsPerMonth },
    months: monthsOf(samples),
  };
}
