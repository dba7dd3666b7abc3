import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Booking, ManagedBooking } from './contract.ts';
import { manageToken } from './manage-link.ts';
import type { BookingRow } from './store.ts';

/** A booking as partners and events see it: no link in it that would let its reader change it. */
export function presentBooking(catalog: Catalog, row: BookingRow): Booking {
  const zone = zoneOf(catalog, row.locationId);
  return {
    id: row.id,
    code: row.code,
    status: row.status,
    serviceId: row.serviceId,
    providerId: row.providerId,
    locationId: row.locationId,
    startsAt: formatInstant(row.startsAt, zone),
    endsAt: formatInstant(row.endsAt, zone),
    price: { amount: row.priceCentavos, currency: row.currency },
    customer: {
      id: row.customerId,
      name: row.customerName,
      email: row.customerEmail,
      phone: row.customerPhone,
    },
    notes: row.notes,
    createdAt: formatInstant(row.createdAt, zone),
    updatedAt: formatInstant(row.updatedAt, zone),
    cancelledAt: row.cancelledAt === null ? null : formatInstant(row.cancelledAt, zone),
  };
}

export async function presentManaged(ctx: Ctx, booking: Booking): Promise<ManagedBooking> {
  const token = await manageToken(ctx, booking.id);
  return { ...booking, manageUrl: `${ctx.origin}/turno/${booking.id}/${token}`, manageToken: token };
}

function zoneOf(catalog: Catalog, locationId: string): string {
  return catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
}
