import { type Connection, runStatement, type StatementResult } from './connection.ts';
import { type EngineValue, ProtocolError, StatementError, type Stmt } from './hrana-protocol.ts';
import { type Limits, limitTransaction, noteTransactionState, type Stream } from './hrana-streams.ts';
import { notAuthorized } from './http-error.ts';
import { parseSql, type SqlStatement } from './sql-text.ts';

/** What a token and the database's configuration let this request do. */
export interface Permissions {
  hostname: string;
  canWrite: boolean;
  blockReads: boolean;
  blockWrites: boolean;
}

export interface Program {
  stream: Stream;
  limits: Limits;
  permissions: Permissions;
  /** A fault switch: every statement is answered SQLITE_BUSY. */
  isBusy: boolean;
  onStatement(result: StatementResult | undefined): void;
}

export function liveConnection(stream: Stream): Connection {
  if (stream.connection === undefined) throw new ProtocolError('Stream for this baton was closed');
  return stream.connection;
}

export function sqlOf(
  stream: Stream,
  reference: { sql: string | undefined; sqlId: number | undefined },
): string {
  const { sql, sqlId } = reference;
  if (sql !== undefined && sqlId !== undefined) {
    throw new ProtocolError('Either `sql` or `sql_id` are required, but not both');
  }
  if (sql !== undefined) return sql;
  if (sqlId === undefined) throw new ProtocolError('Either `sql` or `sql_id` are required');
  const stored = stream.sqls.get(sqlId);
  if (stored === undefined) throw new ProtocolError(`SQL text ${sqlId} not found`);
  return stored;
}

/** Exactly one statement, that the server accepts; its arguments are bound later, by step. */
export function toStatement(sql: string): SqlStatement {
  const [statement, ...others] = parseSql(sql);
  if (statement === undefined) {
    throw new StatementError('SQL string does not contain any statement', 'SQL_NO_STATEMENT');
  }
  if (others.length > 0) {
    throw new StatementError('SQL string contains more than one statement', 'SQL_MANY_STATEMENTS');
  }
  return accepted(statement);
}

export function accepted(statement: SqlStatement): SqlStatement {
  if (statement.kind !== 'refused') return statement;
  throw new StatementError(
    `SQL string could not be parsed: unsupported statement: ${statement.text}`,
    'SQL_PARSE_ERROR',
  );
}

/** A read-only token refuses a whole program before any of it runs. */
export function authorize(permissions: Permissions, statements: SqlStatement[]): void {
  if (permissions.canWrite || !statements.some(isWrite)) return;
  throw notAuthorized('Write', permissions.hostname);
}

function isWrite({ kind }: SqlStatement): boolean {
  return kind === 'write' || kind === 'schema' || kind === 'setting';
}

/** Runs one statement, waiting its turn for the write lock without blocking anyone else. */
export async function runQuery(
  program: Program,
  statement: SqlStatement,
  args: EngineValue[],
): Promise<StatementResult> {
  refuseBlocked(program, statement);
  const deadline = performance.now() + program.limits.lockWaitMs;
  for (;;) {
    try {
      return runOnce(program, statement, args);
    } catch (error) {
      if (!isLockedOut(error)) throw error;
      await waitForTurn(program, error, deadline);
    }
  }
}

async function waitForTurn({ stream, limits, isBusy }: Program, error: StatementError, deadline: number) {
  const patienceMs = deadline - performance.now();
  if (isBusy || error.extendedCode === 'SQLITE_BUSY_SNAPSHOT' || patienceMs <= 0) throw giveUp(stream, error);
  limitTransaction(stream, limits);
  await stream.database.locks.wait(patienceMs);
  if (stream.isTimedOut) throw giveUp(stream, transactionTimeout());
}

function isLockedOut(error: unknown): error is StatementError {
  return error instanceof StatementError && error.code === 'SQLITE_BUSY';
}

function giveUp(stream: Stream, error: StatementError): StatementError {
  const { connection } = stream;
  if (connection === undefined) return error;
  connection.hasUnfinishedStatement = true;
  noteTransactionState(stream, connection);
  return error;
}

function runOnce(program: Program, statement: SqlStatement, args: EngineValue[]): StatementResult {
  const { stream } = program;
  const connection = liveConnection(stream);
  stream.database.refresh(connection);
  let result: StatementResult | undefined;
  try {
    if (program.isBusy) throw new StatementError('SQLite error: database is locked', 'SQLITE_BUSY');
    result = runStatement(connection, statement, args);
    return result;
  } finally {
    program.onStatement(result);
    noteTransactionState(stream, connection);
    noteSideEffects(stream, connection, statement);
  }
}

function noteSideEffects(stream: Stream, connection: Connection, { kind }: SqlStatement): void {
  if (kind === 'setting') connection.hasOwnSettings = true;
  if (kind === 'schema') connection.hasSchemaChange = true;
  if (!connection.hasSchemaChange) return;
  stream.database.noteSchemaChange();
  if (!stream.inTransaction) connection.hasSchemaChange = false;
}

function refuseBlocked({ permissions }: Program, statement: SqlStatement): void {
  const isBlocked = isWrite(statement)
    ? permissions.blockWrites
    : permissions.blockReads && statement.kind === 'read';
  if (isBlocked) throw new StatementError('Operation was blocked', 'BLOCKED');
}

export function transactionTimeout(): StatementError {
  return new StatementError('Transaction timed out', 'TRANSACTION_TIMEOUT');
}

/** Arguments in the order of the statement's parameters, as the server checks them before binding. */
export function bindArguments({ params, isExplain }: SqlStatement, stmt: Stmt): EngineValue[] {
  if (stmt.args.length > 0 && stmt.namedArgs.size > 0) {
    throw new StatementError(
      'Specifying both positional and named arguments is not supported',
      'ARGS_BOTH_POSITIONAL_AND_NAMED',
    );
  }
  const found = stmt.args.length + stmt.namedArgs.size;
  if (found > params.length) {
    throw argsInvalid(`too many parameters, expected ${params.length} found ${found}`);
  }
  return params.map((name, index) => {
    const value = argumentFor(stmt, name, index);
    if (value === undefined && !isExplain)
      throw argsInvalid(`value for parameter ${name ?? index + 1} not found`);
    return value ?? null;
  });
}

function argumentFor(stmt: Stmt, name: string | null, index: number): EngineValue | undefined {
  if (name === null) return stmt.args[index];
  if (name.startsWith('?')) return stmt.args[Number(name.slice(1)) - 1];
  return stmt.namedArgs.has(name) ? stmt.namedArgs.get(name) : stmt.namedArgs.get(name.slice(1));
}

function argsInvalid(reason: string): StatementError {
  return new StatementError(`Arguments do not match SQL parameters: ${reason}`, 'ARGS_INVALID');
}
