import { formatInstant } from '../../kernel/local-time.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Slot } from './contract.ts';
import type { OfferedSlot } from './rules/slot-agenda.ts';
import { placeOfPlan, type VisitPlan } from './rules/visit-plan.ts';
import { isComposed, offerOfItem, type WantedVisit } from './rules/wanted-visit.ts';

const MINUTE_MS = 60_000;

export function presentSlot(catalog: Catalog, visit: WantedVisit, slot: OfferedSlot): Slot {
  const zone = catalog.locationById.get(slot.locationId)?.timeZone ?? 'UTC';
  const { endsAt, priceCentavos, currency } = soldIn(catalog, visit, slot);
  return {
    startsAt: formatInstant(slot.startMinute * MINUTE_MS, zone),
    endsAt: formatInstant(endsAt, zone),
    providerId: slot.providerId,
    locationId: slot.locationId,
    seatsLeft: slot.seatsLeft ?? 1,
    price: { amount: priceCentavos, currency },
    ...(slot.plan !== undefined && isComposed(visit) && { items: presentItems(slot.plan, zone) }),
  };
}

/** When a slot ends and what it costs: as its plan says, or as its provider gives the only service. */
function soldIn(catalog: Catalog, visit: WantedVisit, { plan, providerId, startMinute }: OfferedSlot) {
  const [item] = visit.items;
  const provider = catalog.providerById.get(providerId);
  if (item === undefined || provider === undefined) throw new Error('A slot of nobody, or for nothing');
  const { durationMinutes, priceCentavos, currency } = offerOfItem(item, provider);
  if (plan !== undefined) return { ...placeOfPlan(plan), currency };
  return { endsAt: (startMinute + durationMinutes) * MINUTE_MS, priceCentavos, currency };
}

function presentItems({ items }: VisitPlan, zone: string): NonNullable<Slot['items']> {
  return items.map(({ serviceId, providerIds, startsAt, endsAt }) => ({
    serviceId,
    providerIds: [...providerIds],
    startsAt: formatInstant(startsAt, zone),
    endsAt: formatInstant(endsAt, zone),
  }));
}
