import type { StatementResult } from './connection.ts';

/** What reached one database since the last reset: how a test counts round trips. */
interface DatabaseStats {
  pipelines: number;
  statements: number;
  rowsRead: number;
  rowsWritten: number;
}

export interface StatsSnapshot {
  total: DatabaseStats;
  databases: Record<string, DatabaseStats>;
}

export interface Stats {
  countPipeline(hostname: string): void;
  countStatement(hostname: string, result: StatementResult | undefined): void;
  of(hostname: string): DatabaseStats;
  snapshot(): StatsSnapshot;
  reset(): void;
}

export function createStats(): Stats {
  const databases = new Map<string, DatabaseStats>();
  const of = (hostname: string) => {
    const counters = databases.get(hostname) ?? zero();
    databases.set(hostname, counters);
    return counters;
  };
  return {
    countPipeline(hostname) {
      of(hostname).pipelines += 1;
    },
    countStatement(hostname, result) {
      const counters = of(hostname);
      counters.statements += 1;
      counters.rowsRead += result?.rowsRead ?? 0;
      counters.rowsWritten += result?.rowsWritten ?? 0;
    },
    of: (hostname) => ({ ...(databases.get(hostname) ?? zero()) }),
    snapshot() {
      const copies = [...databases].map(([hostname, counters]) => [hostname, { ...counters }] as const);
      return { total: sum([...databases.values()]), databases: Object.fromEntries(copies) };
    },
    reset: () => databases.clear(),
  };
}

function sum(all: DatabaseStats[]): DatabaseStats {
  const total = zero();
  for (const counters of all) {
    total.pipelines += counters.pipelines;
    total.statements += counters.statements;
    total.rowsRead += counters.rowsRead;
    total.rowsWritten += counters.rowsWritten;
  }
  return total;
}

function zero(): DatabaseStats {
  return { pipelines: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
}
