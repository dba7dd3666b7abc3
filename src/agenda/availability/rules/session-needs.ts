import type { PaddedInterval } from '../../../kernel/interval.ts';
import { hasRoom, type TakenTime, type WantedTime } from '../../../kernel/occupancy.ts';
import type { Catalog, ResourceRecord, ServiceRecord } from '../../catalog/rules.ts';
import { forbiddenStarts, NO_WAYS, type Ways } from './free-gaps.ts';
import type { BusyTime, BusyTimes } from './provider-time.ts';
import { joinSpans, type Spans, shifted, unionOf, whereAtLeast, withoutMinutes } from './spans.ts';
import { partyName, workingStretches } from './visit-plan.ts';

const MINUTE_MS = 60_000;
export const EVERYWHERE: Spans = { from: [-Infinity], until: [Infinity] };

/** What is known of everybody's time, in epoch minutes, at one place; and how many seats are asked for. */
export interface Place {
  readonly catalog: Catalog;
  readonly times: ReadonlyMap<string, BusyTimes>;
  readonly locationId: string;
  readonly seats: number;
}

/** The stretches of a session in which its provider works, in minutes from its start. */
export function stretchesOf(service: ServiceRecord): PaddedInterval[] {
  const session = { startsAt: 0, endsAt: service.durationMinutes * MINUTE_MS };
  return workingStretches(service, session).map((stretch) => ({
    startsAt: stretch.startsAt / MINUTE_MS,
    endsAt: stretch.endsAt / MINUTE_MS,
    bufferBefore: stretch.bufferBefore / MINUTE_MS,
    bufferAfter: stretch.bufferAfter / MINUTE_MS,
  }));
}

/** The whole session, as a resource is needed for it. */
export function wholeOf(service: ServiceRecord): PaddedInterval {
  const { durationMinutes, bufferBeforeMinutes, bufferAfterMinutes } = service;
  return {
    startsAt: 0,
    endsAt: durationMinutes,
    bufferBefore: bufferBeforeMinutes,
    bufferAfter: bufferAfterMinutes,
  };
}

/** Minutes of way from a place to the others. */
export function waysFrom(catalog: Catalog, locationId: string): Ways {
  const ways = catalog.travelFrom.get(locationId);
  return ways === undefined ? NO_WAYS : Object.fromEntries(ways);
}

export function resourcesOfKind({ catalog, locationId }: Place, kind: string): readonly ResourceRecord[] {
  return catalog.resources.filter((one) => one.kind === kind && one.locationId === locationId);
}

/** The starts (epoch minutes) at which a provider has no room for a session of a service as they give it. */
export function forbiddenByProvider(place: Place, service: ServiceRecord, providerId: string): Spans {
  const busy = place.times.get(providerId)?.busy ?? [];
  const ways = waysFrom(place.catalog, place.locationId);
  const stretches = stretchesOf(service);
  const forbidden = unionOf(stretches.map((stretch) => forbiddenStarts(busy, stretch, ways)));
  return besideParties(place, { service, parts: stretches, capacity: 1, travel: ways, busy }, forbidden);
}

/** The starts at which of some kind of resource that a service needs none at the place has room. */
export function forbiddenByResources(place: Place, service: ServiceRecord): Spans {
  return unionOf(
    service.resourceKinds.map((kind) => {
      const pool = resourcesOfKind(place, kind);
      if (pool.length === 0) return EVERYWHERE;
      return whereAtLeast(
        pool.length,
        pool.map((resource) => forbiddenByResource(place, service, resource)),
      );
    }),
  );
}

function forbiddenByResource(place: Place, service: ServiceRecord, { id, capacity }: ResourceRecord): Spans {
  const busy = place.times.get(id)?.busy ?? [];
  const whole = wholeOf(service);
  const forbidden = capacity === 1 ? forbiddenStarts(busy, whole) : whereFull(busy, whole, capacity);
  return besideParties(place, { service, parts: [whole], capacity, travel: NO_WAYS, busy }, forbidden);
}

/** Sessions that would lie where as many parties as there is room for are there already. */
function whereFull(busy: readonly BusyTime[], whole: PaddedInterval, capacity: number): Spans {
  const instant = { ...whole, endsAt: 1 };
  const byParty = Map.groupBy(busy, ({ party, ownerId }) => party ?? ownerId);
  const parties = [...byParty.values()].map((times) => forbiddenStarts(times, instant));
  const full = whereAtLeast(capacity, parties);
  return joinSpans(shifted(full, 1 - whole.endsAt).from, full.until);
}

interface SessionShape {
  readonly service: ServiceRecord;
  readonly parts: readonly PaddedInterval[];
  readonly capacity: number;
  readonly travel: Ways;
  readonly busy: readonly BusyTime[];
}

/** Group sessions that are held already can be joined where seats are left, and not where none are. */
function besideParties(place: Place, shape: SessionShape, forbidden: Spans): Spans {
  if (shape.service.seats === 1) return forbidden;
  const starts = [...new Set(sessionStarts(place, shape.service, shape.busy))].sort((a, b) => a - b);
  const joinable = starts.filter((start) => hasRoomAt(place, shape, start));
  const full = starts.filter((start) => !joinable.includes(start));
  return unionOf([
    withoutMinutes(forbidden, joinable),
    { from: full, until: full.map((start) => start + 1) },
  ]);
}

/** When group sessions of a service begin at the place, of those who are busy with them. */
export function sessionStarts(
  { locationId }: Pick<Place, 'locationId'>,
  service: ServiceRecord,
  busy: readonly TakenTime[],
): number[] {
  return busy
    .filter(({ party, startsAt }) => party === partyName(service.id, startsAt * MINUTE_MS, locationId))
    .map(({ startsAt }) => startsAt);
}

function hasRoomAt(
  { seats, locationId }: Place,
  { service, parts, capacity, travel, busy }: SessionShape,
  start: number,
): boolean {
  return parts.every((part) => {
    const wanted: WantedTime = {
      ...part,
      startsAt: start + part.startsAt,
      endsAt: start + part.endsAt,
      ownerId: '',
      placeId: locationId,
      party: partyName(service.id, start * MINUTE_MS, locationId),
      seats,
      partySeats: service.seats,
      capacity,
      travel,
    };
    return hasRoom(wanted, busy);
  });
}
