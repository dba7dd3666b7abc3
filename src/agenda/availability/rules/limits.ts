import type { Catalog, ProviderRecord } from '../../catalog/rules.ts';
import type { BusyRow, RowsBySubject } from './provider-time.ts';
import { limitsOfPlan, type PlanLimit, timesOfPlan, type VisitPlan } from './visit-plan.ts';

const MINUTE_MS = 60_000;
const LONGEST_DAY_MS = 26 * 3_600_000;
const NONE: readonly BusyRow[] = [];

export function hasLimits(provider: ProviderRecord): boolean {
  const { maxBookingsDay, maxMinutesDay, maxBookingsWeek, maxMinutesWeek } = provider;
  return [maxBookingsDay, maxMinutesDay, maxBookingsWeek, maxMinutesWeek].some((limit) => limit !== null);
}

/**
 * Which limit of its providers a plan would break, if any: what the database asks of `limit_checks` after the plan is
 * written. Bookings and holds that begin in the location's day or ISO week count, a group session once.
 */
export function brokenLimit(
  catalog: Catalog,
  plan: VisitPlan,
  rows: RowsBySubject,
): 'limit-day' | 'limit-week' | undefined {
  const limits = limitsOfPlan(catalog, plan);
  if (limits.length === 0) return undefined;
  const planned = timesOfPlan(catalog, plan).map((time) => ({ ...time, ownerId: '' }));
  const broken = limits.find((limit) => {
    const taken = (rows.get(limit.subjectId) ?? NONE).filter(
      ({ ownerType }) => ownerType === 'booking' || ownerType === 'hold',
    );
    return !isKept(limit, [...taken, ...planned.filter(({ subjectId }) => subjectId === limit.subjectId)]);
  });
  if (broken === undefined) return undefined;
  return broken.startsBefore - broken.startsFrom > LONGEST_DAY_MS ? 'limit-week' : 'limit-day';
}

type Counted = Pick<BusyRow, 'startsAt' | 'endsAt' | 'party' | 'ownerId'>;

function isKept(
  { startsFrom, startsBefore, maxBookings, maxMinutes }: PlanLimit,
  all: readonly Counted[],
): boolean {
  const within = all.filter(({ startsAt }) => startsFrom <= startsAt && startsAt < startsBefore);
  const bookings = new Set(within.map(({ party, ownerId }) => party ?? ownerId)).size;
  const lengths = new Map(
    within.map(({ party, ownerId, startsAt, endsAt }) => [
      `${party ?? ownerId} ${startsAt} ${endsAt}`,
      endsAt - startsAt,
    ]),
  );
  const milliseconds = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  return (
    (maxBookings === null || bookings <= maxBookings) &&
    (maxMinutes === null || milliseconds <= maxMinutes * MINUTE_MS)
  );
}
