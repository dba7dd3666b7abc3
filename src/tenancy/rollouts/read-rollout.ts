import * as z from 'zod';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { type Rollout, readRolloutSchema, rolloutListSchema, rolloutWithTenantsSchema } from './contract.ts';
import { presentRollout } from './present-rollout.ts';
import { newestRollouts, progressOf, type RolloutRow, rolloutById, tallyOf } from './store.ts';

const NEWEST = 20;

export const readRollout = action({
  name: 'rollouts.read',
  summary: 'Cómo va una migración, sitio por sitio',
  permission: 'tenants:read',
  input: readRolloutSchema,
  output: rolloutWithTenantsSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { id, state, limit }) => {
    const [[row], tallies, tenants] = await ctx.registry.read([
      rolloutById(id),
      tallyOf(id),
      progressOf({ rolloutId: id, state, limit }),
    ]);
    return { ...presentRollout(required(row), tallies), tenants };
  },
});

export const listRollouts = action({
  name: 'rollouts.list',
  summary: 'Las últimas migraciones',
  permission: 'tenants:read',
  input: z.strictObject({}),
  output: rolloutListSchema,
  problems: [],
  run: async (ctx: OperatorCtx) => {
    const [rows] = await ctx.registry.read([newestRollouts(NEWEST)]);
    return { data: await Promise.all(rows.map((row) => presentNow(ctx, row))), nextCursor: null };
  },
});

export async function presentNow(ctx: OperatorCtx, row: RolloutRow | undefined): Promise<Rollout> {
  const rollout = required(row);
  const [tallies] = await ctx.registry.read([tallyOf(rollout.id)]);
  return presentRollout(rollout, tallies);
}

function required(row: RolloutRow | undefined): RolloutRow {
  if (row === undefined) throw new AppError('not-found', 'No existe esa migración.');
  return row;
}
