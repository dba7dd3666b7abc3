import { purgeHolds } from '../../agenda/holds/purge-holds.ts';
import { purgeMails } from '../../outreach/mail/purge-messages.ts';
import type { Ctx } from '../../platform/context.ts';
import { deleteAnswersBefore } from './store.ts';

/** Idempotency keys are kept for two days: twice what the API promises. */
const KEEP_ANSWERS_MS = 48 * 3_600_000;

/** Removes what has run out and serves nobody any more. */
export async function purgeExpired(ctx: Ctx): Promise<void> {
  await ctx.db.note([
    deleteAnswersBefore(ctx.now - KEEP_ANSWERS_MS),
    ...purgeHolds(ctx.now),
    ...purgeMails(ctx),
  ]);
}
