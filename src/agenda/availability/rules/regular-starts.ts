import { neededGap, type PaddedInterval } from '../../../kernel/interval.ts';
import type { LocalDate } from '../../../kernel/local-time.ts';
import type { ProviderRecord, ServiceRecord } from '../../catalog/rules.ts';
import { NO_WAYS, type Ways } from './free-gaps.ts';
import type { BusyTime } from './provider-time.ts';
import { providerWindows } from './provider-windows.ts';
import {
  type Place,
  resourcesOfKind,
  sessionStarts,
  stretchesOf,
  waysFrom,
  wholeOf,
} from './session-needs.ts';
import { offerOfItem, providersAt, type WantedItem, type WantedVisit } from './wanted-visit.ts';

/** A start (epoch minutes) of a visit at a place that somebody is to begin. */
export interface StartToPlace {
  readonly place: Place;
  readonly visit: WantedVisit;
  readonly dates: { readonly from: LocalDate; readonly to: LocalDate };
  readonly start: number;
}

/**
 * Whether a start may be asked for. Accepts everything that is offered and somewhat more, so that a shown time is not
 * refused because a neighbour's hold has moved the progression meanwhile: a start is regular when it lies on the grid
 * of its window, or a multiple of the step after a minute at which any interruption (present, or ended a short while
 * ago) lets the visit begin; or where a group session is held already.
 */
export function isRegularStart(
  { place, visit, dates, start }: StartToPlace,
  provider: ProviderRecord,
): boolean {
  const [item] = visit.items;
  if (item === undefined) return false;
  const step = item.service.stepMinutes;
  const duration = offerOfItem(item, provider).durationMinutes;
  const opens = providerWindows(place.catalog, provider.id, dates).filter(
    ({ locationId, opensAt, closesAt }) =>
      locationId === place.locationId && opensAt <= start && start + duration <= closesAt,
  );
  if (opens.some(({ opensAt }) => (start - opensAt) % step === 0)) return true;
  const { anchors, held } = beginnings({ place, visit, dates }, provider);
  if (held.includes(start)) return true;
  return opens.some(({ opensAt }) =>
    anchors.some((anchor) => opensAt <= anchor && anchor <= start && (start - anchor) % step === 0),
  );
}

interface Beginnings {
  /** Minutes at which some interruption lets the visit begin. */
  readonly anchors: number[];
  /** Minutes at which the visit joins a group session. */
  readonly held: number[];
}

function beginnings(
  { place, visit, dates }: Omit<StartToPlace, 'start'>,
  provider: ProviderRecord,
): Beginnings {
  const found: Beginnings = { anchors: [], held: [] };
  let offsets = [0];
  for (const [index, item] of visit.items.entries()) {
    const isOwn = index === 0 && item.providersNeeded === 1;
    const people = isOwn ? [provider] : providersAt(place.catalog, item, place.locationId);
    const local = beginningsOf(place, item, people);
    const opens = isOwn ? [] : people.flatMap(({ id }) => openings(place, id, dates));
    for (const offset of offsets) {
      found.anchors.push(...[...local.anchors, ...opens].map((at) => at - offset));
      found.held.push(...local.held.map((at) => at - offset));
    }
    const durations = new Set(people.map((one) => offerOfItem(item, one).durationMinutes));
    offsets = [...new Set(offsets.flatMap((offset) => [...durations].map((length) => offset + length)))];
  }
  return found;
}

/** The same for one item, in minutes of its own start. */
function beginningsOf(place: Place, item: WantedItem, people: readonly ProviderRecord[]): Beginnings {
  const found: Beginnings = { anchors: [], held: [] };
  const ways = waysFrom(place.catalog, place.locationId);
  for (const one of people) {
    const offer = offerOfItem(item, one);
    addSubject(found, { place, offer, subjectId: one.id, parts: stretchesOf(offer), ways });
  }
  const offers = people.map((one) => offerOfItem(item, one));
  for (const kind of item.service.resourceKinds)
    for (const { id } of resourcesOfKind(place, kind))
      for (const offer of offers)
        addSubject(found, { place, offer, subjectId: id, parts: [wholeOf(offer)], ways: NO_WAYS });
  return found;
}

interface NeededSubject {
  readonly place: Place;
  readonly offer: ServiceRecord;
  readonly subjectId: string;
  readonly parts: readonly PaddedInterval[];
  readonly ways: Ways;
}

function addSubject({ anchors, held }: Beginnings, { place, offer, subjectId, parts, ways }: NeededSubject) {
  const times = place.times.get(subjectId);
  if (times === undefined) return;
  const all = [...times.busy, ...times.formerlyBusy];
  for (const part of parts) anchors.push(...all.map((time) => endOf(time, part, ways)));
  if (offer.seats === 1) return;
  const sessions = sessionStarts(place, offer, times.busy);
  held.push(...sessions);
  // Where one has no seat left, the next possible start is a minute later.
  anchors.push(...sessions.map((start) => start + 1));
}

/** The first start at which a part of a session no longer meets a busy time before it. */
function endOf(time: BusyTime, part: PaddedInterval, ways: Ways): number {
  const way = ways[time.placeId ?? ''] ?? 0;
  return time.endsAt + Math.max(neededGap(time, part), way) - part.startsAt;
}

function openings(
  { catalog, locationId }: Place,
  providerId: string,
  dates: StartToPlace['dates'],
): number[] {
  return providerWindows(catalog, providerId, dates)
    .filter((window) => window.locationId === locationId)
    .map(({ opensAt }) => opensAt);
}
