import { formatInstant } from '../../kernel/local-time.ts';
import { presentItems } from '../bookings/present-booking.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Hold } from './contract.ts';
import type { HoldRow } from './store.ts';

export function presentHold(catalog: Catalog, row: HoldRow): Hold {
  const zone = catalog.locationById.get(row.locationId)?.timeZone ?? 'UTC';
  return {
    id: row.id,
    expiresAt: formatInstant(row.expiresAt, zone),
    serviceId: row.serviceId,
    providerId: row.providerId,
    locationId: row.locationId,
    startsAt: formatInstant(row.startsAt, zone),
    endsAt: formatInstant(row.endsAt, zone),
    items: presentItems(row, zone),
    seats: row.seats,
    price: { amount: row.priceCentavos, currency: row.currency },
  };
}
