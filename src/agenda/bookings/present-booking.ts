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
    pending:
      row.pendingReason === null || row.pendingUntil === null
        ? null
        : { reason: row.pendingReason, until: formatInstant(row.pendingUntil, zone) },
    source: row.source,
    serviceId: row.serviceId,
    providerId: row.providerId,
    locationId: row.locationId,
    startsAt: formatInstant(row.startsAt, zone),
    endsAt: formatInstant(row.endsAt, zone),
    items: row.items.map(({ priceCentavos, ...item }) => ({
      serviceId: item.serviceId,
      providerIds: [...item.providerIds],
      resourceIds: [...item.resourceIds],
      startsAt: formatInstant(item.startsAt, zone),
      endsAt: formatInstant(item.endsAt, zone),
      price: { amount: priceCentavos, currency: row.currency },
    })),
    seats: row.seats,
    price: { amount: row.priceCentavos, currency: row.currency },
    fee: { amount: row.feeCentavos, currency: row.currency },
    customer: {
      id: row.customerId,
      name: row.customerName,
      email: row.customerEmail,
      phone: row.customerPhone,
    },
    notes: row.notes,
    seriesId: row.seriesId,
    isOverbooked: row.isOverbooked,
    createdAt: formatInstant(row.createdAt, zone),
    updatedAt: formatInstant(row.updatedAt, zone),
    cancelledAt: row.cancelledAt === null ? null : formatInstant(row.cancelledAt, zone),
    cancelledBy: row.cancelledBy,
    cancelReason: row.cancelReason,
  };
}

export async function presentManaged(ctx: Ctx, booking: Booking): Promise<ManagedBooking> {
  const token = await manageToken(ctx, booking.id);
  return { ...booking, manageUrl: `${ctx.origin}/turno/${booking.id}/${token}`, manageToken: token };
}

function zoneOf(catalog: Catalog, locationId: string): string {
  return catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
}
