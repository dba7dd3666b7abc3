import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface HistoryOptions {
  /** Turso keeps every commit, batched into checkpoints up to 15 s apart. */
  checkpointMs: number;
  /** Copies of one database; older ones go. */
  keep: number;
}

/** What a database was: the stand-in for Turso's point-in-time recovery. */
export interface History {
  noteWrite(name: string): void;
  /** Copies what was written since the last checkpoint. */
  checkpoint(now: number): void;
  /** The newest copy that was made no later than `at`, in epoch milliseconds. */
  find(name: string, at: number): string | undefined;
  forget(name: string): void;
  stop(): void;
}

/** @param copy writes the database of a name, whole, into a file */
export function openHistory(
  dir: string,
  { checkpointMs, keep }: HistoryOptions,
  copy: (name: string, path: string) => void,
): History {
  const written = new Set<string>();
  const folderOf = (name: string) => join(dir, name);
  const checkpoint = (now: number) => {
    for (const name of written) {
      mkdirSync(folderOf(name), { recursive: true });
      const path = join(folderOf(name), `${now}.db`);
      // Renamed when it is whole: what a crash cuts off is no copy.
      copy(name, `${path}.new`);
      renameSync(`${path}.new`, path);
      for (const old of instantsIn(folderOf(name)).slice(0, -keep)) rmSync(join(folderOf(name), `${old}.db`));
    }
    written.clear();
  };
  const timer = setInterval(() => checkpoint(Date.now()), checkpointMs).unref();
  return {
    noteWrite: (name) => void written.add(name),
    checkpoint,
    find(name, at) {
      const found = instantsIn(folderOf(name)).findLast((instant) => instant <= at);
      return found === undefined ? undefined : join(folderOf(name), `${found}.db`);
    },
    forget(name) {
      written.delete(name);
      rmSync(folderOf(name), { recursive: true, force: true });
    },
    stop: () => clearInterval(timer),
  };
}

function instantsIn(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.db'))
    .map((file) => Number(basename(file, '.db')))
    .toSorted((a, b) => a - b);
}
