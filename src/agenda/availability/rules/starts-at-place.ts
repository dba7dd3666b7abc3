import { localDateOf } from '../../../kernel/local-time.ts';
import type { ProviderRecord } from '../../catalog/rules.ts';
import { type FreeStarts, startsOutside } from './free-starts.ts';
import { brokenLimit, hasLimits } from './limits.ts';
import { startRequestOf } from './provider-time.ts';
import { forbiddenByProvider, forbiddenByResources } from './session-needs.ts';
import type { SlotAgenda } from './slot-agenda.ts';
import { unionOf } from './spans.ts';
import { offerOfItem, type WantedItem } from './wanted-visit.ts';
import type { WorkingWindow } from './working-windows.ts';

const MINUTE_MS = 60_000;

/** A provider who gives a service at one place. */
export interface ProviderAtPlace {
  readonly item: WantedItem;
  readonly provider: ProviderRecord;
  readonly locationId: string;
}

/** The starts that a provider can sell there, with all that the service needs, within the provider's limits. */
export function startsAtPlace(
  agenda: SlotAgenda,
  at: ProviderAtPlace,
  windows: readonly WorkingWindow[],
): FreeStarts {
  const { catalog, times, now, visit } = agenda;
  const { item, provider, locationId } = at;
  const place = { catalog, times, locationId, seats: visit.seats };
  const offer = offerOfItem(item, provider);
  const zone = catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
  const forbidden = unionOf([
    forbiddenByProvider(place, offer, provider.id),
    forbiddenByResources(place, offer),
  ]);
  const starts = startsOutside(windows, forbidden, startRequestOf(offer, now, zone));
  return hasLimits(provider) ? withinLimits(agenda, at, starts) : starts;
}

/** Limits only cut. They are asked once a date where no start can make a difference. */
function withinLimits(agenda: SlotAgenda, at: ProviderAtPlace, starts: FreeStarts): FreeStarts {
  const { catalog, visit, rows } = agenda;
  const { item, provider, locationId } = at;
  const offer = offerOfItem(item, provider);
  const zone = catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
  const answers = new Map<string, boolean>();
  const isKept = (start: number): boolean => {
    const startsAt = start * MINUTE_MS;
    const endsAt = startsAt + offer.durationMinutes * MINUTE_MS;
    const date = localDateOf(startsAt, zone);
    // A session over midnight, or one that others share, counts by itself.
    const isOrdinary = localDateOf(endsAt, zone) === date && offer.seats === 1;
    const key = isOrdinary ? date : `${start}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const session = { serviceId: offer.id, resourceIds: [], priceCentavos: 0, startsAt, endsAt };
    const plan = { locationId, seats: visit.seats, items: [{ ...session, providerIds: [provider.id] }] };
    const answer = brokenLimit(catalog, plan, rows) === undefined;
    answers.set(key, answer);
    return answer;
  };
  const kept = starts.startsAt.map(isKept);
  return {
    startsAt: starts.startsAt.filter((_, index) => kept[index]),
    windowIndex: starts.windowIndex.filter((_, index) => kept[index]),
  };
}
