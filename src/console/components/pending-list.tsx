import type { DayBooking } from '../../agenda/desk/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { capitalized, dateAndClock, untilText } from '../../site/formats.ts';
import { type Desk, may, zoneAt } from '../desk.tsx';
import { bookingPath } from '../links.ts';
import { allPeople, peopleText, servicesText } from './slip.tsx';

/** What waits for somebody's yes, whatever its day: it does not wait for long. */
export function PendingList({
  desk,
  pending,
}: {
  readonly desk: Desk;
  readonly pending: readonly DayBooking[];
}) {
  if (pending.length === 0) return null;
  return (
    <section aria-labelledby="pendientes" class="card attention">
      <h2 id="pendientes" class="vh">
        Por confirmar
      </h2>
      <ul class="asks">
        {pending.map((booking) => (
          <li>
            <Ask desk={desk} booking={booking} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Ask({ desk, booking }: { readonly desk: Desk; readonly booking: DayBooking }) {
  const { ctx, catalog } = desk;
  const zone = zoneAt(desk, booking.locationId);
  const isPayment = booking.pending?.reason === 'payment';
  const until = untilText(parseInstant(booking.pending?.until ?? '') ?? ctx.now, ctx.now, zone);
  return (
    <>
      <a href={bookingPath(booking.id)}>
        <span class="tag pending">{isPayment ? 'Espera el pago' : 'Por confirmar'}</span>{' '}
        <strong>{booking.customer.name}</strong>
      </a>
      <p>
        {servicesText(catalog, booking)}, con {peopleText(catalog, allPeople(booking))}
        <br />
        <span class="num">{capitalized(dateAndClock(parseInstant(booking.startsAt) ?? 0, zone))}</span>
        <br />
        <span class="muted small">El horario se guarda hasta {until}.</span>
      </p>
      <div class="actions">
        {may(ctx, 'bookings:confirm') && (
          <form method="post" action={`${bookingPath(booking.id)}/confirmar`} data-once>
            <input type="hidden" name="volver" value="/agenda?listo=confirmado" />
            <button class="primary" type="submit">
              {isPayment ? 'Ya pagó: confirmar' : 'Confirmar'}
              <span class="vh"> a {booking.customer.name}</span>
            </button>
          </form>
        )}
        {may(ctx, 'bookings:write', 'desk:write') && (
          <form method="post" action={`${bookingPath(booking.id)}/cancelar`} data-once>
            <input type="hidden" name="volver" value="/agenda?listo=rechazado" />
            <input type="hidden" name="motivo" value="El local no lo pudo confirmar" />
            <button class="danger" type="submit">
              Rechazar<span class="vh"> a {booking.customer.name}</span>
            </button>
          </form>
        )}
      </div>
    </>
  );
}
