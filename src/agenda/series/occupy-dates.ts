import { limitsOfPlan, type PlanLimit, type VisitPlan } from '../availability/rules/visit-plan.ts';
import type { Catalog } from '../catalog/rules.ts';

/** What several plans together must keep; each limit is asked once. */
export function limitsOfPlans(catalog: Catalog, plans: readonly VisitPlan[]): PlanLimit[] {
  const limits = plans.flatMap((plan) => limitsOfPlan(catalog, plan));
  const byKey = new Map(
    limits.map((limit) => [`${limit.subjectId} ${limit.startsFrom} ${limit.startsBefore}`, limit]),
  );
  return [...byKey.values()];
}
