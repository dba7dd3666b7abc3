import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { eventPageSchema, listEventsSchema } from './contract.ts';
import { publishedEvent } from './publish-event.ts';
import { eventsAfter } from './store.ts';

export const listEvents = action({
  name: 'events.list',
  summary: 'Los mismos eventos que los webhooks, en orden y sin huecos',
  permission: 'events:read',
  feature: 'event-feed',
  input: listEventsSchema,
  output: eventPageSchema,
  problems: [],
  run: runListEvents,
});

async function runListEvents(ctx: Ctx, { after, limit }: z.output<typeof listEventsSchema>) {
  const [rows] = await ctx.db.read([eventsAfter(after, limit + 1)]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((row) => ({ ...publishedEvent(row) })),
    nextCursor: rows.length > limit && last !== undefined ? String(last.sequence) : null,
  };
}
