import { describeStatement, isInTransaction, type StatementResult } from './connection.ts';
import {
  accepted,
  authorize,
  bindArguments,
  liveConnection,
  type Program,
  runQuery,
  sqlOf,
  toStatement,
  transactionTimeout,
} from './hrana-program.ts';
import {
  type BatchCondition,
  type BatchStep,
  encodeError,
  encodeValue,
  ProtocolError,
  StatementError,
  type Stmt,
  type StreamRequest,
} from './hrana-protocol.ts';
import { closeStream } from './hrana-streams.ts';
import { parseSql, type SqlStatement } from './sql-text.ts';

type JsonObject = Record<string, unknown>;

/** The server's own limits on stored SQL (libsql-server `hrana/http/request.rs`). */
const MAX_STORED_SQL = 50;
const MAX_STORED_SQL_BYTES = 5_000;

/** Runs a pipeline's requests in order; a failed one does not stop those after it. */
export async function runPipeline(program: Program, requests: StreamRequest[]): Promise<JsonObject[]> {
  const results: JsonObject[] = [];
  for (const request of requests) results.push(await answerRequest(program, request));
  return results;
}

async function answerRequest(program: Program, request: StreamRequest): Promise<JsonObject> {
  try {
    const response = await runRequest(program, request);
    return { type: 'ok', response: { type: request.type, ...response } };
  } catch (error) {
    if (error instanceof StatementError) return { type: 'error', error: encodeError(error) };
    throw error;
  }
}

function runRequest(program: Program, request: StreamRequest): JsonObject | Promise<JsonObject> {
  const { stream } = program;
  switch (request.type) {
    case 'close':
      closeStream(stream);
      return {};
    case 'get_autocommit':
      return { is_autocommit: !isInTransaction(liveConnection(stream)) };
    case 'execute':
      return execute(program, request.stmt);
    case 'batch':
      return executeBatch(program, request.steps);
    case 'sequence':
      return executeSequence(program, sqlOf(stream, request));
    case 'describe':
      return describe(program, sqlOf(stream, request));
    case 'store_sql':
      return storeSql(program, request.sqlId, request.sql);
    case 'close_sql':
      stream.sqls.delete(request.sqlId);
      return {};
  }
}

async function execute(program: Program, stmt: Stmt): Promise<JsonObject> {
  liveConnection(program.stream);
  const statement = toStatement(sqlOf(program.stream, stmt));
  authorize(program.permissions, [statement]);
  if (takeTimeout(program)) throw transactionTimeout();
  const result = await runTimed(program, () => runBound(program, statement, stmt));
  return { result: encodeResult(result, stmt.wantRows) };
}

async function runBound(program: Program, statement: SqlStatement, stmt: Stmt): Promise<StatementResult> {
  return runQuery(program, statement, bindArguments(statement, stmt));
}

interface BatchState {
  results: (JsonObject | null)[];
  errors: (JsonObject | null)[];
  isAutocommit(): boolean;
}

async function executeBatch(program: Program, steps: BatchStep[]): Promise<JsonObject> {
  const { stream } = program;
  liveConnection(stream);
  const statements = steps.map(({ stmt }) => toStatement(sqlOf(stream, stmt)));
  authorize(program.permissions, statements);
  let isTimedOut = takeTimeout(program);
  const state: BatchState = {
    results: [],
    errors: [],
    isAutocommit: () => !isInTransaction(liveConnection(stream)),
  };
  for (const [index, step] of steps.entries()) {
    isTimedOut ||= takeTimeout(program);
    const statement = statements[index];
    if (statement === undefined) continue;
    if (isTimedOut) pushError(state, transactionTimeout());
    else await executeStep(program, state, { step, statement });
  }
  takeTimeout(program);
  return {
    result: { step_results: state.results, step_errors: state.errors, replication_index: null },
  };
}

async function executeStep(
  program: Program,
  state: BatchState,
  { step, statement }: { step: BatchStep; statement: SqlStatement },
): Promise<void> {
  if (step.condition !== undefined && !holds(step.condition, state)) {
    state.results.push(null);
    state.errors.push(null);
    return;
  }
  try {
    const result = await runBound(program, statement, step.stmt);
    state.results.push(encodeResult(result, step.stmt.wantRows));
    state.errors.push(null);
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    pushError(state, error);
  }
}

function pushError(state: BatchState, error: StatementError): void {
  state.results.push(null);
  state.errors.push(encodeError(error));
}

function holds(condition: BatchCondition, state: BatchState): boolean {
  switch (condition.type) {
    case 'ok':
      return state.results[condition.step] != null;
    case 'error':
      return state.errors[condition.step] != null;
    case 'not':
      return !holds(condition.cond, state);
    case 'and':
      return condition.conds.every((cond) => holds(cond, state));
    case 'or':
      return condition.conds.some((cond) => holds(cond, state));
    case 'is_autocommit':
      return state.isAutocommit();
  }
}

/** The first failure stops a sequence; what ran before it outside a transaction stays. */
async function executeSequence(program: Program, sql: string): Promise<JsonObject> {
  liveConnection(program.stream);
  const statements = parseSql(sql).map(accepted);
  authorize(program.permissions, statements);
  if (takeTimeout(program)) throw transactionTimeout();
  await runTimed(program, async () => {
    for (const statement of statements) {
      await runQuery(program, statement, bindArguments(statement, NO_ARGUMENTS));
    }
  });
  return {};
}

const NO_ARGUMENTS: Stmt = {
  sql: undefined,
  sqlId: undefined,
  args: [],
  namedArgs: new Map(),
  wantRows: false,
};

/** A timeout that struck while waiting has been told by this program's own error. */
async function runTimed<T>(program: Program, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } finally {
    takeTimeout(program);
  }
}

/** The timeout is told once; after it the stream works on, outside any transaction, as Turso's does. */
function takeTimeout({ stream }: Program): boolean {
  const isTimedOut = stream.isTimedOut;
  stream.isTimedOut = false;
  return isTimedOut;
}

function describe(program: Program, sql: string): JsonObject {
  const connection = liveConnection(program.stream);
  const statement = toStatement(sql);
  program.stream.database.refresh(connection);
  const { cols, isReadonly } = describeStatement(connection, statement);
  return {
    result: {
      params: statement.params.map((name) => ({ name })),
      cols,
      is_explain: statement.isExplain,
      is_readonly: isReadonly,
    },
  };
}

function storeSql({ stream }: Program, sqlId: number, sql: string): JsonObject {
  const { sqls } = stream;
  if (sqls.has(sqlId)) throw new ProtocolError(`SQL text ${sqlId} already exists`);
  if (sqls.size >= MAX_STORED_SQL) {
    throw new StatementError(
      `The server already stores ${sqls.size} SQL texts, it cannot store more`,
      'SQL_STORE_TOO_MANY',
    );
  }
  const bytes = Buffer.byteLength(sql);
  if (bytes > MAX_STORED_SQL_BYTES) {
    throw new StatementError(
      `The statement is too large to be stored: ${bytes} B/5.0 KB`,
      'SQL_STORE_TOO_LARGE',
    );
  }
  sqls.set(sqlId, sql);
  return {};
}

function encodeResult(result: StatementResult, wantRows: boolean): JsonObject {
  return {
    cols: result.cols,
    rows: wantRows ? result.rows.map((row) => row.map(encodeValue)) : [],
    affected_row_count: result.affectedRowCount,
    last_insert_rowid: result.lastInsertRowid,
    replication_index: null,
    rows_read: result.rowsRead,
    rows_written: result.rowsWritten,
    query_duration_ms: result.durationMs,
  };
}
