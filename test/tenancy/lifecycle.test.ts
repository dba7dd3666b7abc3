import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { waitUntilLive } from '../../src/local/world/provision.ts';
import { asOperator, createTenants, type NewTenant, openRegistryOf } from '../support/operator.ts';
import { openTenantDatabase } from '../support/tenant-database.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
let tenants: Map<string, NewTenant>;
beforeAll(async () => {
  world = await startTestWorld({ tenants: 'none' });
  await waitUntilLive(world);
  const created = await createTenants(world, ['uno', 'dos-a', 'tres', 'cuatro']);
  tenants = new Map(created.map((tenant) => [tenant.slug, tenant]));
}, 90_000);
afterAll(() => world.stop());

const get = (slug: string) => world.fetchAs(`${slug}.localhost`, '/api/v1/services');
const beat = () => world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });

async function until<Result>(ask: () => Promise<Result>, isSo: (result: Result) => boolean): Promise<Result> {
  for (let tries = 0; tries < 200; tries++) {
    const result = await ask();
    if (isSo(result)) return result;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It never came to be');
}

async function book(slug: string, number: number): Promise<{ id: string }> {
  const { data } = (await (await get(slug)).json()) as { data: { id: string }[] };
  const serviceId = data[0]?.id;
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const path = `/api/v1/availability?serviceId=${serviceId}&from=${day(2)}&to=${day(12)}`;
  const { slots } = (await (await world.fetchAs(`${slug}.localhost`, path)).json()) as {
    slots: { startsAt: string; providerId: string }[];
  };
  const { startsAt, providerId } = slots[number] ?? {};
  const customer = { name: `Ana ${number}`, email: `ana${number}@example.com` };
  const init = { method: 'POST', json: { serviceId, startsAt, providerId, customer } };
  const answer = await world.fetchAs(`${slug}.localhost`, '/api/v1/bookings', init);
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: string };
}

async function bookingIds(slug: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${tenants.get(slug)?.apiKey}` };
  const answer = await world.fetchAs(`${slug}.localhost`, '/api/v1/bookings', { headers });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
}

describe('a backup and a restore, through the whole Worker', () => {
  it('bring a tenant back to where it was; what was booked since can be booked again', async () => {
    const kept = await book('uno', 0);
    const backup = await asOperator<{ id: string; rows: number }>(world, 'POST /tenants/uno/backups');
    expect([backup.status, backup.body.rows > 50]).toEqual([201, true]);
    const lost = await book('uno', 0);
    const started = await asOperator<{ id: string }>(world, 'POST /tenants/uno/restore', {
      backupId: backup.body.id,
    });
    expect(started.status).toBe(201);
    const read = () => asOperator<{ state: string }>(world, `GET /restores/${started.body.id}`);
    const { body } = await until(read, (one) => ['done', 'failed'].includes(one.body.state));
    expect(body).toMatchObject({ state: 'done', database: 'bpx-uno-r1' });
    expect(await bookingIds('uno')).toEqual([kept.id]);
    const again = await book('uno', 0);
    expect((await bookingIds('uno')).toSorted()).toEqual([kept.id, again.id].toSorted());
    expect(again.id).not.toBe(lost.id);
  });

  it('are told to whoever asks, newest first, verified by the queue', async () => {
    await asOperator(world, 'POST /tenants/dos-a/backups');
    await asOperator(world, 'POST /tenants/dos-a/backups');
    const read = () =>
      asOperator<{ data: { takenAt: string; verifiedAt: string | null }[] }>(
        world,
        'GET /tenants/dos-a/backups',
      );
    const { body } = await until(read, (one) => one.body.data.every(({ verifiedAt }) => verifiedAt !== null));
    expect(body.data.map(({ takenAt }) => takenAt)).toEqual(
      body.data
        .map(({ takenAt }) => takenAt)
        .toSorted()
        .reverse(),
    );
    expect((await asOperator(world, 'GET /tenants/nadie/backups')).status).toBe(404);
  });

  it('come by themselves with the cron', async () => {
    await beat();
    const read = () => asOperator<{ data: object[] }>(world, 'GET /tenants/cuatro/backups');
    await until(read, ({ body }) => body.data.length === 1);
  });
});

describe('a tenant', () => {
  it('is suspended and opened again', async () => {
    expect((await asOperator(world, 'POST /tenants/tres/suspend')).body).toMatchObject({
      status: 'suspended',
    });
    expect((await get('tres')).status).toBe(403);
    expect((await asOperator(world, 'POST /tenants/tres/resume')).body).toMatchObject({ status: 'live' });
    expect((await get('tres')).status).toBe(200);
  });

  it('is exported whole, without secrets', async () => {
    const { id } = await book('dos-a', 3);
    const headers = { authorization: `Bearer ${world.operatorToken}` };
    const path = '/api/operator/tenants/dos-a/export';
    const answer = await hostFetch({ url: world.url, host: 'console.localhost', path, headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/gzip']);
    const text = gunzipSync(Buffer.from(await answer.arrayBuffer())).toString();
    const [head = '', ...lines] = text.trimEnd().split('\n');
    expect(JSON.parse(head)).toMatchObject({
      format: 'tenant-export-1',
      tenant: { slug: 'dos-a', hosts: ['dos-a.localhost'] },
    });
    const rows = lines.map((line) => JSON.parse(line) as { table: string; row: Record<string, unknown> });
    expect(rows.filter(({ table }) => table === 'bookings').map(({ row }) => row.id)).toEqual([id]);
    expect(rows.filter(({ table }) => table === 'customers').map(({ row }) => row.email)).toEqual([
      'ana3@example.com',
    ]);
    const columns = new Set(
      rows.flatMap(({ table, row }) => Object.keys(row).map((column) => `${table}.${column}`)),
    );
    expect([...columns].filter((column) => /keys\.hash|sealed|secret|token/.test(column))).toEqual([]);
    const database = await openTenantDatabase(world, 'dos-a');
    const { rows: keys } = await database.execute('SELECT hash FROM api_keys');
    expect(text.includes(String(keys[0]?.hash))).toBe(false);
    const stranger = await hostFetch({ url: world.url, host: 'console.localhost', path });
    expect(stranger.status).toBe(401);
  });

  it('that is to go closes at once, comes back in time, and is gone afterwards, all but its tombstone', async () => {
    const { id = '' } = tenants.get('cuatro') ?? {};
    const deleting = await asOperator(world, 'DELETE /tenants/cuatro?graceDays=30');
    expect(deleting.body).toMatchObject({ status: 'deleting', dueAt: expect.any(String) });
    expect((await get('cuatro')).status).toBe(403);
    expect((await asOperator(world, 'POST /tenants/cuatro/resume')).status).toBe(409);
    await beat();
    expect((await asOperator(world, 'POST /tenants/cuatro/undelete')).body).toMatchObject({ status: 'live' });
    expect((await get('cuatro')).status).toBe(200);
    await asOperator(world, 'DELETE /tenants/cuatro?graceDays=0');
    await beat();
    await until(
      () => asOperator(world, 'POST /tenants/cuatro/undelete'),
      ({ status }) => status === 404,
    );
    expect((await get('cuatro')).status).toBe(421);
    const registry = await openRegistryOf(world);
    const [left] = await registry.rows([
      {
        sql: `SELECT (SELECT count(*) FROM tenants WHERE id = ?1) + (SELECT count(*) FROM hosts WHERE tenant_id = ?1)
          + (SELECT count(*) FROM backups WHERE tenant_id = ?1) AS rows,
          (SELECT removed_at IS NOT NULL FROM deletions WHERE tenant_id = ?1) AS tombstone`,
        args: [id],
      },
    ]);
    expect({ ...left?.rows[0] }).toMatchObject({ rows: 0, tombstone: 1 });
    await expect(openTenantDatabase(world, 'cuatro')).rejects.toThrow();
    expect((await createTenants(world, ['cuatro']))[0]?.id).not.toBe(id);
  });
});
