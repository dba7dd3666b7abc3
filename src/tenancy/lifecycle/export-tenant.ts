import { AppError } from '../../kernel/problem.ts';
import { openRecord } from '../../people/intake/seal-notes.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Database } from '../../platform/database-client.ts';
import { withSpare } from '../backups/open-spare.ts';
import { spareName } from '../backups/rules.ts';
import { currentDatabaseOf } from '../backups/take-backup.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { readPages, readShape, startContent } from '../snapshots/read-rows.ts';
import { textOf } from '../snapshots/seal-snapshot.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { isExported, isSealedWords, isSecret } from './rules.ts';
import { hostsOf, type TenantRow } from './store.ts';
import { readTenantState } from './suspend-tenant.ts';

export interface TenantExport {
  readonly fileName: string;
  /** NDJSON, gzipped. */
  readonly bytes: ArrayBuffer;
}

/**
 * Everything that a tenant owns, people's data included, as one file: the first line says whose it is, each other line
 * is one row, `{ "table", "row" }`. Read from a copy, so that all of it is of one instant. Sealed words are opened.
 */
export async function exportTenant(ctx: OperatorCtx, slug: string): Promise<TenantExport> {
  const { tenant } = await readTenantState(ctx, slug);
  if (tenant.databaseHostname === null) throw new AppError('not-found', 'Ese sitio no tiene datos.');
  const [hosts] = await ctx.registry.read([hostsOf(tenant.id)]);
  const exportedAt = Date.now();
  const head = headOf(tenant, { hosts: hosts.map(({ host }) => host), exportedAt });
  const name = spareName(slug, `e${exportedAt.toString(36)}`);
  const from = { name: await currentDatabaseOf(ctx, tenant) };
  const spare = { name, tenantId: tenant.id, purpose: 'snapshot', from } as const;
  const owner = ctx.openContext(asTenant(tenant));
  // Whoever asks for it reads everything: that is written down first.
  await owner.db.commit({
    write: [],
    events: [],
    audit: { action: 'tenant.export', subjectId: tenant.id },
  });
  const bytes = await withSpare(ctx, spare, async (copy) => {
    const compressed = textOf(exportedLines(copy, head, owner)).pipeThrough(new CompressionStream('gzip'));
    return await new Response(compressed).arrayBuffer();
  });
  return { fileName: `${slug}-${new Date(exportedAt).toISOString().slice(0, 10)}.ndjson.gz`, bytes };
}

function headOf(tenant: TenantRow, more: { readonly hosts: readonly string[]; readonly exportedAt: number }) {
  const { slug, profile, ownerEmail, createdAt } = tenant;
  const instant = (at: number) => new Date(at).toISOString();
  return {
    format: 'tenant-export-1',
    exportedAt: instant(more.exportedAt),
    tenant: { slug, ownerEmail, createdAt: instant(createdAt), hosts: more.hosts, ...profile },
  };
}

async function* exportedLines(
  copy: Database,
  head: object,
  owner: Pick<Ctx, 'vault'>,
): AsyncGenerator<string> {
  yield JSON.stringify(head);
  const { objects, tables } = await readShape(copy);
  const shape = { objects, tables: tables.filter(({ name }) => isExported(name)) };
  for await (const page of readPages(copy, shape, await startContent(shape))) {
    const columns = shape.tables.find(({ name }) => name === page.table)?.columns ?? [];
    for (const values of JSON.parse(page.rows) as unknown[][]) {
      const fields = columns.map((column, index) => [column, values[index]] as const);
      const row = Object.fromEntries(fields.filter(([column]) => !isSecret(page.table, column)));
      yield JSON.stringify({ table: page.table, row: await opened(owner, page.table, row) });
    }
  }
}

type Row = Record<string, unknown>;

/** Throws when something does not open: an export that leaves it out would look whole. */
async function opened(owner: Pick<Ctx, 'vault'>, table: string, row: Row): Promise<Row> {
  const column = Object.keys(row).find((name) => isSealedWords(table, name));
  if (column === undefined) return row;
  const {
    booking_id: bookingId,
    part,
    sealed,
  } = row as { booking_id: string; part: 'answers'; sealed: string };
  return { ...row, [column]: (await openRecord(owner, { bookingId, part, sealed })) ?? null };
}
