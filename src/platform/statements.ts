import { fillPlaceholders, type Placeholder, sql } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { drizzle } from 'drizzle-orm/libsql/http';

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

/** The part of drizzle's prepared statements that stays the same from use to use. */
interface Prepared {
  getQuery(): { sql: string; params: unknown[] };
  mapResult(response: unknown, isFromBatch?: boolean): unknown;
}

declare const values: unique symbol;
/** The named parameters of a prepared statement; `Values` are what each use fills in. */
export type Params<Values> = { readonly [Name in keyof Values]-?: Placeholder } & {
  readonly [values]?: Values;
};

/**
 * A statement for a hot path: its SQL is built once, when first used, and each use only fills in the parameters.
 * Building one anew costs more than sending it.
 */
export function prepared<Values extends object, Built extends Query & { prepare(): object }>(
  build: (params: Params<Values>) => Built,
): (values: Values) => Built {
  let known: { readonly statement: Prepared; readonly text: string; readonly params: unknown[] } | undefined;
  const make = () => {
    const named = new Proxy({}, { get: (_, name) => sql.placeholder(String(name)) }) as Params<Values>;
    const statement = build(named).prepare() as Prepared;
    const { sql: text, params } = statement.getQuery();
    return { statement, text, params };
  };
  return (given) => {
    known ??= make();
    const { statement, text, params } = known;
    const filled = { sql: text, params: fillPlaceholders(params, given as Record<string, unknown>) };
    const mapResult: Prepared['mapResult'] = (response, isFromBatch) =>
      statement.mapResult(response, isFromBatch);
    const query = { toSQL: () => filled, _prepare: () => ({ getQuery: () => filled, mapResult }) };
    return query as unknown as Built;
  };
}
