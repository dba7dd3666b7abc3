import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { freeTime } from '../occupancy/occupy-time.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { type Block, blockIdSchema, blockSchema } from './contract.ts';
import { presentBlock } from './present-block.ts';
import { blockById, deleteBlock } from './store.ts';

export const removeBlock = action({
  name: 'blocks.remove',
  summary: 'Quitar un bloqueo: ese tiempo se puede volver a reservar',
  permission: 'desk:write',
  input: blockIdSchema,
  output: blockSchema,
  problems: ['not-found'],
  run: runRemoveBlock,
});

async function runRemoveBlock(ctx: Ctx, { id }: { id: string }): Promise<Block> {
  const [[row], occupied] = await ctx.db.read([blockById(id), occupationsQuery(id)]);
  if (row === undefined) throw new AppError('not-found', 'No existe ese bloqueo.');
  const answer = presentBlock(ctx, row);
  await freeTime(ctx, occupied, {
    write: [deleteBlock(id)],
    events: [],
    audit: { action: 'blocks.remove', subjectId: id, details: { on: row.subjectId } },
    answer,
  });
  ctx.wakeRelay();
  return answer;
}
