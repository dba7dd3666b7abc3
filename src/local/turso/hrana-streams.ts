import { randomBytes } from 'node:crypto';
import { type Connection, isInTransaction, rollBack } from './connection.ts';
import type { DatabaseFile } from './database-files.ts';
import { ProtocolError } from './hrana-protocol.ts';
import { HttpError } from './http-error.ts';

export interface Limits {
  /** A stream without a request for this long expires. Turso: 10 s. */
  streamIdleMs: number;
  /** A transaction is rolled back after this long. Turso: 5 s. */
  transactionMs: number;
  /** How long a statement waits for another stream's write lock before SQLITE_BUSY. */
  lockWaitMs: number;
}

export const TURSO_LIMITS: Limits = { streamIdleMs: 10_000, transactionMs: 5_000, lockWaitMs: 5_000 };

/** A SQL connection as a client sees it: opened by a pipeline, continued by batons. */
export interface Stream {
  readonly database: DatabaseFile;
  connection: Connection | undefined;
  readonly sqls: Map<number, string>;
  inTransaction: boolean;
  /** Its transaction was rolled back for its age; the next program is answered so. */
  isTimedOut: boolean;
  transactionTimer: NodeJS.Timeout | undefined;
}

type Handle =
  | { state: 'available'; stream: Stream; secret: string; idleTimer: NodeJS.Timeout }
  | { state: 'acquired'; stream: Stream }
  | { state: 'expired' };

export interface Streams {
  open(database: DatabaseFile): Stream;
  /** The stream that a baton names; each baton works once. */
  acquire(baton: string, database: DatabaseFile): Stream;
  /** Lets the stream wait for its next request; returns the baton, or null if it was closed. */
  release(stream: Stream): string | null;
  close(stream: Stream): void;
  closeDatabase(database: DatabaseFile): void;
  closeAll(): void;
}

const ID_BYTES = 12;
const SECRET_BYTES = 24;
const ID_LENGTH = (ID_BYTES * 4) / 3;
/** How long an expired stream is remembered, to say so instead of "invalid baton". */
const EXPIRED_MEMORY_MS = 300_000;

export function createStreams(limits: Limits): Streams {
  const handles = new Map<string, Handle>();
  const ids = new WeakMap<Stream, string>();

  const forget = (stream: Stream) => {
    const id = ids.get(stream);
    if (id !== undefined) handles.delete(id);
    closeStream(stream);
  };
  const expire = (id: string, stream: Stream) => {
    closeStream(stream);
    handles.set(id, { state: 'expired' });
    setTimeout(() => handles.delete(id), EXPIRED_MEMORY_MS).unref();
  };
  const closeWhere = (matches: (stream: Stream) => boolean) => {
    for (const handle of [...handles.values()]) {
      if (handle.state === 'expired' || !matches(handle.stream)) continue;
      if (handle.state === 'available') clearTimeout(handle.idleTimer);
      forget(handle.stream);
    }
  };
  return {
    open: openStream,
    acquire(baton, database) {
      const id = baton.slice(0, ID_LENGTH);
      const stream = takeAvailable(handles.get(id), baton, database);
      handles.set(id, { state: 'acquired', stream });
      return stream;
    },
    release(stream) {
      if (stream.connection === undefined) {
        forget(stream);
        return null;
      }
      limitTransaction(stream, limits);
      const id = ids.get(stream) ?? randomBytes(ID_BYTES).toString('base64url');
      ids.set(stream, id);
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const idleTimer = setTimeout(() => expire(id, stream), limits.streamIdleMs).unref();
      handles.set(id, { state: 'available', stream, secret, idleTimer });
      return id + secret;
    },
    close: forget,
    closeDatabase: (database) => closeWhere((stream) => stream.database === database),
    closeAll: () => closeWhere(() => true),
  };
}

function takeAvailable(handle: Handle | undefined, baton: string, database: DatabaseFile): Stream {
  if (handle === undefined) throw new ProtocolError('Received an invalid baton');
  if (handle.state === 'expired') throw streamExpired();
  if (handle.state === 'acquired' || handle.secret !== baton.slice(ID_LENGTH)) {
    throw new ProtocolError('Received a baton that has already been used');
  }
  if (handle.stream.database !== database) throw new ProtocolError('Received an invalid baton');
  clearTimeout(handle.idleTimer);
  return handle.stream;
}

export function streamExpired(): HttpError {
  return new HttpError(400, { message: 'The stream has expired due to inactivity', code: 'STREAM_EXPIRED' });
}

function openStream(database: DatabaseFile): Stream {
  return {
    database,
    connection: database.take(),
    sqls: new Map(),
    inTransaction: false,
    isTimedOut: false,
    transactionTimer: undefined,
  };
}

/** Gives the connection back, rolled back if need be. */
export function closeStream(stream: Stream): void {
  const { connection, database } = stream;
  if (connection === undefined) return;
  stream.connection = undefined;
  database.give(connection);
  endTransaction(stream);
}

/** Called after each statement: whoever waits for this stream's lock must hear that it ended. */
export function noteTransactionState(stream: Stream, connection: Connection): void {
  const isOpen = isInTransaction(connection);
  if (!isOpen && stream.inTransaction) endTransaction(stream);
  stream.inTransaction = isOpen;
  if (!isOpen && connection.hasUnfinishedStatement) renewConnection(stream, connection);
}

function renewConnection(stream: Stream, spent: Connection): void {
  stream.connection = stream.database.take();
  stream.database.give(spent);
}

/** Called whenever other requests may run before this stream's next statement. */
export function limitTransaction(stream: Stream, limits: Limits): void {
  if (!stream.inTransaction || stream.transactionTimer !== undefined) return;
  stream.transactionTimer = setTimeout(() => {
    stream.isTimedOut = true;
    if (stream.connection !== undefined) rollBack(stream.connection);
    endTransaction(stream);
  }, limits.transactionMs).unref();
}

function endTransaction(stream: Stream): void {
  clearTimeout(stream.transactionTimer);
  stream.transactionTimer = undefined;
  const wasOpen = stream.inTransaction;
  stream.inTransaction = false;
  if (wasOpen) stream.database.locks.release();
}
