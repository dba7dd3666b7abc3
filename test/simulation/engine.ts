import { DatabaseSync, type StatementSync } from 'node:sqlite';

type Value = string | number | bigint | null | Uint8Array;

/** What a statement came to, as the database's client gives it. */
export interface EngineResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  readonly rowsAffected: number;
}

export interface EngineStatement {
  readonly sql: string;
  readonly args: readonly unknown[];
}

/** A real SQL engine in memory: a tenant's database, the registry, or the storage of a Durable Object. */
export interface Engine {
  /** One transaction: all or nothing. Throws what SQLite says. */
  transaction(statements: readonly EngineStatement[]): EngineResult[];
  /** One statement, its rows by name. */
  rows(sql: string, ...args: Value[]): Record<string, Value>[];
  script(sql: string): void;
  /** What it holds, to make others alike of it. */
  image(): Uint8Array;
  /** Forgets everything since it was opened, or since the last time it forgot; faster than opening another. */
  forget(): void;
  close(): void;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/** Newer than the types of Node that the project has. */
type Imaged = DatabaseSync & { serialize(): Uint8Array; deserialize(image: Uint8Array): void };

export function openEngine(image?: Uint8Array): Engine {
  const database = new DatabaseSync(':memory:') as Imaged;
  if (image !== undefined) database.deserialize(image);
  const known = new Map<string, Prepared>();
  const named = new Map<string, StatementSync>();
  let isTouched = false;
  const touch = () => {
    if (!isTouched) database.exec('SAVEPOINT before_everything');
    isTouched = true;
  };
  return {
    transaction(statements) {
      touch();
      return runTransaction(database, known, statements);
    },
    rows(sql, ...args) {
      touch();
      const statement = named.get(sql) ?? database.prepare(sql);
      named.set(sql, statement);
      return statement.all(...args) as Record<string, Value>[];
    },
    script(sql) {
      touch();
      database.exec(sql);
    },
    image() {
      if (isTouched) database.exec('RELEASE before_everything');
      isTouched = false;
      return database.serialize();
    },
    forget() {
      if (isTouched) database.exec('ROLLBACK TO before_everything');
    },
    close: () => database.close(),
  };
}

function runTransaction(
  database: DatabaseSync,
  known: Map<string, Prepared>,
  statements: readonly EngineStatement[],
): EngineResult[] {
  database.exec('SAVEPOINT one_transaction');
  try {
    const results = statements.map((statement) => {
      const { sql, args } = withLiterals(statement);
      return runPrepared(prepare(database, known, sql), args);
    });
    database.exec('RELEASE one_transaction');
    return results;
  } catch (error) {
    database.exec('ROLLBACK TO one_transaction');
    database.exec('RELEASE one_transaction');
    throw error;
  }
}

/**
 * The same statement with its limit, and words such as 'pending', written into it: where SQLite's plan depends on a
 * bound value (a partial index, a limit), it would plan the statement anew each time.
 */
function withLiterals({ sql, args }: EngineStatement): EngineStatement {
  const pieces = sql.split('?');
  if (!sql.startsWith('select') || pieces.length !== args.length + 1) return { sql, args };
  const isWritten = args.map((arg, index) => isWord(arg) || pieces[index]?.endsWith('limit ') === true);
  if (!isWritten.includes(true)) return { sql, args };
  const text = pieces.map((piece, index) => piece + placeOf(args[index], isWritten[index])).join('');
  return { sql: text, args: args.filter((_, index) => !isWritten[index]) };
}

function placeOf(arg: unknown, isWritten: boolean | undefined): string {
  if (isWritten === undefined) return '';
  if (!isWritten) return '?';
  return typeof arg === 'number' ? String(arg) : `'${arg}'`;
}

function isWord(arg: unknown): boolean {
  return typeof arg === 'string' && /^[a-z-]{4,16}$/.test(arg);
}

function prepare(database: DatabaseSync, known: Map<string, Prepared>, sql: string): Prepared {
  const found = known.get(sql);
  if (found !== undefined) return found;
  const statement = database.prepare(sql);
  const columns = statement.columns().map(({ name }) => name ?? '');
  statement.setReturnArrays(true);
  const prepared = { statement, columns };
  known.set(sql, prepared);
  return prepared;
}

function runPrepared({ statement, columns }: Prepared, args: readonly unknown[]): EngineResult {
  const values = args.map(toValue);
  if (columns.length > 0)
    return { columns, rows: statement.all(...values) as unknown as Value[][], rowsAffected: 0 };
  return { columns, rows: [], rowsAffected: Number(statement.run(...values).changes) };
}

function toValue(value: unknown): Value {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return (value ?? null) as Value;
}
