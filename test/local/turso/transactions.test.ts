import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { countRows, execute, postPipeline, testDatabase } from './emulator.ts';

const INSERT = "INSERT INTO t (name) VALUES ('a')";

describe('interactive transactions', () => {
  it('commit keeps, rollback drops, others see nothing before', async () => {
    const { client, open } = await testDatabase();
    const kept = await client.transaction('write');
    await kept.execute(INSERT);
    expect(await countRows(open())).toBe(0);
    await kept.commit();
    expect(await countRows(open())).toBe(1);
    const dropped = await client.transaction('write');
    await dropped.execute('DELETE FROM t');
    await dropped.rollback();
    expect(await countRows(open())).toBe(1);
  });

  it('closing without a commit rolls back', async () => {
    const { client } = await testDatabase();
    const transaction = await client.transaction('write');
    await transaction.execute(INSERT);
    transaction.close();
    await client.execute("INSERT INTO t (name) VALUES ('b')");
    expect(await countRows(client)).toBe(1);
  });

  it('a transaction over its time is rolled back and told TRANSACTION_TIMEOUT', async () => {
    const { client } = await testDatabase({ limits: { transactionMs: 60 } });
    const transaction = await client.transaction('write');
    await transaction.execute(INSERT);
    await sleep(120);
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'TRANSACTION_TIMEOUT' });
    expect(await countRows(client)).toBe(0);
  });

  it('after the timeout was told, later statements run outside any transaction, as on Turso', async () => {
    const { client } = await testDatabase({ limits: { transactionMs: 60 } });
    const transaction = await client.transaction('write');
    await transaction.execute(INSERT);
    await sleep(120);
    await expect(transaction.execute(INSERT)).rejects.toMatchObject({ code: 'TRANSACTION_TIMEOUT' });
    await transaction.execute(INSERT);
    expect(await countRows(client)).toBe(1);
  });

  it('an idle stream expires, and its lock goes with it', async () => {
    const { client } = await testDatabase({ limits: { streamIdleMs: 60 } });
    const transaction = await client.transaction('write');
    await transaction.execute(INSERT);
    await sleep(120);
    await expect(transaction.execute(INSERT)).rejects.toMatchObject({ code: 'STREAM_EXPIRED' });
    await client.execute(INSERT);
    expect(await countRows(client)).toBe(1);
  });
});

describe('batons', () => {
  it('works once each; a made-up one is invalid', async () => {
    const database = await testDatabase();
    const { json } = await postPipeline(database, { requests: [execute('BEGIN')] });
    expect(json.baton).toEqual(expect.any(String));
    const again = { baton: json.baton, requests: [{ type: 'get_autocommit' }] };
    const second = await postPipeline(database, again);
    expect(second.json.results[0].response).toEqual({ type: 'get_autocommit', is_autocommit: false });
    expect(second.json.baton).not.toBe(json.baton);
    expect(await postPipeline(database, again)).toMatchObject({
      status: 400,
      text: 'Received a baton that has already been used',
    });
    expect(await postPipeline(database, { baton: 'nonsense', requests: [] })).toMatchObject({
      status: 400,
      text: 'Received an invalid baton',
    });
  });

  it('answers 400 STREAM_EXPIRED after the idle time', async () => {
    const database = await testDatabase({ limits: { streamIdleMs: 30 } });
    const { json } = await postPipeline(database, { requests: [execute('BEGIN')] });
    await sleep(80);
    expect(await postPipeline(database, { baton: json.baton, requests: [] })).toMatchObject({
      status: 400,
      json: { message: 'The stream has expired due to inactivity', code: 'STREAM_EXPIRED' },
    });
  });

  it('gives none after close, and the batons of one database do not open another', async () => {
    const database = await testDatabase();
    const closed = await postPipeline(database, { requests: [execute('SELECT 1'), { type: 'close' }] });
    expect(closed.json.baton).toBeNull();
    const { json } = await postPipeline(database, { requests: [execute('SELECT 1')] });
    const other = await database.emulator.createDatabase('other');
    const foreign = { emulator: database.emulator, ...other };
    const answer = await postPipeline(foreign, { baton: json.baton, requests: [] });
    expect(answer).toMatchObject({ status: 400, text: 'Received an invalid baton' });
  });
});

describe('concurrent writers', () => {
  it('waits for a lock held by another stream, and blocks nobody else meanwhile', async () => {
    const { client, open } = await testDatabase();
    const holder = await client.transaction('write');
    await holder.execute(INSERT);
    const waiting = open().execute("INSERT INTO t (name) VALUES ('b')");
    expect(await countRows(open())).toBe(0);
    await holder.commit();
    const committedAt = performance.now();
    await waiting;
    // Woken by the commit: looking again now and then would take half a second.
    expect(performance.now() - committedAt).toBeLessThan(250);
    expect(await countRows(client)).toBe(2);
  });

  it('gives up with SQLITE_BUSY', async () => {
    const { client, open } = await testDatabase({ limits: { lockWaitMs: 80 } });
    const holder = await client.transaction('write');
    await holder.execute(INSERT);
    await expect(open().batch(["INSERT INTO t (name) VALUES ('b')"], 'write')).rejects.toMatchObject({
      code: 'SQLITE_BUSY',
    });
    await holder.rollback();
  });

  it('refuses at once a transaction that read what another one changed since', async () => {
    const { client, open } = await testDatabase();
    const reader = await client.transaction('deferred');
    await reader.execute('SELECT * FROM t');
    await open().execute(INSERT);
    await expect(reader.execute("INSERT INTO t (name) VALUES ('b')")).rejects.toMatchObject({
      code: 'SQLITE_BUSY',
    });
    reader.close();
    expect(await countRows(client)).toBe(1);
  });

  it('starts afresh on the same stream after such a refusal', async () => {
    const database = await testDatabase();
    const run = async (baton: string | null, ...sqls: string[]) => {
      const { json } = await postPipeline(database, { baton, requests: sqls.map((sql) => execute(sql)) });
      return json;
    };
    const write = "INSERT INTO t (name) VALUES ('b')";
    const begun = await run(null, 'BEGIN', 'SELECT * FROM t');
    await database.client.execute(INSERT);
    const refused = await run(begun.baton, write);
    expect(refused.results[0].error.code).toBe('SQLITE_BUSY');
    const retried = await run(refused.baton, 'ROLLBACK', 'BEGIN', 'SELECT * FROM t', write, 'COMMIT');
    expect(retried.results.map((result: { type: string }) => result.type)).toEqual(Array(5).fill('ok'));
    expect(await countRows(database.client)).toBe(2);
  });

  it('loses no increment of forty interactive transactions', async () => {
    const { client } = await testDatabase();
    await client.execute("INSERT INTO t (name, amount) VALUES ('counter', 0)");
    const increment = async () => {
      const transaction = await client.transaction('write');
      const { rows } = await transaction.execute('SELECT amount FROM t');
      const args = [Number(rows[0]?.amount) + 1];
      await transaction.execute({ sql: 'UPDATE t SET amount = ?', args });
      await transaction.commit();
    };
    await Promise.all(Array.from({ length: 40 }, increment));
    const { rows } = await client.execute('SELECT amount FROM t');
    expect(rows[0]?.amount).toBe(40);
  });
});
