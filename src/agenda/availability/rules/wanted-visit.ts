import { type Catalog, offerOf, type ProviderRecord, type ServiceRecord } from '../../catalog/rules.ts';
import type { StartRequest } from './free-gaps.ts';
import { startRequestOf } from './provider-time.ts';

/** What somebody asks for, beside the time: a service, and the further services of the same visit. */
export interface VisitRequest {
  readonly service: ServiceRecord;
  readonly then?: readonly NextService[] | undefined;
  readonly providerId?: string | undefined;
  /** All who must serve together, where a service needs several. */
  readonly providerIds?: readonly string[] | undefined;
  readonly locationId?: string | undefined;
  readonly seats?: number | undefined;
  /** Who served this customer the last time. */
  readonly lastProviderId?: string | undefined;
}

export interface NextService {
  readonly service: ServiceRecord;
  readonly providerId?: string | undefined;
}

/** One service of a visit and who may give it. */
export interface WantedItem {
  readonly service: ServiceRecord;
  /** In display order. */
  readonly providers: readonly ProviderRecord[];
  /** Those who must be among them who serve. */
  readonly requiredIds: readonly string[];
  readonly providersNeeded: number;
}

export interface WantedVisit {
  readonly items: readonly WantedItem[];
  readonly seats: number;
  readonly locationId: string | undefined;
  readonly lastProviderId: string | undefined;
}

export function wantedVisit(catalog: Catalog, request: VisitRequest): WantedVisit {
  const { service, then = [], providerId, providerIds, locationId, lastProviderId, seats = 1 } = request;
  const required = providerIds ?? (providerId === undefined ? [] : [providerId]);
  return {
    items: [
      itemOf(catalog, service, required),
      ...then.map((next) =>
        itemOf(catalog, next.service, next.providerId === undefined ? [] : [next.providerId]),
      ),
    ],
    seats,
    locationId,
    lastProviderId,
  };
}

function itemOf(catalog: Catalog, service: ServiceRecord, requiredIds: readonly string[]): WantedItem {
  const { providersNeeded } = service;
  const all = catalog.providersByService.get(service.id) ?? [];
  const isWhole = requiredIds.length >= providersNeeded;
  const providers = isWhole ? all.filter(({ id }) => requiredIds.includes(id)) : all;
  return { service, providers, requiredIds, providersNeeded };
}

/** Several services, or several providers for one: then a start has to say who does what, and when. */
export function isComposed({ items }: WantedVisit): boolean {
  return items.length > 1 || items.some(({ providersNeeded }) => providersNeeded > 1);
}

/** Who of an item works at a place at all, whatever the hours. */
export function providersAt(catalog: Catalog, item: WantedItem, locationId: string): ProviderRecord[] {
  return item.providers.filter(({ id }) => catalog.locationIdsByProvider.get(id)?.includes(locationId));
}

/** Where a visit can begin. */
export function locationsOf(catalog: Catalog, { items, locationId }: WantedVisit): readonly string[] {
  if (locationId !== undefined) return [locationId];
  return catalog.locations
    .filter(({ id }) => items.every((item) => providersAt(catalog, item, id).length >= item.providersNeeded))
    .map(({ id }) => id);
}

/**
 * The service as it is given: a provider's own duration and price, where they differ. Several who serve together take
 * as long as the slowest of those who may, at the price of the service.
 */
export function offerOfItem(item: WantedItem, provider: ProviderRecord): ServiceRecord {
  const { service, providers, providersNeeded } = item;
  if (providersNeeded === 1) return offerOf(service, provider);
  const durations = providers.map((one) => offerOf(service, one).durationMinutes);
  return { ...service, durationMinutes: Math.max(service.durationMinutes, ...durations) };
}

/**
 * What is asked of the engine for a visit that begins with an offer: the grid and the buffer before of that one, the
 * buffer after of the last, the time that the rest takes at least there, the narrowest of notices, windows and dates.
 */
export function visitRequestOf(
  visit: WantedVisit,
  offer: ServiceRecord,
  {
    catalog,
    locationId,
    now,
  }: { readonly catalog: Catalog; readonly locationId: string; readonly now: number },
): StartRequest {
  const zone = catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
  const shortestOf = (item: WantedItem) =>
    Math.min(...providersAt(catalog, item, locationId).map((one) => offerOfItem(item, one).durationMinutes));
  const [, ...rest] = visit.items;
  const own = startRequestOf(offer, now, zone);
  if (rest.length === 0) return own;
  const others = rest.map(({ service }) => startRequestOf(service, now, zone));
  return {
    ...own,
    duration: own.duration + rest.reduce((sum, item) => sum + shortestOf(item), 0),
    bufferAfter: others.at(-1)?.bufferAfter ?? own.bufferAfter,
    earliestStart: Math.max(own.earliestStart, ...others.map(({ earliestStart }) => earliestStart)),
    latestStart: Math.min(own.latestStart, ...others.map(({ latestStart }) => latestStart)),
  };
}
