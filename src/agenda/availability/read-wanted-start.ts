import type { Ctx } from '../../platform/context.ts';
import type { Query, Rows } from '../../platform/statements.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { busyTimesQuery } from '../occupancy/read-busy-times.ts';
import type { Wish } from './contract.ts';
import { requireVisit, whoseTimes } from './find-slots.ts';
import { refuseStart } from './refuse-start.ts';
import { choosePlans, type ServedPlan, type WantedStart } from './rules/choose-plan.ts';

/** No service takes longer. */
const LONGEST_SERVICE_MS = 12 * 3_600_000;

/** Expired holds of the last half hour are read too: times that were shown next to them are still accepted. */
export const RECENTLY_EXPIRED_MS = 30 * 60_000;

export interface WantedStartFacts<Beside> {
  readonly catalog: Catalog;
  readonly plans: readonly ServedPlan[];
  readonly beside: Beside;
}

/** A wish, and how free of the rules whoever has it is. */
export type FreeWish = Wish & Pick<WantedStart, 'freedom' | 'overbook'>;

/** Who could serve a start, decided from one request to the database; answers the problem when nobody can. */
export async function readWantedStart(ctx: Ctx, wish: FreeWish): Promise<WantedStartFacts<[]>>;
export async function readWantedStart<const Beside extends readonly Query[]>(
  ctx: Ctx,
  wish: FreeWish,
  beside: Beside,
): Promise<WantedStartFacts<Rows<Beside>>>;
export async function readWantedStart(ctx: Ctx, wish: FreeWish, beside: readonly Query[] = []) {
  const reading = catalogRead(ctx);
  const busyQuery = busyTimesQuery({
    of: whoseTimes(wish),
    from: wish.startsAt,
    to: wish.startsAt + (1 + (wish.then?.length ?? 0)) * LONGEST_SERVICE_MS,
    now: ctx.now - RECENTLY_EXPIRED_MS,
  });
  const [catalogRows, busy, ...rest] = await ctx.db.read([reading.query, busyQuery, ...beside]);
  const { catalog } = reading.resolve(catalogRows);
  const { startsAt, freedom, overbook } = wish;
  const wanted = { ...requireVisit(catalog, wish), startsAt, freedom, overbook };
  const choice = choosePlans(catalog, wanted, busy, ctx.now);
  if (!choice.ok) return await refuseStart(ctx, wish, choice.reason);
  return { catalog, plans: choice.plans, beside: rest };
}
