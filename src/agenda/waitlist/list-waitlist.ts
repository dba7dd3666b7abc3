import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { listWaitlistSchema, waitlistEntrySchema } from './contract.ts';
import { presentEntry } from './present-entry.ts';
import { openEntries } from './store.ts';

export const listWaitlist = action({
  name: 'waitlist.list',
  summary: 'Quiénes esperan, en el orden en que se anotaron',
  permission: 'desk:read',
  input: listWaitlistSchema,
  output: listOf(waitlistEntrySchema),
  problems: [],
  run: runListWaitlist,
});

async function runListWaitlist(ctx: Ctx, { serviceId, limit, cursor }: z.output<typeof listWaitlistSchema>) {
  const reading = catalogRead(ctx);
  const [catalogRows, rows] = await ctx.db.read([
    reading.query,
    openEntries({ serviceId, after: cursor, limit: limit + 1 }),
  ]);
  const { catalog } = reading.resolve(catalogRows);
  const page = rows.slice(0, limit);
  return {
    data: page.map((row) => presentEntry(ctx, catalog, row)),
    nextCursor: rows.length > limit ? (page.at(-1)?.entry.id ?? null) : null,
  };
}
