import type { Catalog } from '../../catalog/rules.ts';
import { type RowsBySubject, rowsAround } from './provider-time.ts';
import { timesOfPlan, type VisitPlan } from './visit-plan.ts';

/** How many seats the group sessions of a plan have left, whoever asks; undefined: there is none in it. */
export function seatsLeftIn(catalog: Catalog, plan: VisitPlan, rows: RowsBySubject): number | undefined {
  const left = timesOfPlan(catalog, plan)
    .filter(({ party }) => party !== null)
    .map((time) => {
      const there = rowsAround(rows.get(time.subjectId) ?? [], time);
      const sharing = there.filter(({ party }) => party === time.party);
      const taken = new Map(sharing.map(({ ownerId, seats }) => [ownerId, seats]));
      return time.partySeats - [...taken.values()].reduce((sum, seats) => sum + seats, 0);
    });
  return left.length === 0 ? undefined : Math.min(...left);
}
