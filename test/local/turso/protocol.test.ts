import { describe, expect, it } from 'vitest';
import { execute, postPipeline, testDatabase } from './emulator.ts';

describe('the wire', () => {
  it('writes integers as strings, blobs without padding, and every figure of a result', async () => {
    const database = await testDatabase();
    const args = [
      { type: 'integer', value: '9007199254740993' },
      { type: 'float', value: 5 },
      { type: 'blob', base64: 'AQI' },
      { type: 'blob', base64: 'AQI=' },
      { type: 'text', value: 'x' },
      { type: 'null' },
    ];
    const { json } = await postPipeline(database, {
      requests: [execute('SELECT ? AS n, ?, ?, ?, ?, ?, amount FROM (SELECT 1) LEFT JOIN t', args)],
    });
    const { result } = json.results[0].response;
    const [first, second, ...others] = args;
    expect(result.rows).toEqual([[first, second, args[2], args[2], ...others.slice(2), { type: 'null' }]]);
    expect(result.cols[0]).toEqual({ name: 'n', decltype: null });
    expect(result.cols[6]).toEqual({ name: 'amount', decltype: 'INTEGER' });
    expect(result).toMatchObject({
      affected_row_count: 0,
      last_insert_rowid: null,
      rows_read: 1,
      rows_written: 0,
      query_duration_ms: expect.any(Number),
    });
  });

  it('tells the last rowid as a string, and withholds rows that nobody wants', async () => {
    const database = await testDatabase();
    const stmt = { sql: "INSERT INTO t (name) VALUES ('a') RETURNING id", want_rows: false };
    const { json } = await postPipeline(database, {
      requests: [{ type: 'execute', stmt }, { type: 'close' }],
    });
    expect(json.results[0].response.result).toMatchObject({
      rows: [],
      affected_row_count: 1,
      last_insert_rowid: '1',
      rows_written: 1,
    });
    expect(json.results[1]).toEqual({ type: 'ok', response: { type: 'close' } });
  });

  it('goes on after a failed request of a pipeline', async () => {
    const database = await testDatabase();
    const { json } = await postPipeline(database, {
      requests: [execute('SELECT * FROM nope'), execute('SELECT 1')],
    });
    expect(json.results[0]).toEqual({
      type: 'error',
      error: { message: 'SQLite error: no such table: nope', code: 'SQLITE_UNKNOWN' },
    });
    expect(json.results[1].type).toBe('ok');
  });

  it('runs batch steps by their conditions', async () => {
    const database = await testDatabase();
    const step = (sql: string, condition?: unknown) => ({ stmt: { sql }, condition });
    const ok = (index: number) => ({ type: 'ok', step: index });
    const steps = [
      step('SELECT 0'),
      step('SELECT * FROM nope'),
      step('SELECT 2', { type: 'error', step: 1 }),
      step('SELECT 3', ok(1)),
      step('SELECT 4', { type: 'and', conds: [ok(0), { type: 'not', cond: ok(3) }] }),
      step('SELECT 5', { type: 'or', conds: [ok(1), ok(3)] }),
      step('SELECT 6', { type: 'is_autocommit' }),
      step('BEGIN'),
      step('SELECT 8', { type: 'is_autocommit' }),
    ];
    const { json } = await postPipeline(database, { requests: [{ type: 'batch', batch: { steps } }] });
    const { step_results, step_errors } = json.results[0].response.result;
    const ran = step_results.map((result: unknown) => result !== null);
    expect(ran).toEqual([true, false, true, false, true, false, true, true, false]);
    expect(step_errors.map((error: unknown) => error !== null).indexOf(true)).toBe(1);
  });

  it('stores SQL, describes it and forgets it', async () => {
    const database = await testDatabase();
    const sql = 'INSERT INTO t (name, amount) VALUES (:name, ?)';
    const { json } = await postPipeline(database, {
      requests: [
        { type: 'store_sql', sql_id: 7, sql },
        { type: 'describe', sql_id: 7 },
        { type: 'describe', sql: 'EXPLAIN SELECT id FROM t' },
        { type: 'sequence', sql: 'SELECT 1; SELECT 2' },
        { type: 'close_sql', sql_id: 7 },
      ],
    });
    expect(json.results[1].response.result).toEqual({
      params: [{ name: ':name' }, { name: null }],
      cols: [],
      is_explain: false,
      is_readonly: false,
    });
    expect(json.results[2].response.result).toMatchObject({ is_explain: true, is_readonly: true });
    const gone = await postPipeline(database, {
      baton: json.baton,
      requests: [{ type: 'describe', sql_id: 7 }],
    });
    expect(gone).toMatchObject({ status: 400, text: 'SQL text 7 not found' });
  });

  it('keeps at most fifty stored texts', async () => {
    const database = await testDatabase();
    const requests = Array.from({ length: 51 }, (_, id) => ({
      type: 'store_sql',
      sql_id: id,
      sql: 'SELECT 1',
    }));
    const { json } = await postPipeline(database, { requests });
    expect(json.results.at(-2).type).toBe('ok');
    expect(json.results.at(-1).error.code).toBe('SQL_STORE_TOO_MANY');
  });

  it.each([
    ['not JSON', '{', 'Cannot deserialize client message from JSON'],
    ['no requests', {}, 'requests must be an array'],
    ['an unknown request', { requests: [{ type: 'dance' }] }, 'StreamRequest type not recognized'],
    [
      'an integer as a number',
      { requests: [execute('SELECT ?', [{ type: 'integer', value: 1 }])] },
      'must be a string',
    ],
    [
      'an integer past 64 bits',
      { requests: [execute('SELECT ?', [{ type: 'integer', value: '9223372036854775808' }])] },
      '64 bits',
    ],
    [
      'neither sql nor sql_id',
      { requests: [{ type: 'execute', stmt: {} }] },
      'Either `sql` or `sql_id` are required',
    ],
    [
      'a step that looks ahead',
      {
        requests: [
          {
            type: 'batch',
            batch: { steps: [{ stmt: { sql: 'SELECT 1' }, condition: { type: 'ok', step: 0 } }] },
          },
        ],
      },
      'Invalid reference to step',
    ],
    [
      'a request after close',
      { requests: [{ type: 'close' }, execute('SELECT 1')] },
      'Stream for this baton was closed',
    ],
  ])('answers 400 to %s', async (_what, body, reason) => {
    const answer = await postPipeline(await testDatabase(), body);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(reason);
  });

  it('says which versions it speaks', async () => {
    const { emulator, hostname } = await testDatabase();
    const statusOf = async (path: string) => (await fetch(emulator.databaseUrl(hostname) + path)).status;
    expect(await Promise.all(['v2', 'v3', 'v3-protobuf'].map(statusOf))).toEqual([200, 200, 404]);
  });

  it('counts pipelines and statements by database', async () => {
    const { emulator, hostname, client } = await testDatabase();
    await client.execute('SELECT 1');
    await client.batch(["INSERT INTO t (name) VALUES ('a')", 'SELECT 2'], 'write');
    const expected = { pipelines: 2, statements: 5, rowsRead: 2, rowsWritten: 1 };
    expect(emulator.stats()).toEqual({ total: expected, databases: { [hostname]: expected } });
    const overHttp = await fetch(`${emulator.url}/_stats`);
    expect(await overHttp.json()).toEqual(emulator.stats());
    await fetch(`${emulator.url}/_stats`, { method: 'DELETE' });
    expect(emulator.stats().total.pipelines).toBe(0);
  });
});
