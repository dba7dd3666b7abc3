import { formatInstant } from '../../kernel/local-time.ts';
import type { Ctx } from '../../platform/context.ts';
import { presentSlot } from '../availability/present-slots.ts';
import { wantedVisit } from '../availability/rules/wanted-visit.ts';
import type { BookingRow } from '../bookings/draft-booking.ts';
import { presentManaged } from '../bookings/present-booking.ts';
import type { Catalog } from '../catalog/rules.ts';
import type { Series, SeriesDate } from './contract.ts';
import { type DatePlan, type SeriesFacts, zoneOf } from './rules/plan-series.ts';
import type { SeriesRow } from './store.ts';

export function presentDate({ catalog, service, locationId }: SeriesFacts, planned: DatePlan): SeriesDate {
  const { startsAt, at, providerId } = planned.date;
  const zone = zoneOf(catalog, locationId, providerId);
  const when = { startsAt: formatInstant(startsAt, zone), at: formatInstant(at, zone), isFree: planned.ok };
  if (planned.ok) {
    return {
      ...when,
      providerId: planned.plan.items[0]?.providerIds[0] ?? null,
      reason: null,
      alternatives: [],
    };
  }
  const visit = wantedVisit(catalog, { service });
  return {
    ...when,
    providerId: null,
    reason: planned.reason,
    alternatives: planned.alternatives.map(({ slot, why }) => ({
      ...presentSlot(catalog, visit, slot),
      why,
    })),
  };
}

export async function presentSeries(
  ctx: Ctx,
  catalog: Catalog,
  { row, bookings }: { readonly row: SeriesRow; readonly bookings: readonly BookingRow[] },
): Promise<Series> {
  const { id, rule, timeZone, serviceId, providerId, locationId, customerId, createdAt, updatedAt } = row;
  return {
    id,
    rule,
    timeZone,
    serviceId,
    providerId,
    locationId,
    customerId,
    createdAt: formatInstant(createdAt, timeZone),
    updatedAt: formatInstant(updatedAt, timeZone),
    bookings: await Promise.all(bookings.map((booking) => presentManaged(ctx, catalog, booking))),
  };
}
