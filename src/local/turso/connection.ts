import Database from 'libsql';
import { type EngineValue, StatementError } from './hrana-protocol.ts';
import type { SqlStatement } from './sql-text.ts';

interface Column {
  name: string;
  decltype: string | null;
}

export interface StatementResult {
  cols: Column[];
  rows: EngineValue[][];
  affectedRowCount: number;
  lastInsertRowid: string | null;
  rowsRead: number;
  rowsWritten: number;
  durationMs: number;
}

interface Prepared {
  engine: Database.Statement;
  isReader: boolean;
  cols: Column[];
}

/** One native connection; a stream holds it alone, so its statements are prepared once. */
export interface Connection {
  readonly engine: Database.Database;
  readonly prepared: Map<string, Prepared>;
  /** The schema generation that `prepared` belongs to. */
  generation: number;
  /** A pragma changed it: it must not serve another stream. */
  hasOwnSettings: boolean;
  /** A statement stopped at SQLITE_BUSY keeps its snapshot until it is run again, past any rollback. */
  hasUnfinishedStatement: boolean;
  /** Its open transaction changed the schema, so a rollback changes it again. */
  hasSchemaChange: boolean;
}

const PREPARED_LIMIT = 300;
const LAST_CHANGE = 'SELECT changes(), last_insert_rowid()';

/** FULL is Turso's promise: what was answered survives the power going out, not only the process. */
export function openConnection(path: string, synchronous: 'FULL' | 'NORMAL'): Connection {
  const engine = new Database(path, { timeout: 0 });
  engine.defaultSafeIntegers(true);
  engine.prepare('PRAGMA journal_mode = WAL').all();
  engine.prepare(`PRAGMA synchronous = ${synchronous}`).run();
  return {
    engine,
    prepared: new Map(),
    generation: -1,
    hasOwnSettings: false,
    hasUnfinishedStatement: false,
    hasSchemaChange: false,
  };
}

/** Runs one statement to its end; throws StatementError with the code that Turso would give. */
export function runStatement(
  connection: Connection,
  statement: SqlStatement,
  args: EngineValue[],
): StatementResult {
  const startedAt = performance.now();
  try {
    const prepared = prepare(connection, statement);
    const rows = prepared.isReader ? (prepared.engine.all(args) as EngineValue[][]) : [];
    const change = prepared.isReader ? undefined : prepared.engine.run(args);
    const { affected, rowid } = statement.isChange ? lastChange(connection, change) : NO_CHANGE;
    return {
      cols: prepared.cols,
      rows,
      affectedRowCount: affected,
      lastInsertRowid: statement.isInsert ? rowid : null,
      rowsRead: rows.length,
      rowsWritten: affected,
      durationMs: performance.now() - startedAt,
    };
  } catch (error) {
    throw toStatementError(error, statement.text);
  }
}

const NO_CHANGE = { affected: 0, rowid: null };

/** The engine gives rowids as doubles and none for RETURNING: past 2^53 and there, ask SQL. */
function lastChange(connection: Connection, change: Database.RunResult | undefined) {
  if (change !== undefined && Number.isSafeInteger(change.lastInsertRowid)) {
    return { affected: change.changes, rowid: String(change.lastInsertRowid) };
  }
  const query = prepareText(connection, LAST_CHANGE);
  const [row] = query.engine.all([]) as EngineValue[][];
  return { affected: Number(row?.[0]), rowid: String(row?.[1]) };
}

interface StatementDescription {
  cols: Column[];
  isReadonly: boolean;
}

export function describeStatement(connection: Connection, statement: SqlStatement): StatementDescription {
  try {
    const { cols } = prepare(connection, statement);
    return { cols, isReadonly: statement.kind === 'read' || statement.isExplain };
  } catch (error) {
    throw toStatementError(error, statement.text);
  }
}

export function isInTransaction(connection: Connection): boolean {
  return connection.engine.inTransaction;
}

/** False when the engine would not roll back: the connection is then good for nothing. */
export function rollBack(connection: Connection): boolean {
  if (!isInTransaction(connection)) return true;
  try {
    prepareText(connection, 'ROLLBACK').engine.run([]);
  } catch {
    return false;
  }
  return !isInTransaction(connection);
}

/** Preparing alone would trust the schema that this connection last read; a step reads the new one. */
export function forgetSchema(connection: Connection): void {
  connection.prepared.clear();
  prepareText(connection, 'SELECT 1 FROM sqlite_schema LIMIT 1').engine.all([]);
}

function prepare(connection: Connection, statement: SqlStatement): Prepared {
  return prepareText(connection, statement.text);
}

function prepareText(connection: Connection, sql: string): Prepared {
  const known = connection.prepared.get(sql);
  if (known !== undefined) return known;
  if (connection.prepared.size >= PREPARED_LIMIT) connection.prepared.clear();
  const engine = connection.engine.prepare(sql);
  const isReader = engine.reader;
  if (isReader) engine.raw(true);
  const cols = isReader ? engine.columns().map(({ name, type }) => ({ name, decltype: type })) : [];
  const prepared = { engine, isReader, cols };
  connection.prepared.set(sql, prepared);
  return prepared;
}

function toStatementError(error: unknown, sql: string): StatementError {
  if (error instanceof StatementError) return error;
  if (!(error instanceof Database.SqliteError)) {
    return new StatementError(`SQLite error: ${messageOf(error)}`, 'SQLITE_UNKNOWN');
  }
  const { message, code } = error;
  if (/^near ".*": syntax error$|^incomplete input$/s.test(message)) {
    return new StatementError(`SQL string could not be parsed: ${message}`, 'SQL_PARSE_ERROR');
  }
  const column = /^no such column: (.+)$/.exec(message)?.[1];
  if (column !== undefined) {
    const offset = Math.max(0, sql.indexOf(column));
    return new StatementError(`SQL input error: ${message} (at offset ${offset})`, 'SQL_INPUT_ERROR');
  }
  return new StatementError(`SQLite error: ${message}`, primaryCode(code), code);
}

/** Turso gives the primary code: SQLITE_CONSTRAINT_UNIQUE travels as SQLITE_CONSTRAINT. */
function primaryCode(code: string): string {
  const primary = code.split('_').slice(0, 2).join('_');
  return primary === 'SQLITE_ERROR' ? 'SQLITE_UNKNOWN' : primary;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
