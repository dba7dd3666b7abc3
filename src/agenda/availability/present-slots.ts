import { formatInstant } from '../../kernel/local-time.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import type { Slot } from './contract.ts';
import type { OfferedSlot } from './rules/offered-slots.ts';

const MINUTE_MS = 60_000;

export function presentSlot(catalog: Catalog, service: ServiceRecord, slot: OfferedSlot): Slot {
  const zone = catalog.locationById.get(slot.locationId)?.timeZone ?? 'UTC';
  const startsAt = slot.startMinute * MINUTE_MS;
  return {
    startsAt: formatInstant(startsAt, zone),
    endsAt: formatInstant(startsAt + service.durationMinutes * MINUTE_MS, zone),
    providerId: slot.providerId,
    locationId: slot.locationId,
    seatsLeft: 1,
    price: { amount: service.priceCentavos, currency: service.currency },
  };
}
