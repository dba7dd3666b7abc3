import * as z from 'zod';
import { formatInstant } from '../../kernel/local-time.ts';
import { action } from '../../platform/action.ts';
import { migrate } from '../../platform/migrate.ts';
import { databaseNameOf } from '../onboarding/apply-steps.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { orphanListSchema } from './contract.ts';
import { databaseOwners, forgetOrphan, knownOrphans, noteOrphan, openSlugs } from './store.ts';

/** Longer than any creation can be under way, and time for an operator to look. */
const GRACE_MS = 60 * 60_000;
/** More orphans at once look like a registry that forgot its tenants: then nothing is deleted, and somebody is told. */
const BELIEVABLE = 20;

export const listOrphans = action({
  name: 'orphans.list',
  summary: 'Bases bp-* de Turso que ningún sitio ni alta reclama; no borra nada',
  permission: 'tenants:read',
  input: z.strictObject({}),
  output: orphanListSchema,
  problems: ['upstream-failed'],
  run: async (ctx: OperatorCtx) => {
    await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
    const orphans = await findOrphans(ctx);
    const at = (instant: number) => formatInstant(instant, 'UTC');
    const data = orphans.map(({ id, name, firstSeenAt }) => ({
      name,
      databaseId: id,
      firstSeenAt: at(firstSeenAt),
      deletedFrom: at(firstSeenAt + GRACE_MS),
    }));
    return { data, nextCursor: null };
  },
});

/**
 * Deletes the databases that nobody has owned for an hour. Turso does not tell how old one is, so the first sweep that
 * sees an orphan notes it, and a later one deletes it if it is one still.
 */
export async function purgeOrphans(ctx: OperatorCtx): Promise<readonly string[]> {
  const orphans = await findOrphans(ctx);
  if (orphans.length > BELIEVABLE)
    throw new Error(`${orphans.length} databases without an owner: none deleted`);
  await noteOrphans(ctx, orphans);
  const deleted: string[] = [];
  for (const { id, name, firstSeenAt } of orphans) {
    if (ctx.now - firstSeenAt < GRACE_MS || (await isOwned(ctx, name))) continue;
    await ctx.provisioner.deleteDatabase(name);
    await ctx.registry.write([forgetOrphan(id)]);
    ctx.log.warn('orphan.deleted', { database: name });
    deleted.push(name);
  }
  return deleted;
}

/** What has found an owner, or is gone, is forgotten. */
async function noteOrphans(ctx: OperatorCtx, orphans: readonly Orphan[]): Promise<void> {
  const [noted] = await ctx.registry.read([knownOrphans()]);
  const seen = new Set(orphans.map(({ id }) => id));
  const gone = noted.filter(({ databaseId }) => !seen.has(databaseId));
  const changes = [
    ...orphans.map(({ id, name, firstSeenAt }) => noteOrphan({ databaseId: id, name, firstSeenAt })),
    ...gone.map(({ databaseId }) => forgetOrphan(databaseId)),
  ];
  if (changes.length > 0) await ctx.registry.write(changes);
}

interface Orphan {
  readonly id: string;
  readonly name: string;
  readonly firstSeenAt: number;
}

/**
 * The list of databases first: whoever creates one has noted its owner before. Those that backups and restores make
 * beside a tenant's own are named otherwise (`bpx-`) and cleared away by them.
 */
async function findOrphans(ctx: OperatorCtx): Promise<Orphan[]> {
  const databases = await ctx.provisioner.listDatabases();
  const { names, hostnames } = await readOwners(ctx);
  const [noted] = await ctx.registry.read([knownOrphans()]);
  const since = new Map(noted.map(({ databaseId, firstSeenAt }) => [databaseId, firstSeenAt]));
  return databases
    .filter(({ name }) => name.startsWith(databaseNameOf('')))
    .filter(({ name, hostname }) => !names.has(name) && !hostnames.has(hostname))
    .map(({ id, name }) => ({ id, name, firstSeenAt: since.get(id) ?? ctx.now }));
}

/** Asked again just before a deletion: its name may have been taken since. */
async function isOwned(ctx: OperatorCtx, name: string): Promise<boolean> {
  return (await readOwners(ctx)).names.has(name);
}

async function readOwners(ctx: OperatorCtx) {
  const [owners, open] = await ctx.registry.read([databaseOwners(), openSlugs()]);
  return {
    names: new Set([...owners, ...open].map(({ slug }) => databaseNameOf(slug))),
    hostnames: new Set(owners.map(({ hostname }) => hostname)),
  };
}
