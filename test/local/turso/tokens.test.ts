import { setTimeout as sleep } from 'node:timers/promises';
import { generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { execute, postPipeline, testDatabase } from './emulator.ts';
import { callPlatform } from './platform.ts';

const READ = { requests: [execute('SELECT 1'), { type: 'close' }] };
const WRITE = { requests: [execute("INSERT INTO t (name) VALUES ('a')"), { type: 'close' }] };

describe('database tokens', () => {
  it('are required, and only as Bearer', async () => {
    const database = await testDatabase();
    const url = `${database.emulator.databaseUrl(database.hostname)}v2/pipeline`;
    const missing = await fetch(url, { method: 'POST', body: JSON.stringify(READ) });
    expect(missing.status).toBe(401);
    expect(await missing.json()).toEqual({
      error: 'Unauthorized: `The `Authorization` HTTP header is required but was not specified`',
    });
    const basic = await postPipeline(database, READ, { authorization: `Basic ${database.token}` });
    expect(basic).toMatchObject({ status: 401, json: { error: expect.stringContaining('scheme') } });
  });

  it('must be signed by this server', async () => {
    const database = await testDatabase();
    const { privateKey } = await generateKeyPair('EdDSA');
    const forged = await new SignJWT({ a: 'rw' }).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
    const [header, payload] = database.token.split('.');
    for (const token of [forged, 'nonsense', `${header}.${payload}.`]) {
      const answer = await postPipeline({ ...database, token }, READ);
      expect(answer).toMatchObject({ status: 401, json: { error: 'Unauthorized: `The JWT is invalid`' } });
    }
  });

  it('open no other database', async () => {
    const database = await testDatabase();
    const other = await database.emulator.createDatabase('other');
    const answer = await postPipeline({ ...database, token: other.token }, READ);
    expect(answer.status).toBe(401);
    expect(answer.json.error).toContain('Read permission to namespace shop-local');
  });

  it('made read-only refuse a program that writes, before any of it runs', async () => {
    const database = await testDatabase();
    const { json } = await callPlatform(
      database.emulator,
      'POST',
      'databases/shop/auth/tokens?authorization=read-only',
    );
    const readOnly = { ...database, token: json.jwt };
    expect(await postPipeline(readOnly, READ)).toMatchObject({ status: 200 });
    for (const sql of [
      "INSERT INTO t (name) VALUES ('a')",
      'CREATE TABLE x (y)',
      'PRAGMA user_version = 3',
    ]) {
      const answer = await postPipeline(readOnly, { requests: [execute(sql)] });
      expect(answer.status).toBe(401);
      expect(answer.json.error).toContain('Write permission');
    }
    const { rows } = await database.client.execute('SELECT * FROM t');
    expect(rows).toHaveLength(0);
  });

  it('expire, also while in use', async () => {
    const database = await testDatabase();
    const { json } = await callPlatform(
      database.emulator,
      'POST',
      'databases/shop/auth/tokens?expiration=1s',
    );
    const brief = { ...database, token: json.jwt };
    expect((await postPipeline(brief, READ)).status).toBe(200);
    await sleep(2_050);
    expect(await postPipeline(brief, READ)).toMatchObject({
      status: 401,
      json: { error: 'Unauthorized: `The JWT has expired`' },
    });
  });

  it('die with a rotation; new ones live', async () => {
    const database = await testDatabase();
    expect((await postPipeline(database, WRITE)).status).toBe(200);
    await callPlatform(database.emulator, 'POST', 'databases/shop/auth/rotate');
    expect((await postPipeline(database, READ)).status).toBe(401);
    const { json } = await callPlatform(
      database.emulator,
      'POST',
      'databases/shop/auth/tokens?expiration=2w',
    );
    expect((await postPipeline({ ...database, token: json.jwt }, READ)).status).toBe(200);
  });
});
