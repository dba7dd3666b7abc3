import { localDateOf } from '../../../kernel/local-time.ts';
import type { Catalog, ProviderRecord } from '../../catalog/rules.ts';
import { brokenLimit } from './limits.ts';
import { plansAt, type RankedPlan } from './plan-visit.ts';
import { byPreference } from './prefer-providers.ts';
import { type BusyRow, boundaryOf, busyBySubject, rowsBySubject } from './provider-time.ts';
import { isRegularStart, type StartToPlace } from './regular-starts.ts';
import {
  areFree,
  datesAround,
  planOf,
  type Serving,
  type ServingFacts,
  servingAt,
  windowAround,
} from './serve-visit.ts';
import type { VisitPlan } from './visit-plan.ts';
import { locationsOf, offerOfItem, providersAt, type VisitRequest, wantedVisit } from './wanted-visit.ts';

const MINUTE_MS = 60_000;

/** A visit that somebody wants to begin at an instant (epoch milliseconds). */
export interface WantedStart extends VisitRequest {
  readonly startsAt: number;
  /** Staff are held by nobody's hours, notice, window, grid and limits; what is taken stays taken. */
  readonly freedom?: 'staff' | undefined;
  /** Staff only, and for a provider who is named: over what is taken. */
  readonly overbook?: boolean | undefined;
}

export type StartRefusal = 'outside-hours' | 'notice' | 'window' | 'dates' | 'busy' | 'limit' | 'off-grid';

/** What a customer would have been refused for. */
export type PlanWarning = 'outside-hours' | 'notice' | 'window' | 'off-grid' | 'limit' | 'overbooked';

export interface ServedPlan extends VisitPlan {
  readonly warnings: readonly PlanWarning[];
}

export type Choice =
  /** The ways to serve it, the preferred one first. */
  | { readonly ok: true; readonly plans: readonly ServedPlan[] }
  | { readonly ok: false; readonly reason: StartRefusal };

/** From the reason that is nearest to a yes to the farthest: of several the nearest is told. */
const NEAREST_FIRST: readonly StartRefusal[] = [
  'busy',
  'limit',
  'notice',
  'window',
  'dates',
  'off-grid',
  'outside-hours',
];

/**
 * How a start can be served: with the fewest changes of provider, then by the providers that the service prefers. The
 * first is asked for, the others step in when a rival was quicker. What is accepted is what lock and database accept,
 * within hours, notice, window, dates and limits, at a regular start; `busy` are rows sorted by start, of which those
 * that have expired block nothing, but starts that were shown next to them still count as regular.
 */
export function choosePlans(
  catalog: Catalog,
  wanted: WantedStart,
  busy: readonly BusyRow[],
  now: number,
): Choice {
  if (wanted.startsAt % MINUTE_MS !== 0) return { ok: false, reason: 'off-grid' };
  const question = questionOf(catalog, wanted, busy, now);
  const verdicts = locationsOf(catalog, question.visit).map((locationId) => verdictAt(question, locationId));
  const plans = verdicts.flatMap((verdict) => verdict.plans);
  if (plans.length > 0) {
    plans.sort(byFewestChanges);
    return { ok: true, plans: plans.map(({ plan, warnings }) => ({ ...plan, warnings })) };
  }
  const reasons = new Set(verdicts.flatMap((verdict) => verdict.reasons));
  return { ok: false, reason: NEAREST_FIRST.find((reason) => reasons.has(reason)) ?? 'outside-hours' };
}

interface Question {
  readonly wanted: WantedStart;
  readonly visit: ServingFacts['visit'];
  readonly catalog: Catalog;
  readonly rows: ServingFacts['rows'];
  readonly times: ReturnType<typeof busyBySubject>;
  readonly now: number;
}

function questionOf(catalog: Catalog, wanted: WantedStart, busy: readonly BusyRow[], now: number): Question {
  return {
    wanted,
    visit: wantedVisit(catalog, wanted),
    catalog,
    rows: rowsBySubject(busy, now),
    times: busyBySubject(busy, now),
    now,
  };
}

interface WarnedPlan extends RankedPlan {
  readonly warnings: readonly PlanWarning[];
}

interface Verdict {
  readonly plans: readonly WarnedPlan[];
  readonly reasons: readonly StartRefusal[];
}

function verdictAt(question: Question, locationId: string): Verdict {
  const { wanted } = question;
  const zone = question.catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
  const date = localDateOf(wanted.startsAt, zone);
  const serving = servingAt(
    {
      catalog: question.catalog,
      visit: question.visit,
      rows: question.rows,
      dates: datesAround({ from: date, to: date }),
      isOutOfHoursAllowed: wanted.freedom === 'staff',
      isOverbookingAllowed: wanted.freedom === 'staff' && wanted.overbook === true,
    },
    locationId,
  );
  return wanted.freedom === 'staff' ? freeVerdict(question, serving) : strictVerdict(question, serving);
}

function strictVerdict(question: Question, serving: Serving): Verdict {
  const inHours = beginnersInHours(question, serving);
  if (inHours.length === 0) return refused('outside-hours');
  const boundary = boundaryAt(question, serving);
  if (boundary !== undefined) return refused(boundary);
  const plans = plansAt(serving, question.wanted.startsAt);
  if (plans.length === 0) return refused(...serving.refusals);
  const regular = plans.filter(({ first }) =>
    isRegular(question, serving, regularityOf(first.item.providerIds)),
  );
  if (regular.length === 0) return refused('off-grid');
  return { plans: regular.map((plan) => ({ ...plan, warnings: [] })), reasons: [] };

  /** Of a team, anybody's grid counts who could be in it. */
  function regularityOf(providerIds: readonly string[]): readonly ProviderRecord[] {
    return providerIds.length > 1
      ? inHours.filter((provider) => isFreeToBegin(question, serving, provider))
      : inHours.filter(({ id }) => providerIds.includes(id));
  }
}

function refused(...reasons: StartRefusal[]): Verdict {
  return { plans: [], reasons };
}

/** Who of the first service is at the place, at work for as long as it takes. */
function beginnersInHours({ wanted, visit, catalog }: Question, serving: Serving): ProviderRecord[] {
  const [item] = visit.items;
  if (item === undefined) return [];
  return providersAt(catalog, item, serving.locationId).filter((provider) => {
    const endsAt = wanted.startsAt + offerOfItem(item, provider).durationMinutes * MINUTE_MS;
    const time = { providerId: provider.id, startsAt: wanted.startsAt, endsAt };
    return windowAround(serving.facts, time, serving.locationId) !== undefined;
  });
}

function isFreeToBegin({ wanted, visit }: Question, serving: Serving, provider: ProviderRecord): boolean {
  const [item] = visit.items;
  if (item === undefined) return false;
  const { startsAt } = wanted;
  const endsAt = startsAt + offerOfItem(item, provider).durationMinutes * MINUTE_MS;
  const time = { serviceId: item.service.id, resourceIds: [], startsAt, endsAt, priceCentavos: 0 };
  return areFree(serving.facts, planOf(serving, [{ ...time, providerIds: [provider.id] }]));
}

function boundaryAt({ wanted, visit, catalog, now }: Question, { locationId }: Serving) {
  const zone = catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
  const start = wanted.startsAt / MINUTE_MS;
  for (const { service } of visit.items) {
    const boundary = boundaryOf(service, { now, zone }, start);
    if (boundary !== undefined) return boundary;
  }
  return undefined;
}

function isRegular(question: Question, serving: Serving, beginners: readonly ProviderRecord[]): boolean {
  const { catalog, visit, times, wanted } = question;
  const start: StartToPlace = {
    place: { catalog, times, locationId: serving.locationId, seats: visit.seats },
    visit,
    dates: serving.facts.dates,
    start: wanted.startsAt / MINUTE_MS,
  };
  return beginners.some((provider) => isRegularStart(start, provider));
}

function freeVerdict(question: Question, serving: Serving): Verdict {
  const plans = plansAt(serving, question.wanted.startsAt);
  if (plans.length === 0) return refused(...serving.refusals);
  return {
    plans: plans.map((plan) => ({ ...plan, warnings: warningsOf(question, serving, plan.plan) })),
    reasons: [],
  };
}

function warningsOf(question: Question, serving: Serving, plan: VisitPlan): PlanWarning[] {
  const { facts } = serving;
  const isInHours = plan.items.every((item) =>
    item.providerIds.every(
      (providerId) => windowAround(facts, { ...item, providerId }, plan.locationId) !== undefined,
    ),
  );
  const boundary = boundaryAt(question, serving);
  const beginners = beginnersInHours(question, serving).filter(({ id }) =>
    plan.items[0]?.providerIds.includes(id),
  );
  return [
    ...(isInHours ? [] : (['outside-hours'] as const)),
    ...(boundary === undefined ? [] : [boundary === 'dates' ? ('window' as const) : boundary]),
    ...(isInHours && !isRegular(question, serving, beginners) ? (['off-grid'] as const) : []),
    ...(brokenLimit(facts.catalog, plan, facts.rows) === undefined ? [] : (['limit'] as const)),
    ...(areFree(facts, plan) ? [] : (['overbooked'] as const)),
  ];
}

function byFewestChanges(a: WarnedPlan, b: WarnedPlan): number {
  return a.warnings.length - b.warnings.length || a.changes - b.changes || byPreference(a.first, b.first);
}
