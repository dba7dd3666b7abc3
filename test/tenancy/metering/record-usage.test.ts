import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/platform/database-client.ts';
import { migrate } from '../../../src/platform/migrate.ts';
import type { PlatformMessage } from '../../../src/platform/nudge-relay.ts';
import { seal } from '../../../src/platform/secrets.ts';
import { readDatabaseUsage } from '../../../src/tenancy/metering/gateway-turso.ts';
import { listUsage, readUsage } from '../../../src/tenancy/metering/read-usage.ts';
import { recordDueUsage, resumeMetering } from '../../../src/tenancy/metering/record-usage.ts';
import type { OperatorCtx } from '../../../src/tenancy/onboarding/operator-context.ts';
import { readMigrations } from '../../support/migrations.ts';
import { type PlatformWorld, startPlatformWorld } from '../../support/platform-world.ts';
import { MASTER_KEY } from '../../support/tenant-world.ts';

const HOUR_MS = 3_600_000;
const ID = 'tnt_measured';

let world: PlatformWorld;
let requests: Record<string, number>;
beforeAll(async () => {
  world = await startPlatformWorld(Date.parse('2026-11-30T22:30:00-03:00'));
  const { hostname, token } = await world.turso.createDatabase('bp-measured');
  const database = openDatabase({ url: world.turso.databaseUrl(hostname), token });
  await migrate(database, await readMigrations('tenant'), world.now);
  const place = { tenantId: ID, table: 'tenants', column: 'sealed_database_token', rowId: ID };
  await world.registry.write([
    {
      sql: `INSERT INTO tenants (id, slug, status, profile, owner_email, database_hostname, sealed_database_token,
              schema_version, created_at, updated_at) VALUES (?, 'measured', 'live', ?, 'o@example.com', ?, ?, 3, 0, 0)`,
      args: [
        ID,
        JSON.stringify({ name: 'Medida', timeZone: 'America/Argentina/Buenos_Aires' }),
        hostname,
        await seal(MASTER_KEY, token, place),
      ],
    },
  ]);
  requests = { '2026-12': 7, '2026-11': 90 };
}, 60_000);
afterAll(() => world.stop());

function context(messages: PlatformMessage[] = []): OperatorCtx {
  const { url: apiUrl, apiToken, organization, group } = world.turso;
  return {
    ...world.process().ctx,
    enqueue: (sent) => Promise.resolve(void messages.push(...sent)),
    meters: {
      database: (name, span) => readDatabaseUsage({ apiUrl, apiToken, organization, group }, name, span),
      requests: (_, month) => Promise.resolve(requests[month] ?? 0),
    },
  };
}

const usage = () =>
  readUsage.run(context(), { slug: 'measured' }) as Promise<{
    answeredAt: string | null;
    problem: string | null;
    months: { month: string; amounts: Record<string, number | null> }[];
  }>;

async function rows(): Promise<unknown[]> {
  const [result] = await world.registry.write([
    { sql: 'SELECT month, metric, amount FROM usage ORDER BY month, metric', args: [] },
  ]);
  return (result?.rows ?? []).map((row) => ({ ...row }));
}

describe('measuring a tenant', () => {
  it('is asked for once an hour, by one message for each live tenant', async () => {
    const messages: PlatformMessage[] = [];
    await resumeMetering(context(messages));
    expect(messages).toEqual([{ type: 'meter', meterOf: ID }]);
    await recordDueUsage(context(), ID);
    messages.length = 0;
    await resumeMetering(context(messages));
    expect(messages).toEqual([]);
    world.now += HOUR_MS;
    await resumeMetering(context(messages));
    expect(messages).toHaveLength(1);
  });

  it('counts by the shop’s month what is the shop’s, and by that of UTC what is counted elsewhere', async () => {
    // In Buenos Aires it is still November.
    const { months, problem } = await usage();
    expect(problem).toBeNull();
    const amounts = Object.fromEntries(months.map(({ month, amounts: all }) => [month, all]));
    expect(amounts['2026-12']).toMatchObject({ 'api-requests': 7, bookings: null });
    expect(amounts['2026-11']).toMatchObject({ 'api-requests': 90, bookings: 0, 'active-providers': 0 });
    expect(amounts['2026-12']?.['storage-bytes']).toBeGreaterThan(0);
  });

  it('twice, and twice at once, writes the same', async () => {
    world.now += HOUR_MS;
    await recordDueUsage(context(), ID);
    const once = await rows();
    world.now += HOUR_MS;
    await Promise.all([recordDueUsage(context(), ID), recordDueUsage(context(), ID)]);
    const amountOf = (list: unknown[], metric: string) =>
      list.filter((row) => (row as { metric: string }).metric === metric);
    const again = await rows();
    for (const metric of [
      'bookings',
      'api-requests',
      'active-providers',
      'webhook-attempts',
      'storage-bytes',
    ])
      expect(amountOf(again, metric)).toEqual(amountOf(once, metric));
  });

  it('lets a counter that began anew take nothing back', async () => {
    requests['2026-12'] = 2;
    world.now += HOUR_MS;
    await recordDueUsage(context(), ID);
    expect((await usage()).months[0]?.amounts['api-requests']).toBe(7);
    requests['2026-12'] = 11;
    world.now += HOUR_MS;
    await recordDueUsage(context(), ID);
    expect((await usage()).months[0]?.amounts['api-requests']).toBe(11);
  });

  it('of which one source does not answer notes the others, and keeps what was known', async () => {
    world.now += HOUR_MS;
    const before = (await usage()).months[0]?.amounts;
    requests['2026-12'] = 12;
    const ctx = context();
    const silent = { ...ctx, meters: { ...ctx.meters, database: () => Promise.reject(new Error('down')) } };
    await recordDueUsage(silent, ID);
    const after = await usage();
    expect(after.problem).toBeNull();
    expect(after.months[0]?.amounts).toEqual({ ...before, 'api-requests': 12 });
  });

  it('whose database does not answer says so, and since when', async () => {
    const { answeredAt } = await usage();
    world.now += 3 * HOUR_MS;
    const ctx = context();
    const openContext: OperatorCtx['openContext'] = (tenant) => ({
      ...ctx.openContext(tenant),
      db: { read: () => Promise.reject(new Error('La base de datos no responde.')) } as never,
    });
    await recordDueUsage({ ...ctx, openContext }, ID);
    const after = await usage();
    expect(after).toMatchObject({ answeredAt, problem: 'La base de datos no responde.' });
    const { data } = (await listUsage.run(context(), {})) as { data: { slug: string; health: string }[] };
    expect(data.map(({ slug, health }) => [slug, health])).toEqual([['measured', 'silent']]);
  });
});
