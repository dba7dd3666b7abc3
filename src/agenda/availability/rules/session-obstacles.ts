import type { ProviderRecord } from '../../catalog/rules.ts';
import type { SessionNeeds } from './explain-starts.ts';
import { brokenLimit } from './limits.ts';
import { boundaryOf } from './provider-time.ts';
import {
  forbiddenByProvider,
  forbiddenByResources,
  sessionStarts,
  stretchesOf,
  waysFrom,
} from './session-needs.ts';
import type { SlotAgenda } from './slot-agenda.ts';
import { includes } from './spans.ts';
import { startsAtPlace } from './starts-at-place.ts';
import { offerOfItem, type WantedItem } from './wanted-visit.ts';

const MINUTE_MS = 60_000;

/** The provider whose missing starts are explained, as if they gave the item alone. */
export interface ExplainedProvider {
  readonly agenda: SlotAgenda;
  readonly item: WantedItem;
  readonly provider: ProviderRecord;
}

/** What the starts of a service need beyond the provider's hours, asked of the same rules that offer them. */
export function needsOf({ agenda, item, provider }: ExplainedProvider, zone: string): SessionNeeds {
  const { catalog, times, rows, visit, now } = agenda;
  const offer = offerOfItem(item, provider);
  const placeAt = (locationId: string) => ({ catalog, times, locationId, seats: visit.seats });
  const planAt = (start: number, locationId: string) => {
    const startsAt = start * MINUTE_MS;
    const endsAt = startsAt + offer.durationMinutes * MINUTE_MS;
    const session = { serviceId: offer.id, resourceIds: [], startsAt, endsAt, priceCentavos: 0 };
    return { locationId, seats: visit.seats, items: [{ ...session, providerIds: [provider.id] }] };
  };
  return {
    stretches: stretchesOf(offer),
    waysFrom: (locationId) => waysFrom(catalog, locationId),
    offered: (windows, locationId) => {
      const own = windows.filter((window) => window.locationId === locationId);
      return startsAtPlace(agenda, { item, provider, locationId }, own).startsAt;
    },
    party: (start, locationId) => {
      const held = sessionStarts({ locationId }, offer, times.get(provider.id)?.busy ?? []);
      if (offer.seats === 1 || !held.includes(start)) return 'none';
      const forbidden = forbiddenByProvider(placeAt(locationId), offer, provider.id);
      return includes(forbidden, start) ? 'full' : 'joinable';
    },
    obstacle: (start, locationId) =>
      includes(forbiddenByResources(placeAt(locationId), offer), start)
        ? 'resource'
        : brokenLimit(catalog, planAt(start, locationId), rows),
    boundary: (start) => boundaryOf(offer, { now, zone }, start),
  };
}
