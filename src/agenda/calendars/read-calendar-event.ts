import * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { discreetTitleOf } from '../../tenancy/verticals/read-vertical.ts';
import { bookingIdSchema } from '../bookings/contract.ts';
import { presentManaged } from '../bookings/present-booking.ts';
import { loadBooking, requireOwn } from '../bookings/read-booking.ts';
import type { Catalog } from '../catalog/rules.ts';
import { type CalendarEvent, calendarFile, calendarStatusOf } from './rules/calendar-event.ts';

export const readCalendarEvent = action({
  name: 'bookings.read-calendar-event',
  summary: 'El turno como archivo iCalendar',
  permission: 'bookings:read',
  input: bookingIdSchema,
  output: z.object({ fileText: z.string() }),
  problems: ['not-found'],
  run: runReadCalendarEvent,
});

async function runReadCalendarEvent(ctx: Ctx, { id }: { id: string }): Promise<{ fileText: string }> {
  requireOwn(ctx, id);
  const { catalog, row } = await loadBooking(ctx, id);
  const { manageUrl: url } = await presentManaged(ctx, catalog, row);
  return { fileText: calendarFile(ctx.tenant.profile.name, eventOf(ctx, catalog, { row, url })) };
}

type LoadedBooking = Awaited<ReturnType<typeof loadBooking>>['row'];

function eventOf(
  ctx: Ctx,
  catalog: Catalog,
  { row, url }: { readonly row: LoadedBooking; readonly url: string },
): CalendarEvent {
  const { name, vertical } = ctx.tenant.profile;
  const discreetTitle = discreetTitleOf(vertical);
  const provider = catalog.providerById.get(row.providerId)?.name;
  return {
    uid: `${row.id}@${ctx.tenant.canonicalHost}`,
    sequence: row.revision,
    status: calendarStatusOf(row.status),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    summary: discreetTitle ?? `${catalog.serviceById.get(row.serviceId)?.name ?? 'Turno'} · ${name}`,
    description: `${provider === undefined || discreetTitle !== undefined ? '' : `Con ${provider}.\n`}Código ${row.code}.\nMover o cancelar: ${url}`,
    location: catalog.locationById.get(row.locationId)?.address ?? '',
    url,
  };
}
