import { describe, expect, it } from 'vitest';
import { createFaults } from '../../../src/local/turso/faults.ts';
import { countRows, execute, postPipeline, testDatabase, testEmulator } from './emulator.ts';
import { callPlatform } from './platform.ts';

const INSERT = "INSERT INTO t (name) VALUES ('a')";

async function elapsedMs(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

describe('fault switches', () => {
  it('status-before: answered before anything ran', async () => {
    const { client, emulator } = await testDatabase();
    emulator.faults.add({ kind: 'status-before', status: 503, times: 1 });
    await expect(client.execute(INSERT)).rejects.toThrow('503');
    expect(await countRows(client)).toBe(0);
  });

  it('status-after: refused to the client, yet committed', async () => {
    const { client, emulator } = await testDatabase();
    emulator.faults.add({ kind: 'status-after', status: 502, times: 1 });
    await expect(client.batch([INSERT], 'write')).rejects.toThrow('502');
    expect(await countRows(client)).toBe(1);
  });

  it('lost-response: the socket dies, the commit stays', async () => {
    const { client, emulator } = await testDatabase();
    emulator.faults.add({ kind: 'lost-response', times: 1 });
    await expect(client.batch([INSERT], 'write')).rejects.toThrow('fetch failed');
    expect(await countRows(client)).toBe(1);
  });

  it('latency waits before, slow-answer after the work', async () => {
    const { client, open, emulator } = await testDatabase();
    emulator.faults.add({ kind: 'latency', ms: 60, times: 1 });
    expect(await elapsedMs(() => client.execute('SELECT 1'))).toBeGreaterThanOrEqual(58);
    emulator.faults.add({ kind: 'slow-answer', ms: 150, times: 1 });
    const slow = elapsedMs(() => client.execute(INSERT));
    while ((await countRows(open())) === 0);
    expect(await slow).toBeGreaterThanOrEqual(148);
  });

  it('expire-stream: the transaction is gone, as if its stream had idled', async () => {
    const { client, open, emulator } = await testDatabase();
    const transaction = await client.transaction('write');
    await transaction.execute(INSERT);
    emulator.faults.add({ kind: 'expire-stream', times: 1 });
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'STREAM_EXPIRED' });
    expect(await countRows(open())).toBe(0);
    await open().execute(INSERT);
  });

  it('busy: every statement is refused, none runs', async () => {
    const { client, emulator } = await testDatabase();
    emulator.faults.add({ kind: 'busy', times: 1 });
    await expect(client.batch([INSERT], 'write')).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    expect(await countRows(client)).toBe(0);
  });

  it('database-missing: 404 in the words of the server', async () => {
    const database = await testDatabase();
    database.emulator.faults.add({ kind: 'database-missing', times: 1 });
    const answer = await postPipeline(database, { requests: [execute('SELECT 1')] });
    expect(answer).toMatchObject({ status: 404, json: { error: "Namespace `shop-local` doesn't exist" } });
  });

  it('strike one database only, as often as told', async () => {
    const { client, emulator } = await testDatabase();
    emulator.faults.add({ kind: 'busy', database: 'other-local.turso.io' });
    emulator.faults.add({ kind: 'status-before', status: 500, times: 2 });
    for (const _ of [1, 2]) await expect(client.execute('SELECT 1')).rejects.toThrow('500');
    await client.execute('SELECT 1');
    expect(emulator.faults.list()).toEqual([{ kind: 'busy', database: 'other-local.turso.io' }]);
  });

  it('strike by probability, the same requests for the same seed', () => {
    const pattern = (seed: number) => {
      const faults = createFaults(seed);
      faults.add({ kind: 'busy', probability: 0.3 });
      return Array.from({ length: 400 }, () => faults.draw('x')?.isBusy);
    };
    expect(pattern(7)).toEqual(pattern(7));
    expect(pattern(7)).not.toEqual(pattern(8));
    const struck = pattern(7).filter(Boolean).length;
    expect(struck).toBeGreaterThan(80);
    expect(struck).toBeLessThan(160);
  });

  it('are set, listed and cleared over HTTP', async () => {
    const { emulator, client } = await testDatabase();
    const call = async (method: string, body?: unknown) => {
      const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
      const response = await fetch(`${emulator.url}/_faults`, init);
      return { status: response.status, json: JSON.parse(await response.text()) };
    };
    const fault = { kind: 'status-before', status: 500 };
    expect((await call('PUT', fault)).json).toEqual({ faults: [fault] });
    await expect(client.execute('SELECT 1')).rejects.toThrow('500');
    expect((await call('PUT', [])).json).toEqual({ faults: [] });
    await call('PUT', [fault]);
    expect((await call('DELETE')).json).toEqual({ faults: [] });
    await client.execute('SELECT 1');
    expect((await call('PUT', { kind: 'meteor' })).status).toBe(400);
    expect((await call('GET')).json).toEqual({ faults: [] });
  });
});

describe('faults of the control plane', () => {
  const create = (emulator: Awaited<ReturnType<typeof testEmulator>>) =>
    callPlatform(emulator, 'POST', 'databases', { name: 'new', group: 'default' });

  it('strike only the call that they name, and no database', async () => {
    const { client, emulator } = await testDatabase();
    emulator.faults.add({ kind: 'status-before', status: 429, api: 'create' });
    expect((await create(emulator)).status).toBe(429);
    expect((await callPlatform(emulator, 'GET', 'databases')).status).toBe(200);
    expect((await callPlatform(emulator, 'POST', 'databases/shop/auth/tokens')).status).toBe(200);
    expect(await countRows(client)).toBe(0);
    emulator.faults.set([{ kind: 'status-before', status: 500, api: 'call', times: 2 }]);
    expect((await callPlatform(emulator, 'GET', 'databases/shop')).status).toBe(500);
    expect((await callPlatform(emulator, 'DELETE', 'databases/shop')).status).toBe(500);
    expect((await callPlatform(emulator, 'DELETE', 'databases/shop')).status).toBe(200);
  });

  it('strike before anything happened, or after', async () => {
    const emulator = await testEmulator();
    const names = async () =>
      ((await callPlatform(emulator, 'GET', 'databases')).json as { databases: unknown[] }).databases.length;
    emulator.faults.add({ kind: 'status-before', status: 503, api: 'create', times: 1 });
    expect([(await create(emulator)).status, await names()]).toEqual([503, 0]);
    emulator.faults.add({ kind: 'lost-response', api: 'create', times: 1 });
    await expect(create(emulator)).rejects.toThrow('fetch failed');
    expect([(await create(emulator)).status, await names()]).toEqual([409, 1]);
  });

  it('leave the control plane alone unless they name it', async () => {
    const emulator = await testEmulator();
    emulator.faults.add({ kind: 'status-before', status: 503 });
    expect((await create(emulator)).status).toBe(200);
  });
});
