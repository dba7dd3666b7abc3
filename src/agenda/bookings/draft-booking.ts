import { localDateOf } from '../../kernel/local-time.ts';
import type { PublicCustomer } from '../../people/customers/contract.ts';
import { plainNotes } from '../../people/intake/seal-notes.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import { placeOfPlan, spansAround, timesOfPlan, type VisitPlan } from '../availability/rules/visit-plan.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { WantedOccupation } from '../occupancy/occupy-time.ts';
import type { BookingSource } from './rules/life.ts';
import { type BookingRow, insertBooking, insertCustomerLimitCheck } from './store.ts';

export type { BookingRow } from './store.ts';

export interface NewBooking {
  readonly plan: VisitPlan;
  readonly customer: PublicCustomer;
  readonly notes: string | null | undefined;
  readonly source: BookingSource;
}

/** A confirmed booking of a plan, not yet written; how it begins otherwise is laid over it. */
export function newBookingRow(ctx: Ctx, { plan, customer, notes, source }: NewBooking): BookingRow {
  return {
    id: ctx.newId('bkg'),
    code: ctx.newCode(),
    status: 'confirmed',
    pendingReason: null,
    pendingUntil: null,
    source,
    ...placeOfPlan(plan),
    customerId: customer.id,
    seriesId: null,
    recurrenceId: null,
    seats: plan.seats,
    feeCentavos: 0,
    currency: ctx.tenant.profile.currency,
    notes: plainNotes(ctx, notes),
    staffNotes: null,
    isOverbooked: false,
    revision: 1,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    cancelledAt: null,
    cancelledBy: null,
    cancelReason: null,
    customerName: customer.name,
    customerEmail: customer.email,
    customerPhone: customer.phone,
  };
}

/** What a booking takes of providers and resources; a pending one until its time for an answer is over. */
export function timesOfBooking(
  catalog: Catalog,
  row: Pick<BookingRow, 'id' | 'items' | 'locationId' | 'seats' | 'isOverbooked' | 'pendingUntil'>,
  supersedes?: string,
): WantedOccupation[] {
  return timesOfPlan(catalog, row).map((time) => ({
    ...time,
    ownerType: 'booking',
    ownerId: row.id,
    ...(supersedes !== undefined && { supersedes }),
    ...(row.isOverbooked && { isOverbooked: true }),
    ...(row.pendingUntil !== null && { expiresAt: row.pendingUntil }),
  }));
}

/** Statement: writes a booking; what belongs to the customer's table stays there. */
export function bookingInsert(row: BookingRow): Query {
  const { customerName: _name, customerEmail: _email, customerPhone: _phone, ...columns } = row;
  return insertBooking(columns);
}

/** Assertions within the commit: the customer does not get more bookings of the service than it allows. */
export function customerLimits(catalog: Catalog, row: BookingRow): Query[] {
  const service = catalog.serviceById.get(row.serviceId);
  const zone = catalog.locationById.get(row.locationId)?.timeZone ?? 'UTC';
  const { day, week } = spansAround(localDateOf(row.startsAt, zone), zone);
  const limits = [
    { ...day, maxBookings: service?.maxPerCustomerDay ?? null },
    { ...week, maxBookings: service?.maxPerCustomerWeek ?? null },
  ];
  return limits.flatMap(({ maxBookings, ...span }) =>
    maxBookings === null
      ? []
      : [
          insertCustomerLimitCheck({
            ...span,
            maxBookings,
            customerId: row.customerId,
            serviceId: row.serviceId,
          }),
        ],
  );
}
