import { describe, expect, it } from 'vitest';
import { parseSql } from '../../../src/local/turso/sql-text.ts';

describe('splitting', () => {
  const cases: [sql: string, texts: string[]][] = [
    ['', []],
    [' ; ;-- nothing;\n', []],
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
    [
      `SELECT ';', ";", [;], \`;\` /* ; */; SELECT 'it''s;'`,
      [`SELECT ';', ";", [;], \`;\` /* ; */`, `SELECT 'it''s;'`],
    ],
    ['-- first; really\nSELECT 1', ['SELECT 1']],
    [
      'CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT 3',
      ['CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; SELECT CASE 1 WHEN 1 THEN 2 END; END', 'SELECT 3'],
    ],
    ['BEGIN; SELECT 1; END; SELECT 2', ['BEGIN', 'SELECT 1', 'END', 'SELECT 2']],
    ["SELECT 'unclosed; ", ["SELECT 'unclosed;"]],
  ];
  it.each(cases)('%j', (sql, texts) => {
    expect(parseSql(sql).map(({ text }) => text)).toEqual(texts);
  });
});

describe('kinds', () => {
  it.each([
    ['select 1', 'read'],
    ['WITH x AS (SELECT 1) SELECT * FROM x', 'read'],
    ['with x(delete_me) as (select 1) delete from t', 'write'],
    ['REPLACE INTO t VALUES (1)', 'write'],
    ['create unique index i on t (a)', 'schema'],
    ['CREATE TEMP TABLE x (y)', 'refused'],
    ['BEGIN IMMEDIATE', 'begin'],
    ['ROLLBACK', 'end'],
    ['ROLLBACK TO s', 'savepoint'],
    ['PRAGMA table_info(t)', 'read'],
    ['PRAGMA main.user_version', 'read'],
    ['PRAGMA user_version = 3', 'setting'],
    ['PRAGMA synchronous', 'read'],
    ['PRAGMA synchronous = OFF', 'refused'],
    ['/* sneaky */ attach database ? as x', 'refused'],
    ['VACUUM INTO ?', 'refused'],
    ['EXPLAIN DELETE FROM t', 'other'],
  ])('%s is %s', (sql, kind) => {
    expect(parseSql(sql)[0]?.kind).toBe(kind);
  });
});

it('numbers parameters as SQLite does', () => {
  const [statement] = parseSql("SELECT ?, :a, ?6, @b, $c, :a, '?', a -> '$.x', ? -- ?");
  expect(statement?.params).toEqual([null, ':a', null, null, null, '?6', '@b', '$c', null]);
});
