import { LibsqlError as RealLibsqlError } from '@libsql/client/web';
import type { EngineStatement } from './engine.ts';
import { theNetwork } from './the-network.ts';

// Stands in for '@libsql/client/web' where the platform opens its databases: requests take the simulated way.

export const LibsqlError = RealLibsqlError;

type Statement = string | { readonly sql: string; readonly args?: readonly unknown[] };

export function createClient({ url }: { readonly url: string }) {
  const { hostname } = new URL(url);
  return {
    batch(statements: readonly Statement[], mode: 'write' | 'deferred' = 'deferred') {
      return theNetwork().request({
        host: hostname,
        mode: mode === 'write' ? 'write' : 'read',
        statements: statements.map(toStatement),
      });
    },
  };
}

function toStatement(statement: Statement): EngineStatement {
  return typeof statement === 'string'
    ? { sql: statement, args: [] }
    : { sql: statement.sql, args: statement.args ?? [] };
}
