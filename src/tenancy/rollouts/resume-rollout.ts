import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import { WriteFailed } from '../../platform/database-client.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { isOpen, judgeRollout, openLanes } from './advance-rollout.ts';
import { rolloutRefSchema, rolloutSchema } from './contract.ts';
import { presentNow } from './read-rollout.ts';
import { moveRollout, type RolloutRow, retryFailed, rolloutById } from './store.ts';

export const resumeRollout = action({
  name: 'rollouts.resume',
  summary: 'Seguir con una migración detenida: lo que falló se intenta de nuevo',
  permission: 'tenants:write',
  input: rolloutRefSchema,
  output: rolloutSchema,
  problems: ['not-found', 'already-exists'],
  run: async (ctx: OperatorCtx, { id }) => {
    const [[rollout]] = await ctx.registry.read([rolloutById(id)]);
    if (rollout?.state === 'stopped') await reopen(ctx, rollout);
    const judged = await judgeRollout(ctx, id);
    if (judged !== undefined && isOpen(judged)) await openLanes(ctx, judged);
    return await presentNow(ctx, judged);
  },
});

/** As if its canaries had not gone yet: judging it at once lets it run when they have. */
async function reopen(ctx: OperatorCtx, rollout: RolloutRow): Promise<void> {
  try {
    await ctx.registry.write([
      retryFailed(rollout.id),
      moveRollout(rollout, { state: 'canary', stopReason: null }, ctx.now),
    ]);
  } catch (error) {
    if (!(error instanceof WriteFailed) || error.outcome === 'unknown') throw error;
    throw new AppError('already-exists', 'Hay otra migración en curso: primero tiene que terminar.');
  }
}

export const stopRollout = action({
  name: 'rollouts.stop',
  summary: 'Detener una migración: los sitios que están en curso terminan, no empieza ninguno más',
  permission: 'tenants:write',
  input: rolloutRefSchema,
  output: rolloutSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { id }) => {
    const [[rollout]] = await ctx.registry.read([rolloutById(id)]);
    if (rollout !== undefined && isOpen(rollout)) {
      const change = { state: 'stopped', stopReason: 'La detuvo un operador' } as const;
      await ctx.registry.write([moveRollout(rollout, change, ctx.now)]);
    }
    const [[after]] = await ctx.registry.read([rolloutById(id)]);
    return await presentNow(ctx, after);
  },
});
