import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import { type Hold, holdIdSchema, holdSchema } from './contract.ts';
import { presentHold } from './present-hold.ts';
import { holdById } from './store.ts';

export const readHold = action({
  name: 'holds.read',
  summary: 'Leer una reserva temporal; su id sólo lo sabe quien la hizo',
  permission: 'availability:read',
  input: holdIdSchema,
  output: holdSchema,
  problems: ['hold-expired'],
  run: runReadHold,
});

async function runReadHold(ctx: Ctx, { id }: { id: string }): Promise<Hold> {
  const reading = catalogRead(ctx);
  const [catalogRows, [row]] = await ctx.db.read([reading.query, holdById(id)]);
  const { catalog } = reading.resolve(catalogRows);
  if (row === undefined || row.startsAt <= ctx.now) {
    throw new AppError('hold-expired', 'La reserva temporal venció o ya se usó. Elegí el horario de nuevo.');
  }
  return presentHold(catalog, row);
}
