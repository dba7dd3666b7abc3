import type { Database } from '../../platform/database-client.ts';
import type { Content, SchemaObject, Shape } from '../snapshots/read-rows.ts';
import { readPages, readShape, startContent } from '../snapshots/read-rows.ts';

/** The first line of a snapshot. */
export interface SnapshotHead {
  readonly format: 'snapshot-1';
  readonly tenantId: string;
  readonly takenAt: string;
  readonly shape: Shape;
}

/** Thrown when a snapshot or what was made of it is not what it should be: trying again would not help. */
export class BrokenSnapshot extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'BrokenSnapshot';
  }
}

/** Characters of rows that travel in one request, and are held in memory, at most (and one page). */
const BATCH_CHARACTERS = 1_000_000;

/**
 * Fills an empty database: tables, then rows, then everything that watches over rows, which would refuse old ones.
 * A page travels as one JSON text and is taken apart by the database.
 */
export async function loadSnapshot(database: Database, lines: AsyncIterable<string>): Promise<void> {
  let head: SnapshotHead | undefined;
  let inserts: { readonly sql: string; readonly args: [string] }[] = [];
  let characters = 0;
  const flush = async () => {
    if (inserts.length > 0) await database.write(inserts);
    inserts = [];
    characters = 0;
  };
  for await (const line of lines) {
    if (head === undefined) {
      head = parseHead(line);
      await createAll(database, tablesOf(head.shape));
      continue;
    }
    inserts.push(insertOf(head, line));
    characters += line.length;
    if (characters > BATCH_CHARACTERS) await flush();
  }
  await flush();
  if (head === undefined) throw new BrokenSnapshot('The snapshot is empty');
  await createAll(
    database,
    head.shape.objects.filter(({ type }) => type !== 'table'),
  );
}

function insertOf({ shape }: SnapshotHead, line: string) {
  const { table, rows } = JSON.parse(line) as { table: string; rows: unknown };
  const known = shape.tables.find(({ name }) => name === table);
  if (known === undefined) throw new BrokenSnapshot(`The snapshot has no table ${table}`);
  const columns = known.columns.map((column) => `"${column}"`).join(', ');
  const values = known.columns.map((_, index) => `value ->> '$[${index}]'`).join(', ');
  const sql = `INSERT INTO "${table}" (${columns}) SELECT ${values} FROM json_each(?)`;
  return { sql, args: [JSON.stringify(rows)] as [string] };
}

function parseHead(line: string): SnapshotHead {
  const head = JSON.parse(line) as SnapshotHead;
  if (head.format !== 'snapshot-1') throw new BrokenSnapshot(`Unknown form of snapshot: ${head.format}`);
  return head;
}

function tablesOf({ objects, tables }: Shape): SchemaObject[] {
  return tables.flatMap(({ name }) => objects.filter((one) => one.type === 'table' && one.name === name));
}

async function createAll(database: Database, objects: readonly SchemaObject[]): Promise<void> {
  if (objects.length > 0) await database.script(objects.map(({ sql }) => `${sql};`).join('\n'));
}

/** The lines of a snapshot; `content` grows with them. */
export async function* snapshotLines(
  database: Database,
  head: SnapshotHead,
  content: Content,
): AsyncGenerator<string> {
  yield JSON.stringify(head);
  for await (const { table, rows } of readPages(database, head.shape, content)) {
    yield `{"table":${JSON.stringify(table)},"rows":${rows}}`;
  }
}

/** Everything that SQLite can say about a database, and everything that is in it. Throws `BrokenSnapshot`. */
export async function checkContent(
  database: Database,
  expected: { readonly contentHash: string; readonly rowCounts: Readonly<Record<string, number>> },
): Promise<void> {
  await checkIntegrity(database);
  const shape = await readShape(database);
  const content = await startContent(shape);
  for await (const _ of readPages(database, shape, content));
  for (const [table, count] of Object.entries(expected.rowCounts)) {
    const found = content.counts[table] ?? 0;
    if (found !== count) throw new BrokenSnapshot(`${table} has ${found} rows instead of ${count}`);
  }
  if (content.hash !== expected.contentHash) throw new BrokenSnapshot('The content is not the same');
}

export async function checkIntegrity(database: Database): Promise<void> {
  const [integrity, foreignKeys] = await database.rows([
    'PRAGMA integrity_check',
    'PRAGMA foreign_key_check',
  ]);
  const verdict = String(integrity?.rows[0]?.[0]);
  if (verdict !== 'ok') throw new BrokenSnapshot(`integrity_check: ${verdict}`);
  const strays = foreignKeys?.rows.length ?? 0;
  if (strays > 0) throw new BrokenSnapshot(`foreign_key_check: ${strays} rows refer to nothing`);
}
