import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client/web';
import { describe, expect, it } from 'vitest';
import { countRows, temporaryDir, testDatabase, testEmulator } from './emulator.ts';
import { callPlatform } from './platform.ts';

const HOSTNAME = 'shop-local.turso.io';

describe('the control plane', () => {
  it('asks for its token and knows one organization', async () => {
    const emulator = await testEmulator();
    const url = `${emulator.url}/v1/organizations/${emulator.organization}/databases`;
    expect((await fetch(url)).status).toBe(401);
    const wrong = await fetch(url, { headers: { authorization: 'Bearer wrong' } });
    expect([wrong.status, await wrong.json()]).toEqual([401, { error: 'unauthorized' }]);
    const other = await callPlatform({ ...emulator, organization: 'other' }, 'GET', 'databases');
    expect(other.status).toBe(404);
  });

  it('creates, lists, shows and deletes a database', async () => {
    const emulator = await testEmulator();
    const created = await callPlatform(emulator, 'POST', 'databases', { name: 'shop', group: 'default' });
    const database = { DbId: expect.any(String), Hostname: HOSTNAME, Name: 'shop' };
    expect(created).toEqual({ status: 200, json: { database } });
    const shown = await callPlatform(emulator, 'GET', 'databases/shop');
    expect(shown.json.database).toMatchObject({
      ...database,
      group: 'default',
      parent: null,
      block_writes: false,
    });
    const listed = await callPlatform(emulator, 'GET', 'databases?group=default');
    expect(listed.json).toEqual({ databases: [shown.json.database] });
    expect((await callPlatform(emulator, 'GET', 'databases?group=other')).json.databases).toEqual([]);
    const deleted = await callPlatform(emulator, 'DELETE', 'databases/shop');
    expect(deleted).toEqual({ status: 200, json: { database: 'shop' } });
    expect(await callPlatform(emulator, 'GET', 'databases/shop')).toEqual({
      status: 404,
      json: { error: 'could not find database with name shop: record not found' },
    });
  });

  it.each([
    [
      'a name that is taken',
      { name: 'shop', group: 'default' },
      409,
      'database with name shop already exists',
    ],
    ['an unknown group', { name: 'new', group: 'nope' }, 400, 'group not found'],
    ['a bad name', { name: 'Bad_Name', group: 'default' }, 400, 'lowercase'],
    ['a path as a name', { name: '../x', group: 'default' }, 400, 'lowercase'],
    [
      'a missing seed',
      { name: 'new', group: 'default', seed: { type: 'database', name: 'nope' } },
      404,
      'could not find database with name nope: record not found',
    ],
    [
      'a moment that no history reaches',
      {
        name: 'new',
        group: 'default',
        seed: { type: 'database', name: 'shop', timestamp: '2026-01-01T00:00:00Z' },
      },
      400,
      'point-in-time',
    ],
    ['an upload', { name: 'new', group: 'default', seed: { type: 'database_upload' } }, 400, 'not emulated'],
    ['a body without a name', { group: 'default' }, 400, 'name'],
  ])('refuses %s', async (_what, body, status, error) => {
    const emulator = await testEmulator();
    await emulator.createDatabase('shop');
    expect(await callPlatform(emulator, 'POST', 'databases', body)).toEqual({
      status,
      json: { error: expect.stringContaining(error) },
    });
  });

  it('seeds a database with another one: the copy has its data and goes its own way', async () => {
    const { emulator, client } = await testDatabase();
    await client.execute("INSERT INTO t (name) VALUES ('a')");
    const open = await client.transaction('write');
    await open.execute("INSERT INTO t (name) VALUES ('uncommitted')");
    const seed = { type: 'database', name: 'shop' };
    await callPlatform(emulator, 'POST', 'databases', { name: 'copy', group: 'default', seed });
    await open.rollback();
    const { json } = await callPlatform(emulator, 'POST', 'databases/copy/auth/tokens');
    const copy = createClient({ url: emulator.databaseUrl('copy-local.turso.io'), authToken: json.jwt });
    expect(await countRows(copy)).toBe(1);
    await copy.execute('DELETE FROM t');
    expect(await countRows(client)).toBe(1);
    const { database: parent } = (await callPlatform(emulator, 'GET', 'databases/shop')).json;
    const { database: child } = (await callPlatform(emulator, 'GET', 'databases/copy')).json;
    expect(child.parent).toMatchObject({ id: parent.DbId, name: 'shop' });
  });

  it('a deleted database answers 404, and one of its name starts empty with other tokens', async () => {
    const dataDir = temporaryDir();
    const { emulator, client, open } = await testDatabase({ dataDir });
    const transaction = await client.transaction('write');
    await transaction.execute("INSERT INTO t (name) VALUES ('a')");
    await callPlatform(emulator, 'DELETE', 'databases/shop');
    await expect(open().execute('SELECT 1')).rejects.toThrow('404');
    expect(readdirSync(join(dataDir, 'databases'))).toEqual([]);
    const { token } = await emulator.createDatabase('shop');
    await expect(open().execute('SELECT 1')).rejects.toThrow('401');
    const { rows } = await open({ authToken: token }).execute(
      "SELECT name FROM sqlite_schema WHERE name = 't'",
    );
    expect(rows).toHaveLength(0);
  });

  it('configuration blocks reads and writes and protects from deletion', async () => {
    const { emulator, client } = await testDatabase();
    const path = 'databases/shop/configuration';
    const patched = await callPlatform(emulator, 'PATCH', path, {
      block_writes: true,
      delete_protection: true,
    });
    expect(patched.json).toMatchObject({ block_writes: true, block_reads: false, delete_protection: true });
    expect((await callPlatform(emulator, 'GET', path)).json).toEqual(patched.json);
    await expect(client.execute('DELETE FROM t')).rejects.toMatchObject({ code: 'BLOCKED' });
    await client.execute('SELECT * FROM t');
    expect((await callPlatform(emulator, 'DELETE', 'databases/shop')).status).toBe(403);
    await callPlatform(emulator, 'PATCH', path, { block_writes: false, block_reads: true });
    await expect(client.execute('SELECT * FROM t')).rejects.toMatchObject({ code: 'BLOCKED' });
  });

  it('reports usage and its one group', async () => {
    const { emulator, client } = await testDatabase();
    await client.execute("INSERT INTO t (name) VALUES ('a')");
    const { json } = await callPlatform(emulator, 'GET', 'databases/shop/usage');
    expect(json.database.total).toMatchObject({ rows_written: 1, storage_bytes: expect.any(Number) });
    expect(json.database.total.storage_bytes).toBeGreaterThan(0);
    const { json: groups } = await callPlatform(emulator, 'GET', 'groups');
    expect(groups.groups.map(({ name }: { name: string }) => name)).toEqual(['default']);
    expect((await callPlatform(emulator, 'GET', 'groups/nope')).status).toBe(404);
  });

  it('survives a restart: databases, tokens, data and the API token', async () => {
    const dataDir = temporaryDir();
    const first = await testEmulator({ dataDir });
    const { hostname, token } = await first.createDatabase('shop');
    const before = createClient({ url: first.databaseUrl(hostname), authToken: token });
    await before.batch(['CREATE TABLE t (x)', 'INSERT INTO t VALUES (1)'], 'write');
    await first.stop();
    const second = await testEmulator({ dataDir });
    const after = createClient({ url: second.databaseUrl(hostname), authToken: token });
    expect(await countRows(after)).toBe(1);
    expect(second.apiToken).toBe(first.apiToken);
  });
});
