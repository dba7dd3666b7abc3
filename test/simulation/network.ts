import { LibsqlError } from '@libsql/client/http';
import type { Engine, EngineResult, EngineStatement } from './engine.ts';
import type { Chaos } from './faults.ts';
import { createIsolate, currentIsolate } from './isolates.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

const SERVER = createIsolate('database');

export interface Network {
  request(request: DatabaseRequest): Promise<EngineResult[]>;
}

export interface DatabaseCall {
  readonly host: string;
  readonly mode: 'read' | 'write';
  readonly statements: readonly EngineStatement[];
}

export interface DatabaseRequest extends DatabaseCall {
  /** Of the caller: an answer that takes longer is not waited for. */
  readonly timeoutMs: number;
}

export interface NetworkOptions {
  readonly timeline: Timeline;
  readonly chaos: Chaos;
  readonly engines: ReadonlyMap<string, Engine>;
  /** Hosts that answer as if the database were not there. */
  readonly gone: ReadonlySet<string>;
  /** Called after every transaction that was committed. */
  readonly onWrite: (host: string, statements: readonly EngineStatement[]) => void;
}

/** The way to the databases and back: every request and every answer takes its time, and may not arrive. */
export function createNetwork(options: NetworkOptions): Network {
  return { request: (request) => send(options, request) };
}

const FATES = [
  'databaseFails',
  'databaseBusy',
  'streamExpires',
  'answerLost',
  'answerSlow',
  'requestLate',
] as const;

function send(options: NetworkOptions, request: DatabaseRequest): Promise<EngineResult[]> {
  const { timeline, chaos } = options;
  const { random } = timeline;
  const caller = currentIsolate();
  const fate = chaos.firstOf(FATES);
  const there = fate === 'requestLate' ? lateness(random) : 1 + 8 * random.next();
  const back = fate === 'answerSlow' ? random.between(4_000, 20_000) : 1 + 8 * random.next();
  const label = `${request.mode} ${request.host}`;
  return new Promise((resolve, reject) => {
    const givesUpAt = timeline.now + request.timeoutMs;
    if (there >= request.timeoutMs)
      timeline.after(request.timeoutMs, `gave up on ${label}`, () => reject(timeout()), caller);
    const arrive = () => {
      const outcome = execute(options, request, fate);
      timeline.note(`${label} ${describe(request)} → ${outcome.said}`);
      const wait = Math.min(back, givesUpAt - timeline.now);
      if (wait <= 0) return;
      const tell = () => {
        if (wait < back) reject(timeout());
        else if (outcome.results === undefined) reject(outcome.error);
        else resolve(outcome.results);
      };
      timeline.after(wait, `answer of ${label}`, tell, caller);
    };
    timeline.after(there, `${label} arrives`, arrive, SERVER);
  });
}

/** So late that others come between, or so late that nobody waits any more. */
function lateness(random: Random): number {
  return random.chance(0.5) ? random.between(300, 7_000) : random.between(7_000, 90_000);
}

interface Outcome {
  readonly said: string;
  readonly results?: EngineResult[];
  readonly error?: Error;
}

function execute(
  { engines, gone, onWrite }: NetworkOptions,
  { host, mode, statements }: DatabaseRequest,
  fate: (typeof FATES)[number] | undefined,
): Outcome {
  const failure = failsBefore(fate, gone.has(host));
  if (failure !== undefined) return { said: failure.message, error: failure };
  const engine = engines.get(host);
  if (engine === undefined) throw new Error(`No database ${host}`);
  try {
    const results = engine.transaction(statements);
    if (mode === 'write') onWrite(host, statements);
    if (fate === 'answerLost') return { said: 'ok, answer lost', error: new TypeError('fetch failed') };
    return { said: 'ok', results };
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return { said: error.message, error: refusedBySqlite(error) };
  }
}

/** Nothing was executed. */
function failsBefore(fate: (typeof FATES)[number] | undefined, isGone: boolean): Error | undefined {
  if (isGone) return new LibsqlError('Server returned HTTP status 404', 'SERVER_ERROR');
  if (fate === 'databaseFails') return new LibsqlError('Server returned HTTP status 502', 'SERVER_ERROR');
  if (fate === 'databaseBusy') return new LibsqlError('SQLite error: database is locked', 'SQLITE_BUSY');
  if (fate === 'streamExpires') return new LibsqlError('The stream has expired', 'STREAM_EXPIRED');
  return undefined;
}

function timeout(): Error {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError');
}

interface SqliteError extends Error {
  readonly errcode: number;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error;
}

const CONSTRAINT = 19;

function refusedBySqlite({ message, errcode }: SqliteError): LibsqlError {
  const code = (errcode & 0xff) === CONSTRAINT ? 'SQLITE_CONSTRAINT' : 'SQLITE_UNKNOWN';
  return new LibsqlError(`SQLite error: ${message}`, code);
}

/** What a transaction is about: its audit entry, else its statements. */
function describe({ statements }: DatabaseRequest): string {
  const audit = statements.find(({ sql }) => sql.startsWith('insert into "audit_log"'));
  if (audit !== undefined) return `${audit.args[3]} ${audit.args[0]} by ${audit.args[5]}`;
  const words = statements.map(({ sql }) => /(?:from|into|update) "?(\w+)/i.exec(sql)?.[1] ?? '?');
  return [...new Set(words)].join('+');
}
