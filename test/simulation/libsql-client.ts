import { LibsqlError as RealLibsqlError } from '@libsql/client/http';
import type { EngineResult, EngineStatement } from './engine.ts';
import type { DatabaseCall } from './network.ts';

// Stands in for '@libsql/client/http' where the platform opens its databases: what the real client would send over
// HTTP goes through the platform's own `fetch` all the same, timeout and all, and from there the simulated way.

export const LibsqlError = RealLibsqlError;

type Statement = string | { readonly sql: string; readonly args?: readonly unknown[] };

interface Config {
  readonly url: string;
  readonly fetch: (call: DatabaseCall) => Promise<EngineResult[]>;
}

export function createClient({ url, fetch }: Config) {
  const { hostname } = new URL(url);
  return {
    batch: (statements: readonly Statement[], mode: 'write' | 'deferred' = 'deferred') =>
      fetch({
        host: hostname,
        mode: mode === 'write' ? 'write' : 'read',
        statements: statements.map(toStatement),
      }),
  };
}

function toStatement(statement: Statement): EngineStatement {
  return typeof statement === 'string'
    ? { sql: statement, args: [] }
    : { sql: statement.sql, args: statement.args ?? [] };
}
