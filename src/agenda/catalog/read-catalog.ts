import type { Ctx } from '../../platform/context.ts';
import type { Rows } from '../../platform/statements.ts';
import { type Catalog, type CatalogRows, indexCatalog } from './rules.ts';
import { snapshotQuery } from './store.ts';

/** How long pages and lists may show a catalog without asking; availability and bookings always ask. */
const FRESH_MS = 10_000;
const MAX_TENANTS = 1_000;

interface Kept {
  readonly catalog: Catalog;
  checkedAt: number;
}

/** Per isolate; the key names the database, so that a restored tenant starts anew. */
const kept = new Map<string, Kept>();

type SnapshotQuery = ReturnType<typeof snapshotQuery>;

/** A query to put into a batch, and what its rows mean: the catalog and the agenda's version at that instant. */
export interface CatalogRead {
  readonly query: SnapshotQuery;
  resolve(rows: Rows<[SnapshotQuery]>[0]): { readonly catalog: Catalog; readonly agendaVersion: number };
}

export function catalogRead(ctx: Ctx): CatalogRead {
  const key = `${ctx.tenant.id}@${ctx.tenant.database.hostname}`;
  const known = kept.get(key);
  return {
    query: snapshotQuery({ version: known?.catalog.version ?? 0 }),
    resolve([row]) {
      if (row === undefined) throw new Error('The versions row is missing');
      const { catalogVersion, agendaVersion, snapshot } = row;
      if (snapshot === null) {
        if (known === undefined) throw new Error('No catalog and none known');
        known.checkedAt = Math.max(known.checkedAt, ctx.now);
        return { catalog: known.catalog, agendaVersion };
      }
      const catalog = indexCatalog(catalogVersion, JSON.parse(snapshot) as CatalogRows);
      if (kept.size >= MAX_TENANTS) kept.clear();
      kept.set(key, { catalog, checkedAt: ctx.now });
      return { catalog, agendaVersion };
    },
  };
}

/** The catalog, at most ten seconds old: for pages and lists. */
export async function recentCatalog(ctx: Ctx): Promise<Catalog> {
  const known = kept.get(`${ctx.tenant.id}@${ctx.tenant.database.hostname}`);
  if (known !== undefined && ctx.now - known.checkedAt < FRESH_MS) return known.catalog;
  const read = catalogRead(ctx);
  const [rows] = await ctx.db.read([read.query]);
  return read.resolve(rows).catalog;
}
