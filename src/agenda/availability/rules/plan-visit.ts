import { brokenLimit } from './limits.ts';
import { type Option, optionsFor, planOf, type Serving } from './serve-visit.ts';
import type { PlannedItem, VisitPlan } from './visit-plan.ts';

/** How many ways to go on are tried when a limit stands against the best ones. */
const MAX_TRIES = 64;

/** A plan, and how it is liked: with how few changes of provider, then by who begins. */
export interface RankedPlan {
  readonly plan: VisitPlan;
  readonly changes: number;
  readonly first: Option;
}

/**
 * One plan for each way to begin the visit at an instant (epoch milliseconds): the services one after the other, with
 * the fewest changes of provider that this beginning allows. Why there is none is noted in `serving.refusals`.
 */
export function plansAt(serving: Serving, startsAt: number): RankedPlan[] {
  return optionsFor(serving, 0, startsAt).flatMap((first) => {
    const plan = bestPlan(serving, first);
    return plan === undefined ? [] : [{ plan, changes: changesIn(plan.items), first }];
  });
}

function bestPlan(serving: Serving, first: Option): VisitPlan | undefined {
  const { catalog, rows, isOutOfHoursAllowed } = serving.facts;
  let tries = 0;
  for (const rest of waysOn(serving, 1, first.item)) {
    const plan = planOf(serving, [first.item, ...rest]);
    if (isOutOfHoursAllowed === true || rest.length === 0) return plan;
    if (brokenLimit(catalog, plan, rows) === undefined) return plan;
    serving.refusals.add('limit');
    if (++tries >= MAX_TRIES) return undefined;
  }
  return undefined;
}

/** The rest of a visit after an item, those with the fewest changes of provider first. */
function* waysOn(serving: Serving, index: number, previous: PlannedItem): Generator<readonly PlannedItem[]> {
  if (index >= serving.facts.visit.items.length) {
    yield [];
    return;
  }
  const ways = optionsFor(serving, index, previous.endsAt)
    .map(({ item }) => ({
      item,
      changes: fewestChanges(serving, index + 1, item) + changeOf(previous, item),
    }))
    .filter(({ changes }) => changes < Infinity)
    .sort((a, b) => a.changes - b.changes);
  for (const { item } of ways) for (const rest of waysOn(serving, index + 1, item)) yield [item, ...rest];
}

/** How few changes of provider the rest of the visit needs after an item; infinitely many when nobody can go on. */
function fewestChanges(serving: Serving, index: number, previous: PlannedItem): number {
  if (index >= serving.facts.visit.items.length) return 0;
  const key = `${index} ${previous.endsAt} ${previous.providerIds.join()}`;
  const known = serving.changes.get(key);
  if (known !== undefined) return known;
  const ways = optionsFor(serving, index, previous.endsAt).map(
    ({ item }) => changeOf(previous, item) + fewestChanges(serving, index + 1, item),
  );
  const fewest = Math.min(Infinity, ...ways);
  serving.changes.set(key, fewest);
  return fewest;
}

function changeOf(previous: PlannedItem, next: PlannedItem): number {
  return previous.providerIds.join() === next.providerIds.join() ? 0 : 1;
}

function changesIn(items: readonly PlannedItem[]): number {
  return items.slice(1).reduce((sum, item, index) => sum + changeOf(items[index] as PlannedItem, item), 0);
}
