import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import { MAIL_SCHEMA } from './rules/mail-plan.ts';
import { deleteMessagesBefore } from './store.ts';

/** What is over stays for the shop to look at, and then its address goes too. */
const KEEP_MS = 180 * 86_400_000;

export function purgeMails({ tenant, now }: Pick<Ctx, 'tenant' | 'now'>): Query[] {
  return tenant.schemaVersion < MAIL_SCHEMA ? [] : [deleteMessagesBefore(now - KEEP_MS)];
}
