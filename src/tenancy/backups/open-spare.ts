import type { Database } from '../../platform/database-client.ts';
import { errorFields } from '../../platform/log.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { forgetSpare, noteSpare, tenantById } from './store.ts';

/** Longer than anybody works on a snapshot or a restore: after it, nobody does any more. */
const SPARE_MS = 3_600_000;

export interface Spare {
  readonly name: string;
  readonly tenantId: string;
  readonly purpose: 'snapshot' | 'verification' | 'restore';
  /** The database that it begins as a copy of; otherwise it begins empty. */
  readonly from?: { readonly name: string; readonly at?: number | undefined };
}

export interface OpenedSpare {
  readonly database: Database;
  readonly hostname: string;
  readonly token: string;
}

/** A database that is no tenant's own, where the tenant's is: noted before it is there, so that the sweep removes whatever is left of it. */
export async function openSpare(
  ctx: OperatorCtx,
  { name, tenantId, purpose, from }: Spare,
): Promise<OpenedSpare> {
  await ctx.registry.write([noteSpare({ name, tenantId, purpose, removeAt: Date.now() + SPARE_MS })]);
  const [[tenant]] = await ctx.registry.read([tenantById(tenantId)]);
  const group = tenant?.databaseGroup ?? ctx.provisioner.sharedGroup;
  const { hostname } = await ctx.databases.create(name, { group, ...(from && { from }) });
  const token = await ctx.databases.mintToken(name);
  return { hostname, token, database: ctx.connect(hostname, token) };
}

export async function removeSpare(ctx: OperatorCtx, name: string): Promise<void> {
  await ctx.databases.remove(name);
  await ctx.registry.write([forgetSpare(name)]);
}

/** Lends a database for as long as `use` runs. What cannot be removed now, the sweep removes. */
export async function withSpare<Result>(
  ctx: OperatorCtx,
  spare: Spare,
  use: (database: Database) => Promise<Result>,
): Promise<Result> {
  try {
    const { database } = await openSpare(ctx, spare);
    return await use(database);
  } finally {
    await removeSpare(ctx, spare.name).catch((error: unknown) =>
      ctx.log.warn('database.not-removed', { name: spare.name, ...errorFields(error) }),
    );
  }
}
