import * as z from 'zod';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { bookingIdSchema } from './contract.ts';
import { manageToken } from './manage-link.ts';
import { requireBooking, requireOwn } from './read-booking.ts';
import { type CalendarEvent, calendarFile, calendarStatusOf } from './rules/calendar-event.ts';
import { type BookingRow, bookingById } from './store.ts';

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
  const reading = catalogRead(ctx);
  const [catalogRows, rows] = await ctx.db.read([reading.query, bookingById({ id })]);
  const row = requireBooking(rows);
  const url = `${ctx.origin}/turno/${id}/${await manageToken(ctx, id)}`;
  const event = eventOf(ctx, reading.resolve(catalogRows).catalog, { row, url });
  return { fileText: calendarFile(ctx.tenant.profile.name, event) };
}

function eventOf(
  ctx: Ctx,
  catalog: Catalog,
  { row, url }: { readonly row: BookingRow; readonly url: string },
): CalendarEvent {
  const { name } = ctx.tenant.profile;
  const provider = catalog.providerById.get(row.providerId)?.name;
  return {
    uid: `${row.id}@${ctx.tenant.canonicalHost}`,
    sequence: row.revision,
    status: calendarStatusOf(row.status),
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    summary: `${catalog.serviceById.get(row.serviceId)?.name ?? 'Turno'} · ${name}`,
    description: `${provider === undefined ? '' : `Con ${provider}.\n`}Código ${row.code}.\nMover o cancelar: ${url}`,
    location: catalog.locationById.get(row.locationId)?.address ?? '',
    url,
  };
}
