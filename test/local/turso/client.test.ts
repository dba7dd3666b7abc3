import { drizzle } from 'drizzle-orm/libsql/web';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { countRows, testDatabase } from './emulator.ts';

describe('statements', () => {
  it('answers rows, columns, types, affected rows and the last rowid', async () => {
    const { client } = await testDatabase();
    const inserted = await client.execute({
      sql: 'INSERT INTO t (name, amount) VALUES (?, ?)',
      args: ['a', 7],
    });
    expect(inserted).toMatchObject({ rowsAffected: 1, lastInsertRowid: 1n });
    const selected = await client.execute('SELECT id, name, amount * 1.5 AS more FROM t');
    expect(selected.columns).toEqual(['id', 'name', 'more']);
    expect(selected.columnTypes).toEqual(['INTEGER', 'TEXT', '']);
    expect(selected.rows.map((row) => ({ ...row }))).toEqual([{ id: 1, name: 'a', more: 10.5 }]);
  });

  it('reports affected rows and rowid beside RETURNING, and neither for a read', async () => {
    const { client } = await testDatabase();
    const inserted = await client.execute("INSERT INTO t (name) VALUES ('a'), ('b') RETURNING id");
    expect(inserted.rows.map((row) => row.id)).toEqual([1, 2]);
    expect(inserted).toMatchObject({ rowsAffected: 2, lastInsertRowid: 2n });
    expect(await client.execute('SELECT 1')).toMatchObject({ rowsAffected: 0, lastInsertRowid: undefined });
  });

  it('binds named arguments, null among them, and refuses missing and surplus ones', async () => {
    const { client } = await testDatabase();
    const { rows } = await client.execute({ sql: 'SELECT :a AS a, $b AS b', args: { a: null, b: 'x' } });
    expect(rows[0]).toMatchObject({ a: null, b: 'x' });
    await expect(client.execute({ sql: 'SELECT ?, ?', args: [1] })).rejects.toMatchObject({
      code: 'ARGS_INVALID',
    });
    await expect(client.execute({ sql: 'SELECT 1', args: [1] })).rejects.toMatchObject({
      code: 'ARGS_INVALID',
    });
  });

  it('keeps blobs, integers past 2^53, reals, text and null what they are', async () => {
    const { open } = await testDatabase();
    const client = open({ intMode: 'bigint' });
    const blob = new Uint8Array([0, 1, 254, 255]);
    const args = [blob, 9_007_199_254_740_993n, -(2n ** 63n), 1.5, 'ñandú 🧉', null];
    const { rows } = await client.execute({ sql: 'SELECT ?, ?, ?, ?, ?, ?', args });
    const [first, ...rest] = Array.from({ length: 6 }, (_, index) => rows[0]?.[index]);
    expect(new Uint8Array(first as ArrayBuffer)).toEqual(blob);
    expect(rest).toEqual(args.slice(1));
  });

  it('gives a rowid past 2^53 exactly', async () => {
    const { client } = await testDatabase();
    const args = [9_007_199_254_740_993n];
    const inserted = await client.execute({ sql: "INSERT INTO t (id, name) VALUES (?, 'big')", args });
    expect(inserted.lastInsertRowid).toBe(9_007_199_254_740_993n);
  });

  it('has foreign keys on', async () => {
    const { client } = await testDatabase();
    await client.execute('CREATE TABLE child (t_id INTEGER REFERENCES t (id))');
    await expect(client.execute('INSERT INTO child VALUES (99)')).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT',
      message: 'SQLITE_CONSTRAINT: SQLite error: FOREIGN KEY constraint failed',
    });
  });

  it('sees a column that another connection added, in a statement it had prepared', async () => {
    const { client } = await testDatabase();
    await client.execute("INSERT INTO t (name) VALUES ('a')");
    await client.execute('SELECT * FROM t');
    const transaction = await client.transaction('read');
    await transaction.execute('SELECT 1');
    await client.execute('ALTER TABLE t ADD COLUMN extra TEXT');
    transaction.close();
    const { columns } = await client.execute('SELECT * FROM t');
    expect(columns).toEqual(['id', 'name', 'amount', 'extra']);
  });
});

describe('errors', () => {
  const cases: [what: string, sql: string, code: string, message: string][] = [
    [
      'UNIQUE',
      "INSERT INTO t (name) VALUES ('taken')",
      'SQLITE_CONSTRAINT',
      'SQLite error: UNIQUE constraint failed: t.name',
    ],
    [
      'CHECK',
      'INSERT INTO t (amount) VALUES (-1)',
      'SQLITE_CONSTRAINT',
      'SQLite error: CHECK constraint failed: amount >= 0',
    ],
    ['a trigger', "INSERT INTO t (name) VALUES ('overlap')", 'SQLITE_CONSTRAINT', 'SQLite error: OVERLAP'],
    ['a missing table', 'SELECT * FROM nope', 'SQLITE_UNKNOWN', 'SQLite error: no such table: nope'],
    [
      'a missing column',
      'SELECT nope FROM t',
      'SQL_INPUT_ERROR',
      'SQL input error: no such column: nope (at offset 7)',
    ],
    [
      'a typing error',
      'SELEC 1',
      'SQL_PARSE_ERROR',
      'SQL string could not be parsed: near "SELEC": syntax error',
    ],
    ['no statement', '-- nothing', 'SQL_NO_STATEMENT', 'SQL string does not contain any statement'],
    [
      'two statements',
      'SELECT 1; SELECT 2',
      'SQL_MANY_STATEMENTS',
      'SQL string contains more than one statement',
    ],
    [
      'ATTACH',
      "ATTACH 'x.db' AS x",
      'SQL_PARSE_ERROR',
      "SQL string could not be parsed: unsupported statement: ATTACH 'x.db' AS x",
    ],
    [
      'a pragma of the engine',
      'PRAGMA journal_mode = DELETE',
      'SQL_PARSE_ERROR',
      'SQL string could not be parsed: unsupported statement: PRAGMA journal_mode = DELETE',
    ],
  ];
  it.each(cases)('tells %s by code and message', async (_what, sql, code, message) => {
    const { client } = await testDatabase();
    await client.executeMultiple(`
      INSERT INTO t (name) VALUES ('taken');
      CREATE TRIGGER no_overlap BEFORE INSERT ON t WHEN NEW.name = 'overlap'
      BEGIN SELECT RAISE(ABORT, 'OVERLAP'); END;
    `);
    await expect(client.execute(sql)).rejects.toMatchObject({ code, message: `${code}: ${message}` });
  });
});

describe('batches', () => {
  it('commits all of a write batch in one request', async () => {
    const { client, emulator } = await testDatabase();
    const statements = ["INSERT INTO t (name) VALUES ('a')", 'SELECT count(*) AS n FROM t'];
    const [, count] = await client.batch(statements, 'write');
    expect(count?.rows[0]?.n).toBe(1);
    expect(emulator.stats().total.pipelines).toBe(1);
  });

  it('leaves nothing when one statement fails, and says which', async () => {
    const { client } = await testDatabase();
    const statements = [
      "INSERT INTO t (name) VALUES ('a')",
      'INSERT INTO t (amount) VALUES (-1)',
      'DELETE FROM t',
    ];
    await expect(client.batch(statements, 'write')).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT',
      statementIndex: 1,
    });
    expect(await countRows(client)).toBe(0);
  });

  it('runs the same statement many times with other arguments', async () => {
    const { client } = await testDatabase();
    const rows = Array.from({ length: 40 }, (_, index) => ({
      sql: 'INSERT INTO t (name) VALUES (?)',
      args: [`n${index}`],
    }));
    await client.batch(rows, 'write');
    expect(await countRows(client)).toBe(40);
  });

  it('runs several statements, triggers with bodies among them, and stops at the first failure', async () => {
    const { client } = await testDatabase();
    await client.executeMultiple(`
      CREATE TABLE log (what TEXT); -- a comment; with a semicolon
      CREATE TRIGGER logged AFTER INSERT ON t BEGIN
        INSERT INTO log VALUES (CASE WHEN NEW.name = ';' THEN 'semicolon' ELSE 'other' END);
        INSERT INTO log VALUES ('again');
      END;
      INSERT INTO t (name) VALUES (';');
    `);
    const { rows } = await client.execute('SELECT what FROM log');
    expect(rows.map((row) => row.what)).toEqual(['semicolon', 'again']);
    const failing =
      "INSERT INTO t (name) VALUES ('x'); INSERT INTO nope VALUES (1); INSERT INTO t (name) VALUES ('y')";
    await expect(client.executeMultiple(failing)).rejects.toMatchObject({ code: 'SQLITE_UNKNOWN' });
    expect(await countRows(client)).toBe(2);
  });

  it('gives foreign_keys = off of a migration to no one else', async () => {
    const { client } = await testDatabase();
    await client.execute('CREATE TABLE child (t_id INTEGER REFERENCES t (id))');
    await client.execute('PRAGMA foreign_keys = off');
    await expect(client.execute('INSERT INTO child VALUES (99)')).rejects.toThrow('FOREIGN KEY');
    await client.migrate(['INSERT INTO child VALUES (98)']);
    expect(await countRows(client, 'child')).toBe(1);
  });
});

it('serves drizzle', async () => {
  const { emulator, hostname, token } = await testDatabase();
  const table = sqliteTable('t', { id: integer().primaryKey(), name: text(), amount: integer() });
  const db = drizzle({ connection: { url: emulator.databaseUrl(hostname), authToken: token } });
  const returned = await db.insert(table).values({ name: 'a', amount: 5 }).returning();
  expect(returned).toEqual([{ id: 1, name: 'a', amount: 5 }]);
  const [all] = await db.batch([db.select().from(table), db.update(table).set({ amount: 6 })]);
  expect(all).toEqual([{ id: 1, name: 'a', amount: 5 }]);
  expect(await db.select({ amount: table.amount }).from(table)).toEqual([{ amount: 6 }]);
});
