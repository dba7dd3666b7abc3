import type { BatchItem } from 'drizzle-orm/batch';
import { drizzle } from 'drizzle-orm/libsql/web';

/**
 * Builds SQL statements and cannot run them: there is no client behind it. `TenantDb.read` and
 * `TenantDb.commit` are the only ways to a tenant's database.
 */
export const statements = drizzle.mock();

/** A statement built by a store, not yet run. */
export type Query = BatchItem<'sqlite'> & { toSQL(): { sql: string; params: unknown[] } };

/** The rows that each query of a tuple resolves to. */
export type Rows<Queries extends readonly Query[]> = {
  [Index in keyof Queries]: Queries[Index]['_']['result'];
};
