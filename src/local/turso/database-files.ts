import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, forgetSchema, isInTransaction, openConnection, rollBack } from './connection.ts';
import { createLockQueue, type LockQueue } from './lock-queue.ts';

/** One database: its file, its idle connections and the queue for its write lock. */
export interface DatabaseFile {
  readonly name: string;
  readonly locks: LockQueue;
  /** A connection of one's own, with the prepared statements of its last holder. */
  take(): Connection;
  give(connection: Connection): void;
  /** Forgets prepared statements whose columns another connection may have changed. */
  refresh(connection: Connection): void;
  noteSchemaChange(): void;
  storageBytes(): number;
  closeIdle(): void;
  close(): void;
}

export interface DatabaseFiles {
  open(name: string): DatabaseFile;
  remove(name: string): void;
  copy(source: string, target: string): void;
  /** Writes a database, whole, into a file elsewhere. */
  copyTo(source: string, path: string): void;
  /** Begins a database as what such a file holds. */
  copyFrom(path: string, target: string): void;
  close(): void;
}

export type Synchronous = 'FULL' | 'NORMAL';

const IDLE_PER_DATABASE = 8;
const SWEEP_MS = 60_000;
const SUFFIXES = ['', '-wal', '-shm'];

export function openDatabaseFiles(dir: string, synchronous: Synchronous): DatabaseFiles {
  mkdirSync(dir, { recursive: true });
  const open = new Map<string, DatabaseFile>();
  const pathOf = (name: string) => join(dir, `${name}.db`);
  const openFile = (name: string) => {
    const known = open.get(name) ?? createDatabaseFile(name, pathOf(name), synchronous);
    open.set(name, known);
    return known;
  };
  const sweep = setInterval(() => {
    for (const file of open.values()) file.closeIdle();
  }, SWEEP_MS).unref();
  return {
    open: openFile,
    remove(name) {
      open.get(name)?.close();
      open.delete(name);
      for (const suffix of SUFFIXES) rmSync(pathOf(name) + suffix, { force: true });
    },
    copy(source, target) {
      copyInto(openFile(source), pathOf(target));
    },
    copyTo(source, path) {
      copyInto(openFile(source), path);
    },
    copyFrom(path, target) {
      copyFileSync(path, pathOf(target));
    },
    close() {
      clearInterval(sweep);
      for (const file of open.values()) file.close();
      open.clear();
    },
  };
}

/** VACUUM INTO reads one snapshot, so a copy is whole while others write; it does not sync by itself. */
function copyInto(source: DatabaseFile, path: string): void {
  for (const suffix of SUFFIXES) rmSync(path + suffix, { force: true });
  const connection = source.take();
  try {
    connection.engine.prepare('VACUUM INTO ?').run([path]);
  } finally {
    source.give(connection);
  }
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function bytesOf({ engine }: Connection): number {
  const sql = 'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()';
  return Number((engine.prepare(sql).get() as { bytes: bigint }).bytes);
}

function createDatabaseFile(name: string, path: string, synchronous: Synchronous): DatabaseFile {
  const locks = createLockQueue();
  let idle: Connection[] = [];
  let usedSinceSweep = false;
  let generation = 0;
  let isClosed = false;
  const closeIdle = () => {
    for (const connection of idle) connection.engine.close();
    idle = [];
  };
  return {
    name,
    locks,
    take() {
      usedSinceSweep = true;
      return idle.pop() ?? openConnection(path, synchronous);
    },
    refresh(connection) {
      if (connection.generation === generation) return;
      forgetSchema(connection);
      if (!isInTransaction(connection)) connection.generation = generation;
    },
    give(connection) {
      const isClean =
        rollBack(connection) && !connection.hasOwnSettings && !connection.hasUnfinishedStatement;
      if (connection.hasSchemaChange) generation += 1;
      connection.hasSchemaChange = false;
      if (isClean && !isClosed && idle.length < IDLE_PER_DATABASE) idle.push(connection);
      else connection.engine.close();
    },
    noteSchemaChange() {
      generation += 1;
    },
    storageBytes() {
      // The file alone is behind: what was written last is in its log.
      const connection = this.take();
      try {
        return bytesOf(connection);
      } finally {
        this.give(connection);
      }
    },
    closeIdle() {
      if (!usedSinceSweep) closeIdle();
      usedSinceSweep = false;
    },
    close() {
      isClosed = true;
      closeIdle();
      locks.release();
    },
  };
}
