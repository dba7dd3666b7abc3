import type { Booking } from '../../agenda/bookings/contract.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import type { DayBooking } from '../../agenda/desk/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { clock, counted } from '../../site/formats.ts';
import type { Desk } from '../desk.tsx';
import { may, zoneAt } from '../desk.tsx';
import { bookingPath } from '../links.ts';
import { STATUS_WORDS } from '../words.ts';

/** `Color completo + Belleza de manos` */
export function servicesText(catalog: Catalog, { items }: Pick<Booking, 'items'>): string {
  return items.map(({ serviceId }) => catalog.serviceById.get(serviceId)?.name ?? 'Servicio').join(' + ');
}

/** `Carla Benedetti y Joaquín Peralta` */
export function peopleText(catalog: Catalog, providerIds: readonly string[]): string {
  const names = providerIds.map((id) => catalog.providerById.get(id)?.name ?? '—');
  return new Intl.ListFormat('es-AR').format(names);
}

export function allPeople({ items }: Pick<Booking, 'items'>): string[] {
  return [...new Set(items.flatMap(({ providerIds }) => providerIds))];
}

interface SlipProps {
  readonly desk: Desk;
  readonly booking: DayBooking;
  readonly endsAt: string;
  /** Where to come back to after a tap. */
  readonly back: string;
}

/** One booking in a list: who, what, how it stands, and the next thing that usually happens to it. */
export function Slip({ desk, booking, endsAt, back }: SlipProps) {
  const { catalog } = desk;
  const zone = zoneAt(desk, booking.locationId);
  return (
    <div class={`slip ${booking.status}`}>
      <a href={bookingPath(booking.id)}>
        <strong>{booking.customer.name}</strong>
        <span class="small">
          {servicesText(catalog, booking)} ·{' '}
          <span class="num">hasta {clock(parseInstant(endsAt) ?? 0, zone)}</span>
        </span>
        <Tags booking={booking} />
      </a>
      <NextStep desk={desk} booking={booking} back={back} />
    </div>
  );
}

export function Tags({ booking }: { readonly booking: DayBooking }) {
  const { status, seats, isOverbooked, notes, staffNotes, items } = booking;
  const people = allPeople(booking);
  return (
    <span class="tags">
      {status !== 'confirmed' && <span class={`tag ${status}`}>{STATUS_WORDS[status]}</span>}
      {isOverbooked && <span class="tag over">Sobreturno</span>}
      {seats > 1 && <span class="tag">{counted(seats, 'lugar', 'lugares')}</span>}
      {people.length > 1 && <span class="tag">{items.length > 1 ? 'Varios servicios' : 'En equipo'}</span>}
      {booking.source === 'walk-in' && <span class="tag">Sin turno previo</span>}
      {booking.source === 'series' && <span class="tag">Serie</span>}
      {(notes !== null || staffNotes !== null) && <span class="tag">Con notas</span>}
    </span>
  );
}

const HOUR_MS = 3_600_000;

/** From an hour before it begins somebody may be at the door; whoever is here will go. */
function NextStep({ desk, booking, back }: Omit<SlipProps, 'endsAt'>) {
  if (!may(desk.ctx, 'desk:write')) return null;
  const isNear = (parseInstant(booking.startsAt) ?? 0) - HOUR_MS <= desk.ctx.now;
  const step =
    booking.status === 'confirmed' && isNear
      ? { path: 'llego', text: 'Llegó' }
      : booking.status === 'checked-in'
        ? { path: 'termino', text: 'Terminó' }
        : undefined;
  if (step === undefined) return null;
  return (
    <form method="post" action={`${bookingPath(booking.id)}/${step.path}`} data-once>
      <input type="hidden" name="volver" value={back} />
      <button type="submit">
        {step.text}
        <span class="vh"> {booking.customer.name}</span>
      </button>
    </form>
  );
}
