import { addDays, type LocalDate, localDateOf } from '../../../kernel/local-time.ts';
import { hasRoom } from '../../../kernel/occupancy.ts';
import type { Catalog, ProviderRecord } from '../../catalog/rules.ts';
import { brokenLimit } from './limits.ts';
import { byPreference, type Preferred } from './prefer-providers.ts';
import { type BusyRow, type RowsBySubject, rowsAround } from './provider-time.ts';
import { providerWindows } from './provider-windows.ts';
import { type PlannedItem, timesOfPlan, type VisitPlan } from './visit-plan.ts';
import { offerOfItem, providersAt, type WantedItem, type WantedVisit } from './wanted-visit.ts';
import type { WorkingWindow } from './working-windows.ts';

const MINUTE_MS = 60_000;
const NONE: readonly BusyRow[] = [];
/** More ways to put a team together are not looked at; they only count where limits stand against all of these. */
const MAX_TEAMS = 64;

/** Why nobody can serve an item of a visit, whatever grid and notice say. */
export type ServingRefusal = 'outside-hours' | 'busy' | 'limit';

/** What decides who can serve; rows are those that still count, in milliseconds. */
export interface ServingFacts {
  readonly catalog: Catalog;
  readonly visit: WantedVisit;
  readonly rows: RowsBySubject;
  /** Windows that open on these dates are known: a day before, and some days after the starts that are asked about. */
  readonly dates: { readonly from: LocalDate; readonly to: LocalDate };
  /** Staff may serve out of hours and over limits; and, overbooking, who is named even when taken. */
  readonly isOutOfHoursAllowed?: boolean;
  readonly isOverbookingAllowed?: boolean;
}

/** One way to give one service, and how it is liked. */
export interface Option extends Preferred {
  readonly item: PlannedItem;
}

/** One start at one place; answers are kept while it is looked at. */
export interface Serving {
  readonly facts: ServingFacts;
  readonly locationId: string;
  readonly refusals: Set<ServingRefusal>;
  readonly options: Map<string, readonly Option[]>;
  /** The fewest changes of provider after an item: see `plansAt`. */
  readonly changes: Map<string, number>;
}

export function servingAt(facts: ServingFacts, locationId: string): Serving {
  return { facts, locationId, refusals: new Set(), options: new Map(), changes: new Map() };
}

/** Who can give the service at a place in a visit, at an instant, the preferred first. */
export function optionsFor(serving: Serving, index: number, startsAt: number): readonly Option[] {
  const key = `${index} ${startsAt}`;
  const known = serving.options.get(key);
  if (known !== undefined) return known;
  const item = serving.facts.visit.items[index];
  const found = item === undefined ? [] : findOptions(serving, item, startsAt);
  serving.options.set(key, found);
  return found;
}

function findOptions(serving: Serving, item: WantedItem, startsAt: number): readonly Option[] {
  const { catalog } = serving.facts;
  const able = providersAt(catalog, item, serving.locationId)
    .filter(({ id }) => !isOverbookedBySomeoneElse(serving.facts, item, id))
    .flatMap((provider) => optionOf(serving, { item, provider, startsAt }) ?? [])
    .sort(byPreference);
  return item.providersNeeded === 1 ? able : teamsOf(item, able);
}

/** Overbooking is for the provider who is named, nobody else. */
function isOverbookedBySomeoneElse(facts: ServingFacts, item: WantedItem, id: string): boolean {
  return facts.isOverbookingAllowed === true && !item.requiredIds.includes(id);
}

interface Candidate {
  readonly item: WantedItem;
  readonly provider: ProviderRecord;
  readonly startsAt: number;
}

function optionOf(serving: Serving, candidate: Candidate): Option | undefined {
  const { facts } = serving;
  const planned = plannedItem(candidate);
  const window = windowAround(facts, { ...planned, providerId: candidate.provider.id }, serving.locationId);
  const refuse = (reason: ServingRefusal) => void serving.refusals.add(reason);
  if (window === undefined && facts.isOutOfHoursAllowed !== true) return refuse('outside-hours') as undefined;
  const plan = planOf(serving, [planned]);
  const hasTime = areFree(facts, plan);
  const resourceIds = chooseResources(serving, planned);
  if ((!hasTime || resourceIds === undefined) && facts.isOverbookingAllowed !== true)
    return refuse('busy') as undefined;
  if (facts.isOutOfHoursAllowed !== true && brokenLimit(facts.catalog, plan, facts.rows) !== undefined)
    return refuse('limit') as undefined;
  const item = { ...planned, resourceIds: resourceIds ?? anyResources(serving, planned) };
  return { item, ...preferenceOf(serving, candidate, plan) };
}

function plannedItem({ item, provider, startsAt }: Candidate): PlannedItem {
  const offer = offerOfItem(item, provider);
  return {
    serviceId: offer.id,
    providerIds: [provider.id],
    resourceIds: [],
    startsAt,
    endsAt: startsAt + offer.durationMinutes * MINUTE_MS,
    priceCentavos: offer.priceCentavos,
  };
}

export function planOf({ facts, locationId }: Serving, items: readonly PlannedItem[]): VisitPlan {
  return { locationId, items, seats: facts.visit.seats };
}

/** Whether everybody and everything of a plan has room for it: what lock and database will ask. */
export function areFree({ catalog, rows }: ServingFacts, plan: VisitPlan): boolean {
  return timesOfPlan(catalog, plan).every((time) => {
    const taken = rowsAround(rows.get(time.subjectId) ?? NONE, time);
    return hasRoom({ ...time, ownerId: '' }, taken);
  });
}

/** The working window at the place in which a time (epoch milliseconds) lies. */
export function windowAround(
  { catalog, dates }: ServingFacts,
  { providerId, startsAt, endsAt }: { readonly providerId: string; startsAt: number; endsAt: number },
  locationId: string,
): WorkingWindow | undefined {
  return providerWindows(catalog, providerId, dates).find(
    (window) =>
      window.locationId === locationId &&
      window.opensAt * MINUTE_MS <= startsAt &&
      endsAt <= window.closesAt * MINUTE_MS,
  );
}

/** One resource of each kind: the one that holds the same group session already, else the first that has room. */
function chooseResources(serving: Serving, item: PlannedItem): string[] | undefined {
  const { facts } = serving;
  const chosen: string[] = [];
  for (const pool of poolsFor(serving, item)) {
    const able = pool.filter((id) =>
      areFree(facts, planOf(serving, [{ ...item, providerIds: [], resourceIds: [id] }])),
    );
    const [first] = able;
    if (first === undefined) return undefined;
    chosen.push(
      able.find((id) => isJoined(serving, { ...item, providerIds: [], resourceIds: [id] })) ?? first,
    );
  }
  return chosen;
}

/** Over what is taken: the first of each kind that there is. */
function anyResources(serving: Serving, item: PlannedItem): string[] {
  return poolsFor(serving, item).flatMap(([first]) => first ?? []);
}

function poolsFor({ facts, locationId }: Serving, { serviceId }: PlannedItem): string[][] {
  const kinds = facts.catalog.serviceById.get(serviceId)?.resourceKinds ?? [];
  return kinds.map((kind) =>
    facts.catalog.resources
      .filter((one) => one.kind === kind && one.locationId === locationId)
      .map(({ id }) => id),
  );
}

/** Whether it takes a seat in a group session that is held already. */
function isJoined(serving: Serving, item: PlannedItem): boolean {
  return timesOfPlan(serving.facts.catalog, planOf(serving, [item])).some(
    ({ subjectId, party, startsAt, endsAt }) =>
      party !== null &&
      rowsAround(serving.facts.rows.get(subjectId) ?? NONE, { startsAt, endsAt }).some(
        (row) => row.party === party,
      ),
  );
}

function preferenceOf(serving: Serving, { item, provider, startsAt }: Candidate, plan: VisitPlan): Preferred {
  const { catalog, visit } = serving.facts;
  const { assignment, id } = item.service;
  const skill = provider.services.find(({ serviceId }) => serviceId === id)?.skill ?? 0;
  const [planned] = plan.items;
  return {
    isJoining: planned !== undefined && isJoined(serving, planned),
    isLast: assignment === 'last-provider' && provider.id === visit.lastProviderId,
    skill: assignment === 'skill' ? skill : 0,
    bookedMinutes: bookedMinutesOn(serving, provider.id, startsAt),
    position: catalog.providers.indexOf(provider),
  };
}

/** Minutes that a provider is busy within the working windows of the local day of an instant. */
function bookedMinutesOn({ facts, locationId }: Serving, providerId: string, startsAt: number): number {
  const zone = facts.catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
  const date = localDateOf(startsAt, zone);
  const today = providerWindows(facts.catalog, providerId, facts.dates).filter(
    (window) => window.date === date,
  );
  const isToday = (row: BusyRow) =>
    today.some(
      ({ opensAt, closesAt }) => row.startsAt < closesAt * MINUTE_MS && opensAt * MINUTE_MS < row.endsAt,
    );
  const around = rowsAround(facts.rows.get(providerId) ?? NONE, {
    startsAt,
    endsAt: startsAt + 24 * 60 * MINUTE_MS,
  });
  return around.filter(isToday).reduce((sum, row) => sum + (row.endsAt - row.startsAt) / MINUTE_MS, 0);
}

/** So many of those who can, with all who must be; the best liked first. */
function teamsOf({ requiredIds, providersNeeded }: WantedItem, able: readonly Option[]): readonly Option[] {
  const isRequired = ({ item }: Option) => requiredIds.includes(item.providerIds[0] ?? '');
  const required = able.filter(isRequired);
  if (required.length < requiredIds.length) return [];
  const others = able.filter((option) => !isRequired(option));
  const groups = groupsOf(others, providersNeeded - required.length);
  return [...groups.take(MAX_TEAMS)].map((group) => teamOf([...required, ...group]));
}

/** Every choice of so many, in the order of the list. */
function* groupsOf(all: readonly Option[], size: number): Generator<readonly Option[], undefined> {
  if (size <= 0) {
    yield [];
    return undefined;
  }
  for (const [index, first] of all.entries())
    for (const others of groupsOf(all.slice(index + 1), size - 1)) yield [first, ...others];
  return undefined;
}

function teamOf(members: readonly Option[]): Option {
  const [first] = members;
  if (first === undefined) throw new Error('A team has members');
  return { ...first, item: { ...first.item, providerIds: members.flatMap(({ item }) => item.providerIds) } };
}

/** The dates on which windows must be known to serve a visit that begins on the given dates. */
export function datesAround({ from, to }: { readonly from: LocalDate; readonly to: LocalDate }) {
  return { from: addDays(from, -1), to: addDays(to, 3) };
}
