import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Booking, ManagedBooking } from './contract.ts';
import { manageToken } from './manage-link.ts';
import { changeDeadline, mayChange } from './rules/change-policy.ts';
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
    items: presentItems(row, zone),
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

/** The services of a visit: who gives each, with what, when and for how much. */
export function presentItems(
  { items, currency }: Pick<BookingRow, 'items' | 'currency'>,
  zone: string,
): Booking['items'] {
  return items.map((item) => ({
    serviceId: item.serviceId,
    providerIds: [...item.providerIds],
    resourceIds: [...item.resourceIds],
    startsAt: formatInstant(item.startsAt, zone),
    endsAt: formatInstant(item.endsAt, zone),
    price: { amount: item.priceCentavos, currency },
  }));
}

/** A booking for whoever may change it: with the link, and what a change takes. */
export async function presentManaged(ctx: Ctx, catalog: Catalog, row: BookingRow): Promise<ManagedBooking> {
  const token = await manageToken(ctx, row.id);
  return {
    ...presentBooking(catalog, row),
    manageUrl: `${ctx.origin}/turno/${row.id}/${token}`,
    manageToken: token,
    change: changeTerms(ctx, catalog, row),
  };
}

function changeTerms(ctx: Ctx, catalog: Catalog, row: BookingRow): ManagedBooking['change'] {
  const policy = catalog.serviceById.get(row.serviceId) ?? NO_CHANGES;
  const verdict = mayChange(row, policy, ctx.now);
  return {
    isAllowed: verdict.ok,
    freeUntil: formatInstant(changeDeadline(row.startsAt, policy), zoneOf(catalog, row.locationId)),
    fee: { amount: verdict.ok ? verdict.feeCentavos : 0, currency: row.currency },
  };
}

/** A service that is not offered any more: whoever has a booking of it speaks with the shop. */
const NO_CHANGES = { changeDeadlineMinutes: 43_200, lateChangeFeePercent: null };

function zoneOf(catalog: Catalog, locationId: string): string {
  return catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
}
