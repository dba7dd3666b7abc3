import type { Ctx } from '../../platform/context.ts';
import { dueEndpoints, fanOut, markRelayed, nextDueAt } from './store.ts';

export interface Relayed {
  /** Endpoints with something due now. */
  readonly endpointIds: readonly string[];
  /** When the earliest delivery that waits is due, in epoch milliseconds. */
  readonly nextDueAt: number | undefined;
}

/** Turns every event that was not relayed into its deliveries, in one transaction, and says who has mail. */
export async function relayEvents(ctx: Ctx): Promise<Relayed> {
  await ctx.db.note([fanOut(ctx.now), markRelayed(ctx.now)]);
  const [endpoints, next] = await ctx.db.read([dueEndpoints({ now: ctx.now }), nextDueAt({ now: ctx.now })]);
  return { endpointIds: endpoints.map(({ id }) => id), nextDueAt: next[0]?.at ?? undefined };
}
