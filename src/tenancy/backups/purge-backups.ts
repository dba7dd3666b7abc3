import { errorFields } from '../../platform/log.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { removeSpare } from './open-spare.ts';
import { isBackupDue } from './rules.ts';
import {
  dueSpares,
  openRestores,
  removeAllOf,
  sparesOf,
  tenantsWithBackups,
  unverifiedBackups,
} from './store.ts';
import { folderOf } from './take-backup.ts';

/** What one sweep takes on; the next goes on. */
const SPARES_AT_ONCE = 50;
const VERIFIED_AT_ONCE = 100;
/** Queues take a hundred messages at once. */
const MESSAGES_AT_ONCE = 100;

/** Called every few minutes: restores that were cut off, backups that are due, backups that nobody verified. */
export async function resumeBackups(ctx: OperatorCtx): Promise<void> {
  const [open, tenants, unverified] = await ctx.registry.read([
    openRestores(),
    tenantsWithBackups(),
    unverifiedBackups(VERIFIED_AT_ONCE),
  ]);
  const due = tenants.filter(({ confirmedAt }) => isBackupDue(confirmedAt ?? undefined, ctx.now));
  const messages = [
    ...open.map(({ id }) => ({ type: 'restore', restoreId: id }) as const),
    ...due.map(({ id }) => ({ type: 'backup', backupOf: id }) as const),
    ...unverified.map(({ id }) => ({ type: 'verify-backup', backupId: id }) as const),
  ];
  for (let from = 0; from < messages.length; from += MESSAGES_AT_ONCE) {
    await ctx.enqueue(messages.slice(from, from + MESSAGES_AT_ONCE));
  }
}

/** Removes databases that somebody left behind, and replaced ones whose time is over. */
export async function purgeSpares(ctx: OperatorCtx): Promise<void> {
  const [due] = await ctx.registry.read([dueSpares(Date.now(), SPARES_AT_ONCE)]);
  for (const { name } of due) {
    try {
      await removeSpare(ctx, name);
      ctx.log.info('database.removed', { name });
    } catch (error) {
      ctx.log.warn('database.not-removed', { name, ...errorFields(error) });
    }
  }
}

/**
 * Everything that was ever kept of a tenant besides its database. Throws while any of it is left: whoever takes the slug
 * next must not find a database of that name.
 */
export async function purgeBackups(ctx: OperatorCtx, tenantId: string): Promise<void> {
  const prefix = folderOf(tenantId);
  for (;;) {
    const { objects, truncated } = await ctx.backups.list({ prefix });
    if (objects.length > 0) await ctx.backups.delete(objects.map(({ key }) => key));
    if (!truncated) break;
  }
  const [spares] = await ctx.registry.read([sparesOf(tenantId)]);
  for (const { name } of spares) await removeSpare(ctx, name);
  await ctx.registry.write(removeAllOf(tenantId));
}
