import * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { freeTime } from '../occupancy/occupy-time.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { holdIdSchema } from './contract.ts';
import { deleteHold, holdById } from './store.ts';

export const releaseHold = action({
  name: 'holds.release',
  summary: 'Soltar una reserva temporal antes de que venza; soltarla otra vez no cambia nada',
  permission: 'bookings:create',
  input: holdIdSchema,
  output: z.object({ id: z.string() }),
  problems: [],
  run: runReleaseHold,
});

async function runReleaseHold(ctx: Ctx, { id }: { id: string }): Promise<{ id: string }> {
  const [holds, occupied] = await ctx.db.read([holdById(id), occupationsQuery(id)]);
  if (holds.length === 0) return { id };
  await freeTime(ctx, occupied, {
    write: [deleteHold(id)],
    events: [],
    audit: { action: 'holds.release', subjectId: id },
    answer: { id },
  });
  return { id };
}
