import { type Client, createClient, type InStatement, LibsqlError, type ResultSet } from '@libsql/client/web';
import { drizzle } from 'drizzle-orm/libsql/web';
import { AppError } from '../kernel/problem.ts';
import type { Query, Rows } from './statements.ts';

/** Longer than Turso lets a transaction live (5 s): after it, what is not committed never will be. */
const TIMEOUT_MS = 8_000;
/** The client's own queue would let one request's I/O wait on another's, which Workers forbid: never queue. */
const NO_QUEUE = 1_000_000;

export interface DatabaseAddress {
  readonly url: string;
  readonly token: string;
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
  /** One request, one transaction: all or nothing. Throws `WriteFailed`. */
  write(queries: readonly (Query | InStatement)[]): Promise<ResultSet[]>;
  /** A script of several statements, as migrations are; each on its own. */
  script(sql: string): Promise<void>;
}

export function openDatabase(address: DatabaseAddress): Database {
  const client = createClient({
    url: address.url,
    authToken: address.token,
    concurrency: NO_QUEUE,
    fetch: fetchInTime,
  });
  return {
    read: (queries) => readBatch(client, queries),
    write: (queries) => writeBatch(client, queries),
    script: (sql) => client.executeMultiple(sql),
  };
}

function fetchInTime(input: Request): Promise<Response> {
  return fetch(input, { signal: AbortSignal.timeout(TIMEOUT_MS) });
}

async function readBatch<const Queries extends readonly [Query, ...Query[]]>(
  client: Client,
  queries: Queries,
): Promise<Rows<Queries>> {
  try {
    return (await drizzle(client).batch([...queries])) as Rows<Queries>;
  } catch (cause) {
    throw unavailable(cause);
  }
}

async function writeBatch(client: Client, queries: readonly (Query | InStatement)[]): Promise<ResultSet[]> {
  try {
    return await client.batch(queries.map(toStatement), 'write');
  } catch (cause) {
    throw new WriteFailed(isRefusal(cause) ? 'refused' : 'unknown', cause);
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

function unavailable(cause: unknown): AppError {
  const problem = new AppError(
    'tenant-unavailable',
    'La base de datos no responde. Probá de nuevo en unos segundos.',
  );
  problem.cause = cause;
  return problem;
}
