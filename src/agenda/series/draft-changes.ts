import type { Ctx } from '../../platform/context.ts';
import type { Commit } from '../../platform/tenant-db.ts';
import { limitsOfPlan, type PlanLimit, type VisitPlan } from '../availability/rules/visit-plan.ts';
import type { DraftChange } from '../bookings/change-booking.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Series } from './contract.ts';
import { presentSeries } from './present-series.ts';
import type { KnownSeries } from './read-series.ts';
import { touchSeries } from './store.ts';

/** The changes of several bookings of a series as one commit; refused when any of them, or the series, was changed. */
export async function mergeDrafts(
  ctx: Ctx,
  known: KnownSeries,
  { drafts, action }: { readonly drafts: readonly DraftChange[]; readonly action: string },
): Promise<{ readonly answer: Series; readonly commit: Omit<Commit, 'id'> }> {
  const row = { ...known.row, updatedAt: ctx.now };
  const before = await presentSeries(ctx, known.catalog, { row, bookings: known.bookings });
  const changed = new Map(drafts.map(({ answer }) => [answer.id, answer]));
  const answer = {
    ...before,
    bookings: before.bookings.map((booking) => changed.get(booking.id) ?? booking),
  };
  return {
    answer,
    commit: {
      write: [touchSeries(known.row, ctx.now), ...drafts.flatMap(({ commit }) => commit.write)],
      events: drafts.flatMap(({ commit }) => commit.events),
      audit: { action, subjectId: known.row.id, details: { bookings: drafts.length } },
      answer,
    },
  };
}

/** What several plans together must keep; each limit is asked once. */
export function limitsOfPlans(catalog: Catalog, plans: readonly VisitPlan[]): PlanLimit[] {
  const limits = plans.flatMap((plan) => limitsOfPlan(catalog, plan));
  const byKey = new Map(
    limits.map((limit) => [`${limit.subjectId} ${limit.startsFrom} ${limit.startsBefore}`, limit]),
  );
  return [...byKey.values()];
}
