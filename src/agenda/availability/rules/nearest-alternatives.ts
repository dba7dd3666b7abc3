import type { Catalog } from '../../catalog/rules.ts';
import type { OfferedSlot } from './slot-agenda.ts';

const ALTERNATIVES = 5;
/** So many minutes away another provider, or another place, is as good as the wanted one. */
const PROVIDER_WEIGHT = 60;
const PLACE_WEIGHT = 120;

/** What was wanted and could not be had; `startMinute` in epoch minutes. */
export interface RefusedWish {
  readonly startMinute: number;
  readonly providerId?: string | undefined;
  readonly providerIds?: readonly string[] | undefined;
  readonly locationId?: string | undefined;
}

export interface Alternative {
  readonly slot: OfferedSlot;
  readonly why: 'nearest-time' | 'other-provider' | 'other-location';
}

/** At most five, by nearness; of each way out the nearest is among them when there is any. */
export function nearestAlternatives(
  catalog: Catalog,
  slots: readonly OfferedSlot[],
  wish: RefusedWish,
): Alternative[] {
  const places = placesOf(catalog, wish);
  const known = slots
    .map((slot) => ({ slot, why: wayOut(slot, wish, places) }))
    .filter(({ slot, why }) => slot.startMinute !== wish.startMinute || why !== 'nearest-time')
    .map((one) => ({ ...one, distance: distanceTo(one, wish) }))
    .sort((a, b) => a.distance - b.distance);
  const best = (['nearest-time', 'other-provider', 'other-location'] as const).flatMap(
    (why) => known.find((one) => one.why === why) ?? [],
  );
  const others = known.filter((one) => !best.includes(one));
  return [...best, ...others].slice(0, ALTERNATIVES).sort((a, b) => a.distance - b.distance);
}

/** Where the wish could have been served: the named place, or those of the named provider; undefined: anywhere. */
function placesOf(catalog: Catalog, { locationId, providerId, providerIds }: RefusedWish) {
  if (locationId !== undefined) return [locationId];
  const named = providerId ?? providerIds?.[0];
  return named === undefined ? undefined : catalog.locationIdsByProvider.get(named);
}

function wayOut(
  { locationId, providerId, plan }: OfferedSlot,
  wish: RefusedWish,
  places: readonly string[] | undefined,
): Alternative['why'] {
  if (places !== undefined && !places.includes(locationId)) return 'other-location';
  const beginning = plan?.items[0]?.providerIds ?? [providerId];
  const named = wish.providerIds ?? (wish.providerId === undefined ? [] : [wish.providerId]);
  return named.every((id) => beginning.includes(id)) ? 'nearest-time' : 'other-provider';
}

function distanceTo({ slot, why }: Alternative, { startMinute }: RefusedWish): number {
  const weight = { 'nearest-time': 0, 'other-provider': PROVIDER_WEIGHT, 'other-location': PLACE_WEIGHT }[
    why
  ];
  return Math.abs(slot.startMinute - startMinute) + weight;
}
