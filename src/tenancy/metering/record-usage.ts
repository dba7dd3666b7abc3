import { errorFields } from '../../platform/log.ts';
import { currentDatabaseOf } from '../backups/take-backup.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { readInUse, readMonth } from '../plans/read-in-use.ts';
import { type Month, monthAt } from '../plans/rules/month.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { FRESH_MS, type Sample } from './rules.ts';
import {
  dueTenants,
  measurementOf,
  noteMeasurement,
  noteSample,
  type TenantRow,
  tenantById,
} from './store.ts';

const TENANTS_AT_ONCE = 1_000;
const MESSAGES_AT_ONCE = 100;

/** Has every live tenant measured that was not lately. */
export async function resumeMetering(ctx: OperatorCtx): Promise<void> {
  const [due] = await ctx.registry.read([dueTenants(ctx.now - FRESH_MS, TENANTS_AT_ONCE)]);
  const messages = due.map(({ id }) => ({ type: 'meter', meterOf: id }) as const);
  for (let from = 0; from < messages.length; from += MESSAGES_AT_ONCE) {
    await ctx.enqueue(messages.slice(from, from + MESSAGES_AT_ONCE));
  }
}

/** Measures a tenant unless that was done while the message waited. */
export async function recordDueUsage(ctx: OperatorCtx, tenantId: string): Promise<void> {
  const [[row], [last]] = await ctx.registry.read([tenantById(tenantId), measurementOf(tenantId)]);
  if (row === undefined || (last !== undefined && ctx.now - last.triedAt < FRESH_MS)) return;
  await recordUsage(ctx, row);
}

/**
 * Notes what a tenant used. Each source by itself: what does not answer keeps the amounts that it had. Everything is an
 * absolute amount of its month, so that measuring twice, or at once, changes nothing.
 */
export async function recordUsage(ctx: OperatorCtx, row: TenantRow): Promise<void> {
  if (row.databaseHostname === null) return;
  const ofTenant = await attempt(ctx, row, sampleTenant);
  const others = await Promise.all([attempt(ctx, row, sampleRequests), attempt(ctx, row, sampleDatabase)]);
  const samples = [ofTenant, ...others].flatMap((outcome) => (outcome.ok ? outcome.samples : []));
  await ctx.registry.write([
    noteMeasurement(row.id, ofTenant.ok ? null : ofTenant.reason, ctx.now),
    ...samples.map((sample) => noteSample(row.id, sample, ctx.now)),
  ]);
}

type Source = (ctx: OperatorCtx, row: TenantRow) => Promise<Sample[]>;
type Outcome =
  | { readonly ok: true; readonly samples: Sample[] }
  | { readonly ok: false; readonly reason: string };

async function attempt(ctx: OperatorCtx, row: TenantRow, source: Source): Promise<Outcome> {
  try {
    return { ok: true, samples: await source(ctx, row) };
  } catch (error) {
    ctx.log.warn('usage.not-measured', { slug: row.slug, source: source.name, ...errorFields(error) });
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** From the tenant's own database, by the shop's own months: the last one too, of which its end was not seen. */
async function sampleTenant(ctx: OperatorCtx, row: TenantRow): Promise<Sample[]> {
  const tenantCtx = ctx.openContext(asTenant(row));
  const months = lastTwo(ctx, row, row.profile.timeZone);
  const { quotas } = await readInUse(tenantCtx);
  const samples: Sample[] = [{ month: months[0].name, metric: 'active-providers', amount: quotas.providers }];
  for (const month of months) {
    const { bookings, webhookAttempts } = await readMonth(tenantCtx, month);
    samples.push(
      { month: month.name, metric: 'bookings', amount: bookings },
      { month: month.name, metric: 'webhook-attempts', amount: webhookAttempts },
    );
  }
  return samples;
}

async function sampleRequests(ctx: OperatorCtx, row: TenantRow): Promise<Sample[]> {
  const counts = lastTwo(ctx, row, 'UTC').map(async ({ name: month }) => {
    const amount = await ctx.meters.requests(row.id, month);
    return { month, metric: 'api-requests', amount } as const;
  });
  return await Promise.all(counts);
}

/** As the database service counts and bills it: by months of UTC. */
async function sampleDatabase(ctx: OperatorCtx, row: TenantRow): Promise<Sample[]> {
  const { name: month, from } = monthAt(ctx.now, 'UTC');
  const name = await currentDatabaseOf(ctx, row);
  const { storageBytes, rowsRead, rowsWritten } = await ctx.meters.database(name, {
    since: from,
    until: ctx.now,
  });
  return [
    { month, metric: 'storage-bytes', amount: storageBytes },
    { month, metric: 'rows-read', amount: rowsRead },
    { month, metric: 'rows-written', amount: rowsWritten },
  ];
}

/** This month and the one before, unless the tenant is younger. */
function lastTwo({ now }: OperatorCtx, { createdAt }: TenantRow, zone: string): readonly [Month, ...Month[]] {
  const current = monthAt(now, zone);
  return createdAt < current.from ? [current, monthAt(current.from - 1, zone)] : [current];
}
