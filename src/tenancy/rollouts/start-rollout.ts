import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import { WriteFailed } from '../../platform/database-client.ts';
import { migrate } from '../../platform/migrate.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { isOpen, judgeRollout, openLanes } from './advance-rollout.ts';
import { rolloutSchema, type StartRollout, startRolloutSchema } from './contract.ts';
import { presentNow } from './read-rollout.ts';
import { enrolOutdated, insertRollout, openRollouts, type RolloutRow, slugsOf } from './store.ts';

export const startRollout = action({
  name: 'rollouts.start',
  summary: 'Llevar las bases de todos los sitios a un esquema, empezando por los canarios',
  permission: 'tenants:write',
  input: startRolloutSchema,
  output: rolloutSchema,
  problems: ['already-exists'],
  run: async (ctx: OperatorCtx, input) => {
    await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
    const rollout = newRollout(ctx, input);
    const canaryIds = await canariesOf(ctx, input.canaries);
    await begin(ctx, rollout, canaryIds);
    const judged = await judgeRollout(ctx, rollout.id);
    if (judged !== undefined && isOpen(judged)) await openLanes(ctx, judged);
    return await presentNow(ctx, judged);
  },
});

function newRollout(ctx: OperatorCtx, input: StartRollout): RolloutRow {
  const newest = ctx.tenantMigrations.at(-1)?.version ?? 0;
  const targetVersion = input.targetVersion ?? newest;
  if (targetVersion > newest) {
    throw wrongField('/targetVersion', `La versión más nueva que este Worker conoce es ${newest}`);
  }
  return {
    id: ctx.newId('rol'),
    targetVersion,
    state: input.canaries.length > 0 ? 'canary' : 'running',
    stopReason: null,
    parallel: input.parallel,
    stopFailures: input.stopAfter.failures,
    stopPercent: input.stopAfter.percent,
    leaseMs: input.leaseSeconds * 1_000,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}

async function canariesOf(ctx: OperatorCtx, slugs: readonly string[]): Promise<string[]> {
  if (slugs.length === 0) return [];
  const [found] = await ctx.registry.read([slugsOf(slugs)]);
  const known = new Set(found.map(({ slug }) => slug));
  const missing = slugs.find((slug) => !known.has(slug));
  if (missing !== undefined) {
    throw wrongField(`/canaries/${slugs.indexOf(missing)}`, `No hay un sitio ${missing}`);
  }
  return found.map(({ id }) => id);
}

async function begin(ctx: OperatorCtx, rollout: RolloutRow, canaryIds: readonly string[]): Promise<void> {
  try {
    await ctx.registry.write([insertRollout(rollout), enrolOutdated(rollout, canaryIds)]);
  } catch (error) {
    if (!(error instanceof WriteFailed) || error.outcome === 'unknown') throw error;
    const [[open]] = await ctx.registry.read([openRollouts()]);
    if (open === undefined) throw error;
    throw new AppError('already-exists', `Ya hay una migración en curso: ${open.id}.`);
  }
}

function wrongField(pointer: string, detail: string): AppError {
  return new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [{ in: 'body', pointer, detail }],
  });
}
