import { addDays, instantOf, isoWeekday, type LocalDate, localDateOf } from '../../../kernel/local-time.ts';
import type { WantedTime } from '../../../kernel/occupancy.ts';
import type { Catalog, ProviderRecord, ServiceRecord } from '../../catalog/rules.ts';

const MINUTE_MS = 60_000;

/** One service of a visit, and who gives it, with what, when; epoch milliseconds. */
export interface PlannedItem {
  readonly serviceId: string;
  readonly providerIds: readonly string[];
  readonly resourceIds: readonly string[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly priceCentavos: number;
}

/** One way to serve a visit: its services in order, at one location. */
export interface VisitPlan {
  readonly locationId: string;
  readonly items: readonly PlannedItem[];
  /** How many places of a group session it takes; otherwise 1. */
  readonly seats: number;
}

/** A stretch of a provider's or resource's time that a plan needs. */
export interface NeededTime extends Omit<WantedTime, 'ownerId'> {
  readonly subjectId: string;
}

/** What, who, where and when in all, and its price; the first item gives service and provider. */
export function placeOfPlan({ items, locationId, seats }: VisitPlan) {
  const [first] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) throw new Error('A plan has at least one item');
  return {
    serviceId: first.serviceId,
    providerId: first.providerIds[0] ?? '',
    locationId,
    items,
    startsAt: first.startsAt,
    endsAt: last.endsAt,
    priceCentavos: items.reduce((sum, { priceCentavos }) => sum + priceCentavos, 0) * seats,
  };
}

/** The plan as somebody would ask for it: the same services with the same providers, at the same place. */
export function wishOfPlan({ items, locationId, seats }: VisitPlan) {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('A plan has at least one item');
  const isTeam = first.providerIds.length > 1;
  return {
    serviceId: first.serviceId,
    startsAt: first.startsAt,
    locationId,
    seats,
    ...(isTeam ? { providerIds: [...first.providerIds] } : { providerId: first.providerIds[0] }),
    then: rest.map(({ serviceId, providerIds }) => ({
      serviceId,
      ...(providerIds.length === 1 && { providerId: providerIds[0] }),
    })),
  };
}

/** What a plan takes of whom: a provider's time without the processing gaps, a resource's from begin to end. */
export function timesOfPlan(catalog: Catalog, plan: VisitPlan): NeededTime[] {
  const travel = travelFrom(catalog, plan.locationId);
  return plan.items.flatMap((item) => {
    const service = catalog.serviceById.get(item.serviceId);
    if (service === undefined) return [];
    const shared = { ...partyOf(service, item, plan), placeId: plan.locationId };
    const whole = { startsAt: item.startsAt, endsAt: item.endsAt, ...buffersOf(service) };
    return [
      ...item.providerIds.flatMap((subjectId) =>
        workingStretches(service, item).map((stretch) => ({
          ...stretch,
          ...shared,
          subjectId,
          capacity: 1,
          travel,
        })),
      ),
      ...item.resourceIds.map((subjectId) => {
        const capacity = catalog.resourceById.get(subjectId)?.capacity ?? 1;
        return { ...whole, ...shared, subjectId, capacity, travel: {} };
      }),
    ];
  });
}

/** Those who book one group session share it; a booking of anything else is a party of its own. */
function partyOf(service: ServiceRecord, item: PlannedItem, { seats, locationId }: VisitPlan) {
  if (service.seats === 1) return { party: null, seats: 1, partySeats: 1 };
  return { party: partyName(service.id, item.startsAt, locationId), seats, partySeats: service.seats };
}

/** What those who share a group session have in common: the service, its start (epoch milliseconds), the place. */
export function partyName(serviceId: string, startsAt: number, locationId: string): string {
  return `${serviceId}@${startsAt}@${locationId}`;
}

/** The stretches of a session in which its provider works; buffers lie before the first and after the last. */
export function workingStretches(
  service: Pick<ServiceRecord, 'processing' | 'bufferBeforeMinutes' | 'bufferAfterMinutes'>,
  { startsAt, endsAt }: Pick<PlannedItem, 'startsAt' | 'endsAt'>,
) {
  const { bufferBefore, bufferAfter } = buffersOf(service);
  const begins = [
    startsAt,
    ...service.processing.map((gap) => startsAt + (gap.afterMinutes + gap.minutes) * MINUTE_MS),
  ];
  const ends = [...service.processing.map((gap) => startsAt + gap.afterMinutes * MINUTE_MS), endsAt];
  const last = begins.length - 1;
  return begins.map((begin, index) => ({
    startsAt: begin,
    endsAt: ends[index] ?? endsAt,
    bufferBefore: index === 0 ? bufferBefore : 0,
    bufferAfter: index === last ? bufferAfter : 0,
  }));
}

function buffersOf(service: Pick<ServiceRecord, 'bufferBeforeMinutes' | 'bufferAfterMinutes'>) {
  return {
    bufferBefore: service.bufferBeforeMinutes * MINUTE_MS,
    bufferAfter: service.bufferAfterMinutes * MINUTE_MS,
  };
}

/** Milliseconds from a location to each other one to which there is a way. */
function travelFrom(catalog: Catalog, locationId: string): Readonly<Record<string, number>> {
  const ways = catalog.travelFrom.get(locationId);
  if (ways === undefined) return NOWHERE;
  return Object.fromEntries([...ways].map(([to, minutes]) => [to, minutes * MINUTE_MS]));
}

const NOWHERE: Readonly<Record<string, number>> = {};

/** Bookings of a provider that begin within a span may not be more, or longer in all; epoch milliseconds. */
export interface PlanLimit {
  readonly subjectId: string;
  readonly startsFrom: number;
  readonly startsBefore: number;
  readonly maxBookings: number | null;
  readonly maxMinutes: number | null;
}

/** The limits that a plan's providers must still keep with it: of the location's day and of its ISO week. */
export function limitsOfPlan(catalog: Catalog, plan: VisitPlan): PlanLimit[] {
  const zone = catalog.locationById.get(plan.locationId)?.timeZone ?? 'UTC';
  const spans = new Map<string, PlanLimit>();
  for (const { providerIds, startsAt } of plan.items)
    for (const providerId of providerIds) {
      const provider = catalog.providerById.get(providerId);
      if (provider === undefined) continue;
      for (const limit of limitsOf(provider, localDateOf(startsAt, zone), zone))
        spans.set(`${providerId} ${limit.startsFrom} ${limit.startsBefore}`, limit);
    }
  return [...spans.values()];
}

function limitsOf(provider: ProviderRecord, date: LocalDate, zone: string): PlanLimit[] {
  const { day, week } = spansAround(date, zone);
  return [
    { ...day, maxBookings: provider.maxBookingsDay, maxMinutes: provider.maxMinutesDay },
    { ...week, maxBookings: provider.maxBookingsWeek, maxMinutes: provider.maxMinutesWeek },
  ]
    .filter(({ maxBookings, maxMinutes }) => maxBookings !== null || maxMinutes !== null)
    .map((limit) => ({ ...limit, subjectId: provider.id }));
}

/** The local day of a date and its ISO week, as half-open spans of epoch milliseconds: what limits count in. */
export function spansAround(date: LocalDate, zone: string) {
  const monday = addDays(date, 1 - isoWeekday(date));
  const span = (from: LocalDate, days: number) => ({
    startsFrom: instantOf(from, 0, zone),
    startsBefore: instantOf(addDays(from, days), 0, zone),
  });
  return { day: span(date, 1), week: span(monday, 7) };
}
