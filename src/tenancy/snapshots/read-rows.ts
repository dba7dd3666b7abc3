import type { Database } from '../../platform/database-client.ts';
import { digest } from '../../platform/secrets.ts';

/** A table, index, trigger or view, as it was declared. */
export interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** The primary key's columns; empty where the table has rowids to page by. */
  readonly key: readonly string[];
}

export interface Shape {
  readonly objects: readonly SchemaObject[];
  /** In an order in which no row refers to one that comes later. */
  readonly tables: readonly TableShape[];
}

/** Some rows of one table: `rows` is a JSON array of arrays, made by the database itself. */
export interface Page {
  readonly table: string;
  readonly rows: string;
  readonly count: number;
}

/** What was read so far: a hash that depends on every row and on the schema, and how many rows each table has. */
export interface Content {
  hash: string;
  readonly counts: Record<string, number>;
}

/** Events weigh the most, some two kilobytes each: a page of them is a megabyte. */
const PAGE_ROWS = 500;

const SCHEMA_OBJECTS = `SELECT type, name, sql FROM sqlite_schema
  WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'libsql_*' ORDER BY type, name`;

export async function readShape(database: Database): Promise<Shape> {
  const [found] = await database.rows([SCHEMA_OBJECTS]);
  const objects = (found?.rows ?? []).map(({ type, name, sql }) => ({
    type: String(type),
    name: String(name),
    sql: String(sql),
  }));
  const declared = inReferenceOrder(objects.filter(({ type }) => type === 'table'));
  const columns = await database.rows(declared.map(({ name }) => `PRAGMA table_info("${name}")`));
  const tables = declared.map(({ name, sql }, index) => {
    const rows = columns[index]?.rows ?? [];
    const key = rows.filter(({ pk }) => Number(pk) > 0).toSorted((a, b) => Number(a.pk) - Number(b.pk));
    return {
      name,
      columns: rows.map((row) => String(row.name)),
      key: /\bWITHOUT\s+ROWID\b/i.test(sql) ? key.map((row) => String(row.name)) : [],
    };
  });
  return { objects, tables };
}

function inReferenceOrder(tables: readonly SchemaObject[]): SchemaObject[] {
  const ordered: SchemaObject[] = [];
  const left = new Map(tables.map((table) => [table.name, table]));
  const place = (table: SchemaObject) => {
    if (!left.delete(table.name)) return;
    for (const [, name = ''] of table.sql.matchAll(/\bREFERENCES\s+"?(\w+)/gi)) {
      const needed = left.get(name);
      if (needed !== undefined) place(needed);
    }
    ordered.push(table);
  };
  for (const table of tables) place(table);
  return ordered;
}

/** Starts with the schema, because a restored database must have the same. */
export async function startContent({ objects }: Shape): Promise<Content> {
  return { hash: await digest(JSON.stringify(objects)), counts: {} };
}

/**
 * Every row of a database that nobody else writes, page by page; the first page of each table comes in one request,
 * which is all that most tables need.
 */
export async function* readPages(
  database: Database,
  { tables }: Shape,
  content: Content,
): AsyncGenerator<Page> {
  const firsts = await database.rows(tables.map((table) => pageQuery(table, START)));
  for (const [index, table] of tables.entries()) {
    content.counts[table.name] = 0;
    let row = firsts[index]?.rows[0];
    for (let offset = 0; row !== undefined && Number(row.count) > 0; offset += PAGE_ROWS) {
      const page = { table: table.name, rows: String(row.rows), count: Number(row.count) };
      content.counts[table.name] = (content.counts[table.name] ?? 0) + page.count;
      content.hash = await digest(`${content.hash} ${page.table} ${page.rows}`);
      yield page;
      if (page.count < PAGE_ROWS) break;
      const after = { rowid: Number(row.last ?? 0), offset: offset + PAGE_ROWS };
      row = (await database.rows([pageQuery(table, after)]))[0]?.rows[0];
    }
  }
}

interface After {
  readonly rowid: number;
  readonly offset: number;
}

const START: After = { rowid: Number.MIN_SAFE_INTEGER, offset: 0 };

/** JSON is made where the rows are: the Worker only carries it. A blob would be refused there; no table has one. */
function pageQuery({ name, columns, key }: TableShape, after: After) {
  const list = (names: readonly string[]) => names.map((one) => `"${one}"`).join(', ');
  const inner =
    key.length === 0
      ? `SELECT rowid AS "last rowid", * FROM "${name}" WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE_ROWS}`
      : `SELECT 0 AS "last rowid", * FROM "${name}" ORDER BY ${list(key)} LIMIT ${PAGE_ROWS} OFFSET ?`;
  return {
    sql: `SELECT max("last rowid") AS last, count(*) AS count, json_group_array(json_array(${list(columns)})) AS rows
      FROM (${inner})`,
    args: [key.length === 0 ? after.rowid : after.offset],
  };
}
