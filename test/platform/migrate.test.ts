import { expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database-client.ts';
import { type Migration, migrate } from '../../src/platform/migrate.ts';
import { settleCommit } from '../../src/platform/tenant-db.ts';
import { testEmulator } from '../local/turso/emulator.ts';

const FIRST: Migration = {
  version: 1,
  name: 'one',
  sql: 'CREATE TABLE a (id INTEGER) STRICT; INSERT INTO a VALUES (1);',
};
const SECOND: Migration = { version: 2, name: 'two', sql: 'ALTER TABLE a ADD COLUMN name TEXT;' };
const BROKEN: Migration = {
  version: 2,
  name: 'broken',
  sql: 'INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1);',
};

async function emptyDatabase() {
  const turso = await testEmulator();
  const { hostname, token } = await turso.createDatabase('shop');
  const database = openDatabase({ url: turso.databaseUrl(hostname), token });
  const rowsOf = async (sql: string) =>
    ((await database.write([sql]))[0]?.rows ?? []).map((row) => ({ ...row }));
  return { turso, database, rowsOf };
}

it('runs each migration once, and goes on from where a database is', async () => {
  const { database, rowsOf } = await emptyDatabase();
  expect(await migrate(database, [FIRST], 5)).toBe(1);
  expect(await migrate(database, [FIRST, SECOND], 6)).toBe(2);
  expect(await migrate(database, [FIRST, SECOND], 7)).toBe(2);
  expect(await rowsOf('SELECT * FROM a')).toEqual([{ id: 1, name: null }]);
  expect(await rowsOf('SELECT version, applied_at FROM schema_migrations')).toEqual([
    { version: 1, applied_at: 5 },
    { version: 2, applied_at: 6 },
  ]);
});

it('of two runs at once, both end well and the work is done once', async () => {
  const { database, rowsOf } = await emptyDatabase();
  const reached = await Promise.all(Array.from({ length: 4 }, () => migrate(database, [FIRST, SECOND], 5)));
  expect(reached).toEqual([2, 2, 2, 2]);
  expect(await rowsOf('SELECT * FROM a')).toHaveLength(1);
});

it('leaves nothing of a migration that fails, and can be run again once it is right', async () => {
  const { database, rowsOf } = await emptyDatabase();
  await expect(migrate(database, [FIRST, BROKEN], 5)).rejects.toThrow('nowhere');
  expect(await rowsOf('SELECT * FROM a')).toEqual([{ id: 1 }]);
  expect(await migrate(database, [FIRST, SECOND], 6)).toBe(2);
});

it('goes on after its answer was lost', async () => {
  const { turso, database, rowsOf } = await emptyDatabase();
  await migrate(database, [FIRST], 5);
  turso.faults.add({ kind: 'lost-response', times: 2 });
  await migrate(database, [FIRST, SECOND], 6).catch(() => undefined);
  turso.faults.clear();
  expect(await migrate(database, [FIRST, SECOND], 7)).toBe(2);
  expect(await rowsOf('SELECT count(*) AS n FROM schema_migrations')).toEqual([{ n: 2 }]);
});

it('settles a commit for good: voided stays voided, committed stays committed', async () => {
  const { database } = await emptyDatabase();
  const tables =
    'CREATE TABLE voided_commits (id TEXT PRIMARY KEY, at INTEGER); CREATE TABLE audit_log (id TEXT PRIMARY KEY);';
  await migrate(database, [{ version: 1, name: 'tables', sql: tables }], 5);
  await database.write(["INSERT INTO audit_log VALUES ('cmt_done')"]);
  const settled = (id: string) => Promise.all([1, 2, 3].map((now) => settleCommit(database, id, now)));
  expect(await settled('cmt_done')).toEqual(['committed', 'committed', 'committed']);
  expect(await settled('cmt_lost')).toEqual(['voided', 'voided', 'voided']);
});
