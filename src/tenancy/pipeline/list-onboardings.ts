import { action } from '../../platform/action.ts';
import { migrate } from '../../platform/migrate.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { listOnboardingsSchema, onboardingListSchema } from './contract.ts';
import { presentSummary } from './present-onboarding.ts';
import { dueOnboardings, onboardingsWhere } from './store.ts';

export const listOnboardings = action({
  name: 'onboardings.list',
  summary: 'Altas, de la más nueva a la más vieja',
  permission: 'tenants:read',
  input: listOnboardingsSchema,
  output: onboardingListSchema,
  problems: [],
  run: async (ctx: OperatorCtx, { limit, ...filter }) => {
    await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
    const [rows] = await ctx.registry.read([onboardingsWhere({ ...filter, limit: limit + 1 })]);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return { data: page.map(presentSummary), nextCursor: last?.id ?? null };
  },
});

/** A sweep's share; the next one takes the others. */
const AT_ONCE = 100;

/** Has somebody look at the onboardings that are due and nobody runs: what a kill or a lost message left behind. */
export async function resumeOnboardings(ctx: OperatorCtx): Promise<void> {
  const [rows] = await ctx.registry.read([dueOnboardings(ctx.now, AT_ONCE)]);
  for (const { id } of rows) await ctx.wakeOnboarding(id, 0);
}
