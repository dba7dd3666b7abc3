import type * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { listOf } from '../../platform/list-contract.ts';
import { blockSchema, listBlocksSchema } from './contract.ts';
import { presentBlock } from './present-block.ts';
import { blocksIn } from './store.ts';

/** Few by nature: a list without a cursor. */
export const listBlocks = action({
  name: 'blocks.list',
  summary: 'Tiempo apartado entre dos instantes',
  permission: 'desk:read',
  input: listBlocksSchema,
  output: listOf(blockSchema),
  problems: [],
  run: async (ctx: Ctx, filter: z.output<typeof listBlocksSchema>) => {
    const [rows] = await ctx.db.read([blocksIn(filter)]);
    return { data: rows.map((row) => presentBlock(ctx, row)), nextCursor: null };
  },
});

/** Query: time set aside that overlaps a span. */
export const blocksQuery = blocksIn;
