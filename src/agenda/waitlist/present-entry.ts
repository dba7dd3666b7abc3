import { clockText, formatInstant } from '../../kernel/local-time.ts';
import type { PublicCustomer } from '../../people/customers/contract.ts';
import type { Ctx } from '../../platform/context.ts';
import { manageToken } from '../bookings/manage-link.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { ManagedEntry, WaitlistEntry } from './contract.ts';
import type { EntryRow, WaitlistColumns } from './store.ts';

/** A wish as the list, the events and whoever waits see it: no link that would let its reader act on it. */
export function presentEntry(ctx: Ctx, catalog: Catalog, row: EntryRow): WaitlistEntry {
  const { entry, customer, hold } = row;
  return {
    ...presentWish(ctx, entry, customer),
    status: entry.status,
    offer: hold === null ? null : presentOffer(ctx, catalog, hold),
    bookingId: entry.bookingId,
  };
}

function presentWish(ctx: Ctx, entry: WaitlistColumns, customer: PublicCustomer) {
  return {
    id: entry.id,
    serviceId: entry.serviceId,
    providerId: entry.providerId,
    locationId: entry.locationId,
    from: entry.fromDate,
    to: entry.toDate,
    weekdays: [...entry.weekdays],
    hours: { from: clock(entry.fromMinute), to: clock(entry.toMinute) },
    customer,
    createdAt: formatInstant(entry.createdAt, ctx.tenant.profile.timeZone),
  };
}

/** The end of the day is 24:00, not the next day's 00:00. */
function clock(minute: number): string {
  return minute === 1440 ? '24:00' : clockText(minute);
}

function presentOffer(ctx: Ctx, catalog: Catalog, hold: NonNullable<EntryRow['hold']>) {
  const zone = catalog.locationById.get(hold.locationId)?.timeZone ?? ctx.tenant.profile.timeZone;
  return {
    holdId: hold.id,
    startsAt: formatInstant(hold.startsAt, zone),
    endsAt: formatInstant(hold.endsAt, zone),
    providerId: hold.providerId,
    locationId: hold.locationId,
    price: { amount: hold.priceCentavos, currency: hold.currency },
    expiresAt: formatInstant(hold.expiresAt, zone),
  };
}

/** @param before how many came earlier */
export async function presentManagedEntry(
  ctx: Ctx,
  catalog: Catalog,
  { row, before }: { readonly row: EntryRow; readonly before: number },
): Promise<ManagedEntry> {
  const token = await manageToken(ctx, row.entry.id);
  return {
    ...presentEntry(ctx, catalog, row),
    position: row.entry.status === 'waiting' ? before + 1 : null,
    manageUrl: `${ctx.origin}/espera/${row.entry.id}/${token}`,
    manageToken: token,
  };
}
