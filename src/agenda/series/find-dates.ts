import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query, Rows } from '../../platform/statements.ts';
import { requireService, whoseTimes } from '../availability/find-slots.ts';
import { RECENTLY_EXPIRED_MS } from '../availability/read-wanted-start.ts';
import type { VisitPlan } from '../availability/rules/visit-plan.ts';
import { catalogRead, recentCatalog } from '../catalog/read-catalog.ts';
import { busyTimesQuery } from '../occupancy/read-busy-times.ts';
import type { WishedSeries } from './contract.ts';
import { presentDate } from './present-series.ts';
import { overlapThemselves, planOccurrences } from './rules/plan-occurrences.ts';
import {
  ALTERNATIVE_DAYS,
  planSeries,
  type SeriesFacts,
  type SeriesPlan,
  type WantedDate,
  zoneOf,
} from './rules/plan-series.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export interface FoundDates<Beside> {
  readonly zone: string;
  readonly facts: SeriesFacts;
  readonly plan: SeriesPlan;
  readonly beside: Beside;
}

/** The dates of a wished series and how each would be served; one request to the database for all of them. */
export async function findDates<const Beside extends readonly Query[]>(
  ctx: Ctx,
  wish: WishedSeries,
  beside: Beside,
): Promise<FoundDates<Rows<Beside>>> {
  const zone = zoneOf(await recentCatalog(ctx), wish.locationId, wish.providerId);
  const dates = wantedDates(wish, zone);
  const reading = catalogRead(ctx);
  const [catalogRows, busy, ...rest] = await ctx.db.read([
    reading.query,
    busyAroundQuery(ctx, wish.serviceId, dates),
    ...beside,
  ]);
  const { catalog } = reading.resolve(catalogRows);
  const service = requireService(catalog, wish);
  for (const { providerId } of wish.replace)
    requireService(catalog, { serviceId: wish.serviceId, providerId });
  const facts = { catalog, service, locationId: wish.locationId, busy };
  refuseOverlapping(dates, service.durationMinutes);
  const plan = planSeries(facts, { dates, providerId: wish.providerId }, ctx.now);
  return { zone, facts, plan, beside: rest as unknown as Rows<Beside> };
}

/** Query: everybody's time who gives a service, from the first of some dates to where alternatives to the last end. */
export function busyAroundQuery(ctx: Ctx, serviceId: string, dates: readonly Pick<WantedDate, 'at'>[]) {
  const instants = dates.map(({ at }) => at);
  return busyTimesQuery({
    of: whoseTimes({ serviceId }),
    from: Math.min(...instants),
    to: Math.max(...instants) + (ALTERNATIVE_DAYS + 1) * DAY_MS,
    now: ctx.now - RECENTLY_EXPIRED_MS,
  });
}

function wantedDates(wish: WishedSeries, zone: string): WantedDate[] {
  const plan = planOccurrences({ ...wish, zone });
  if (!plan.ok) throw invalid(plan.field, plan.detail);
  const known = new Set(plan.occurrences.map(({ startsAt }) => startsAt));
  const isKnown = (instant: number) => known.has(instant);
  if (!wish.skip.every(isKnown)) throw invalid('skip', 'Hay una fecha que no es de la serie');
  if (!wish.replace.every(({ startsAt }) => isKnown(startsAt) && !wish.skip.includes(startsAt)))
    throw invalid('replace', 'Hay una fecha que no es de la serie, o que también está en skip');
  const replaced = new Map(wish.replace.map((one) => [one.startsAt, one]));
  const dates = plan.occurrences
    .filter(({ startsAt }) => !wish.skip.includes(startsAt))
    .map((occurrence) => {
      const other = replaced.get(occurrence.startsAt);
      return { ...occurrence, at: other?.by ?? occurrence.startsAt, providerId: other?.providerId };
    });
  if (dates.length < 2) throw invalid('skip', 'Quedan menos de 2 fechas: reservá un turno suelto');
  return dates;
}

/** Dates of one series do not overlap, whoever serves them: the customer is in one place at a time. */
export function refuseOverlapping(
  dates: readonly WantedDate[],
  durationMinutes: number,
  field: 'rule' | 'startsAt' = 'rule',
): void {
  const times = dates.map(({ at }) => ({ startsAt: at, endsAt: at + durationMinutes * MINUTE_MS }));
  if (overlapThemselves(times)) throw invalid(field, 'Los turnos de la serie se pisan entre sí: espacialos');
}

function invalid(field: string, detail: string): AppError {
  return new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [{ in: 'body', pointer: `/${field}`, detail }],
  });
}

/** A date that will be served, and how. */
export interface ServedDate {
  readonly date: WantedDate;
  readonly plan: VisitPlan;
}

/** Every date with its plan; throws `series-conflict` with what to choose from when one cannot be served. */
export function requireServed(facts: SeriesFacts, { dates }: SeriesPlan): ServedDate[] {
  const conflicts = dates.filter((one) => !one.ok);
  if (conflicts.length === 0) return dates.flatMap((one) => (one.ok ? [one] : []));
  throw new AppError(
    'series-conflict',
    `${conflicts.length} de ${dates.length} fechas no se pueden dar. No se guardó nada: elegí otra de alternatives para cada una, o dejalas afuera.`,
    { conflicts: conflicts.map((one) => presentDate(facts, one)) },
  );
}
