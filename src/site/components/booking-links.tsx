import type { Booking } from '../../agenda/bookings/contract.ts';
import { utc } from '../../agenda/calendars/rules/calendar-event.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { discreetTitleOf } from '../../tenancy/verticals/read-vertical.ts';
import { mapHref, withQuery } from '../links.ts';
import type { View } from '../view.ts';

interface BookingLinksProps {
  readonly view: View;
  readonly catalog: Catalog;
  readonly booking: Booking;
  readonly path: string;
}

/** Into the calendar, and onto the map. */
export function BookingLinks({ view, catalog, booking, path }: BookingLinksProps) {
  const address = catalog.locationById.get(booking.locationId)?.address;
  return (
    <div class="actions">
      <a class="button" href={`${path}/turno.ics`}>
        Agregar al calendario
      </a>
      <a class="button" href={googleCalendarHref(view, catalog, booking)} rel="noopener noreferrer">
        Google Calendar
      </a>
      {address !== undefined && (
        <a class="button" href={mapHref(address)} rel="noopener noreferrer">
          Cómo llegar
        </a>
      )}
    </div>
  );
}

/** Without the manage link: what goes to a third party must not let it change the booking. */
function googleCalendarHref(view: View, catalog: Catalog, booking: Booking): string {
  const service = catalog.serviceById.get(booking.serviceId)?.name ?? '';
  const provider = catalog.providerById.get(booking.providerId)?.name;
  const discreet = discreetTitleOf(view.tenant.profile.vertical);
  const [start, end] = [booking.startsAt, booking.endsAt].map((text) => utc(parseInstant(text) ?? 0));
  return withQuery('https://calendar.google.com/calendar/render', {
    action: 'TEMPLATE',
    text: discreet ?? `${service} · ${view.tenant.profile.name}`,
    dates: `${start}/${end}`,
    details: `${provider === undefined || discreet !== undefined ? '' : `Con ${provider}. `}Código ${booking.code}.`,
    location: catalog.locationById.get(booking.locationId)?.address,
  });
}
