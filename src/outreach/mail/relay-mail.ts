import type { Ctx } from '../../platform/context.ts';
import { readVertical } from '../../tenancy/verticals/read-vertical.ts';
import { planMail } from './rules/mail-plan.ts';
import { advanceCursor, cursorQuery, insertMessage, nextMailAt, unmailedEvents } from './store.ts';

const AT_ONCE = 100;

export interface RelayedMail {
  /** When the next mail may be sent, in epoch milliseconds; past when it may be now. */
  readonly nextAt: number | undefined;
}

/**
 * Writes down what the events since the last look have somebody told, each look in one transaction. A tenant that is
 * not live yet is looked at by nobody: the numbers of a trial's events are given back.
 */
export async function relayMail(ctx: Ctx): Promise<RelayedMail> {
  if (ctx.tenant.status !== 'live') return { nextAt: undefined };
  while (await planBatch(ctx));
  const [[next]] = await ctx.db.read([nextMailAt()]);
  return { nextAt: next?.at ?? undefined };
}

/** Whether there may be more. */
async function planBatch(ctx: Ctx): Promise<boolean> {
  const [[cursor], events] = await ctx.db.read([cursorQuery(), unmailedEvents(AT_ONCE)]);
  const last = events.at(-1);
  if (cursor === undefined || last === undefined) return false;
  const { reminders } = readVertical(ctx.tenant.profile.vertical);
  const planned = events.flatMap((event) => planMail(event, reminders));
  await ctx.db.note([
    advanceCursor(last.sequence),
    ...planned.map((message) => insertMessage(message, ctx.now)),
  ]);
  return events.length === AT_ONCE;
}
