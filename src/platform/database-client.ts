import {
  type Client,
  createClient,
  type InStatement,
  LibsqlError,
  type ResultSet,
} from '@libsql/client/http';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql/http';
import { AppError } from '../kernel/problem.ts';
import type { Breaker, Turn } from './breaker.ts';
import { type Query, type Rows, statements } from './statements.ts';

/** Longer than Turso lets a transaction live (5 s): after it, what is not committed never will be. */
const WRITE_TIMEOUT_MS = 8_000;
/** Even a request that came late to its first reading gives the database this long. */
const LEAST_TIMEOUT_MS = 200;
/** The client's own queue would let one request's I/O wait on another's, which Workers forbid: never queue. */
const NO_QUEUE = 1_000_000;

export interface DatabaseAddress {
  readonly url: string;
  readonly token: string;
}

export interface DatabaseOptions {
  /** Shared by all who call the same database from one isolate; without it every call is made. */
  readonly breaker?: Breaker | undefined;
  /** How long anybody waits for a reading, in milliseconds; as long as for a write unless told. */
  readonly readTimeoutMs?: number | undefined;
  /** Until when somebody waits for a first answer, in epoch milliseconds; without it, each reading has the full time. */
  readonly firstAnswerBy?: number | undefined;
}

/** How a write ended when it did not end well. `unknown`: it may or may not have been committed. */
export class WriteFailed extends Error {
  readonly outcome: 'refused' | 'unknown';

  constructor(outcome: 'refused' | 'unknown', cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'WriteFailed';
    this.outcome = outcome;
  }
}

export interface Database {
  /** One request, one consistent snapshot. */
  read<const Queries extends readonly [Query, ...Query[]]>(queries: Queries): Promise<Rows<Queries>>;
  /** One request, one transaction: all or nothing. Throws `WriteFailed`, or `tenant-unavailable` when it was not sent. */
  write(queries: readonly (Query | InStatement)[]): Promise<ResultSet[]>;
  /** A script of several statements, as migrations are; each on its own. */
  script(sql: string): Promise<void>;
  /** Throws `tenant-unavailable` when it is known not to answer: asked before anything is taken that a write must follow. */
  requireAnswering(): Promise<void>;
}

export function openDatabase(address: DatabaseAddress, options: DatabaseOptions = {}): Database {
  const line = openLine(address, options);
  return {
    read: (queries) => readBatch(line, queries),
    write: (queries) => writeBatch(line, queries),
    script: (text) => runScript(line, text),
    requireAnswering: () => requireAnswering(line),
  };
}

interface Line {
  readonly breaker: Breaker | undefined;
  readonly reader: Client;
  /** Most requests only read. */
  readonly writer: () => Client;
  hasAnswered: boolean;
}

function openLine(address: DatabaseAddress, options: DatabaseOptions): Line {
  const { breaker, firstAnswerBy, readTimeoutMs = WRITE_TIMEOUT_MS } = options;
  let writer: Client | undefined;
  const patience = () =>
    firstAnswerBy === undefined || line.hasAnswered
      ? readTimeoutMs
      : Math.max(LEAST_TIMEOUT_MS, Math.min(readTimeoutMs, firstAnswerBy - Date.now()));
  const line: Line = {
    breaker,
    reader: connect(address, patience),
    writer: () => {
      writer ??= connect(address, () => WRITE_TIMEOUT_MS);
      return writer;
    },
    hasAnswered: false,
  };
  return line;
}

function connect({ url, token }: DatabaseAddress, timeoutMs: () => number): Client {
  return createClient({
    url,
    authToken: token,
    concurrency: NO_QUEUE,
    fetch: (input: Request) => fetch(input, { signal: AbortSignal.timeout(timeoutMs()) }),
  });
}

/** When the breaker is open and it is time to see whether the database is back, this reading finds out. */
async function readBatch<const Queries extends readonly [Query, ...Query[]]>(
  line: Line,
  queries: Queries,
): Promise<Rows<Queries>> {
  const { breaker, reader } = line;
  const turn = breaker?.pass() ?? breaker?.probe(Date.now());
  if (breaker !== undefined && turn === undefined) throw unavailable();
  try {
    const rows = await told(line, turn, drizzle(reader).batch([...queries]));
    return rows as Rows<Queries>;
  } catch (cause) {
    throw unavailable(cause);
  }
}

async function writeBatch(line: Line, queries: readonly (Query | InStatement)[]): Promise<ResultSet[]> {
  const turn = await turnToWrite(line);
  try {
    return await told(line, turn, line.writer().batch(queries.map(toStatement), 'write'));
  } catch (cause) {
    throw new WriteFailed(isRefusal(cause) ? 'refused' : 'unknown', cause);
  }
}

async function runScript(line: Line, text: string): Promise<void> {
  const turn = await turnToWrite(line);
  await told(line, turn, line.writer().executeMultiple(text));
}

/** A write that is not sent did not happen: that is certain. One that was sent is never refused by the breaker. */
async function turnToWrite(line: Line): Promise<Turn | undefined> {
  await requireAnswering(line);
  const turn = line.breaker?.pass();
  if (line.breaker !== undefined && turn === undefined) throw unavailable();
  return turn;
}

const probe = () => statements.select({ one: sql<number>`1` }).from(sql`sqlite_schema`).limit(1);

/** A reading of nothing is the probe, so that no write ever is. */
async function requireAnswering(line: Line): Promise<void> {
  if (line.breaker === undefined || line.breaker.pass() !== undefined) return;
  await readBatch(line, [probe()]);
}

/** Tells the breaker how a call ended. A refusal by SQLite is an answer too. */
async function told<Result>(line: Line, turn: Turn | undefined, call: Promise<Result>): Promise<Result> {
  const answered = () => {
    line.hasAnswered = true;
    if (turn !== undefined) line.breaker?.answered(turn);
  };
  try {
    const result = await call;
    answered();
    return result;
  } catch (error) {
    if (isRefusal(error)) answered();
    else if (turn !== undefined) line.breaker?.failed(turn, Date.now());
    throw error;
  }
}

function toStatement(query: Query | InStatement): InStatement {
  if (typeof query === 'string' || !('toSQL' in query)) return query;
  const { sql, params } = query.toSQL();
  return { sql, args: params as (string | number | null)[] };
}

/** SQLite answered, so the transaction was rolled back. Anything else is silence or a gateway. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof LibsqlError && cause.code.startsWith('SQLITE_');
}

/** @param cause none when the breaker refused, so that nothing is logged for each of a crowd */
function unavailable(cause?: unknown): AppError {
  const problem = new AppError(
    'tenant-unavailable',
    'La base de datos no responde. Probá de nuevo en unos segundos.',
  );
  problem.cause = cause;
  return problem;
}
