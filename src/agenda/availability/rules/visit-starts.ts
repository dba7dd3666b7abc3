import type { ServiceRecord } from '../../catalog/rules.ts';
import { type FreeStarts, startsOutside } from './free-starts.ts';
import { EVERYWHERE, forbiddenByProvider, forbiddenByResources, type Place } from './session-needs.ts';
import { NOWHERE, outsideOf, type Spans, shifted, unionOf, whereAtLeast } from './spans.ts';
import {
  offerOfItem,
  providersAt,
  visitRequestOf,
  type WantedItem,
  type WantedVisit,
} from './wanted-visit.ts';
import type { WorkingWindow } from './working-windows.ts';

/** Where and when visits are looked for; times and hours in epoch minutes. */
export interface VisitSearch {
  readonly place: Place;
  readonly visit: WantedVisit;
  readonly now: number;
  /** The windows at the place in which a provider can begin a visit. */
  readonly opensFor: (providerId: string) => readonly WorkingWindow[];
  /** All windows at the place in which a provider can go on with one: those, and some days around. */
  readonly worksAt: (providerId: string) => readonly WorkingWindow[];
}

/** What one provider can begin. */
export interface VisitStarts {
  readonly providerId: string;
  readonly windows: readonly WorkingWindow[];
  readonly starts: FreeStarts;
}

/**
 * The starts of a visit of several services, or of a service that several providers give together, by who begins. Each
 * service follows the one before without a pause, with anybody who may give it, all at one place. A team begins on the
 * grid of anybody who could be in it.
 */
export function visitStarts(search: VisitSearch): VisitStarts[] {
  const { place, visit, now } = search;
  const [item] = visit.items;
  if (item === undefined) return [];
  const rest = forbiddenFrom(search, 1);
  const isTeam = item.providersNeeded > 1;
  const together = isTeam ? forbiddenByTeam(search, item) : NOWHERE;
  return providersAt(place.catalog, item, place.locationId).map((provider) => {
    const offer = offerOfItem(item, provider);
    const own = forbiddenBy(search, offer, provider.id);
    const forbidden = unionOf([own, together, shifted(rest, -offer.durationMinutes)]);
    const windows = search
      .opensFor(provider.id)
      .filter(({ opensAt, closesAt }) => closesAt - opensAt >= offer.durationMinutes);
    const request = visitRequestOf(visit, offer, { ...place, now });
    return {
      providerId: provider.id,
      windows,
      starts: startsInWindows(windows, forbidden, { offer, request }),
    };
  });
}

/**
 * The rest of a visit may go on after the window in which it begins: the window is widened by it, and the starts whose
 * first service would not end in the window are forbidden.
 */
function startsInWindows(
  windows: readonly WorkingWindow[],
  forbidden: Spans,
  { offer, request }: { readonly offer: ServiceRecord; readonly request: ReturnType<typeof visitRequestOf> },
): FreeStarts {
  const longer = request.duration - offer.durationMinutes;
  const widened = windows.map((window) => ({ ...window, closesAt: window.closesAt + longer }));
  return startsOutside(widened, forbidden, request);
}

interface Way {
  readonly duration: number;
  readonly forbidden: Spans;
}

/** The starts at which the services from one on cannot follow, whoever gives them. */
function forbiddenFrom(search: VisitSearch, index: number): Spans {
  const item = search.visit.items[index];
  if (item === undefined) return NOWHERE;
  const ways = waysToServe(search, item);
  if (ways.length === 0) return EVERYWHERE;
  const after = forbiddenFrom(search, index + 1);
  const each = ways.map(({ duration, forbidden }) => unionOf([forbidden, shifted(after, -duration)]));
  return whereAtLeast(each.length, each);
}

function waysToServe(search: VisitSearch, item: WantedItem): Way[] {
  const { catalog, locationId } = search.place;
  const people = providersAt(catalog, item, locationId).map((provider) => ({
    id: provider.id,
    offer: offerOfItem(item, provider),
  }));
  const [first] = people;
  if (first === undefined) return [];
  if (item.providersNeeded > 1)
    return [{ duration: first.offer.durationMinutes, forbidden: forbiddenByTeam(search, item) }];
  return people.map(({ id, offer }) => ({
    duration: offer.durationMinutes,
    forbidden: unionOf([forbiddenBy(search, offer, id), outsideHours(search, offer, id)]),
  }));
}

function forbiddenBy({ place }: VisitSearch, offer: ServiceRecord, providerId: string): Spans {
  return unionOf([forbiddenByProvider(place, offer, providerId), forbiddenByResources(place, offer)]);
}

function outsideHours({ worksAt }: VisitSearch, offer: ServiceRecord, providerId: string): Spans {
  const long = worksAt(providerId).filter(
    ({ opensAt, closesAt }) => closesAt - opensAt >= offer.durationMinutes,
  );
  return outsideOf({
    from: long.map(({ opensAt }) => opensAt),
    until: long.map(({ closesAt }) => closesAt - offer.durationMinutes + 1),
  });
}

/** Where not all who must be there are free, or too few of the others. */
function forbiddenByTeam(search: VisitSearch, item: WantedItem): Spans {
  const { catalog, locationId } = search.place;
  const members = providersAt(catalog, item, locationId).map((provider) => {
    const offer = offerOfItem(item, provider);
    const busy = unionOf([forbiddenBy(search, offer, provider.id), outsideHours(search, offer, provider.id)]);
    return { isRequired: item.requiredIds.includes(provider.id), busy };
  });
  const required = members.filter(({ isRequired }) => isRequired).map(({ busy }) => busy);
  const others = members.filter(({ isRequired }) => !isRequired).map(({ busy }) => busy);
  const needed = item.providersNeeded - required.length;
  if (required.length < item.requiredIds.length || others.length < needed) return EVERYWHERE;
  const tooFew = needed > 0 ? whereAtLeast(others.length - needed + 1, others) : NOWHERE;
  return unionOf([...required, tooFew]);
}
