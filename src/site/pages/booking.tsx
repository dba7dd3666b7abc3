import type { Booking } from '../../agenda/bookings/contract.ts';
import { changeDeadline, mayChange } from '../../agenda/bookings/rules/change-policy.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { Alert } from '../components/alert.tsx';
import { BookingLinks } from '../components/booking-links.tsx';
import { Summary } from '../components/summary.tsx';
import { untilText } from '../formats.ts';
import { Layout } from '../layout.tsx';
import { phoneHref, timesPath } from '../links.ts';
import type { View } from '../view.ts';

export interface BookingPageProps {
  readonly view: View;
  readonly catalog: Catalog;
  readonly booking: Booking;
  readonly now: number;
  /** `/turno/<id>/<token>` */
  readonly path: string;
  /** What has just been done, if anything. */
  readonly done?: 'reservado' | 'movido' | undefined;
}

export function BookingPage(props: BookingPageProps) {
  const { view, booking, done } = props;
  const isCancelled = booking.status === 'cancelled';
  const title = isCancelled
    ? view.words.cancelled
    : done === undefined
      ? view.words.yourAppointment
      : '¡Listo!';
  return (
    <Layout view={view} title={`${title} · ${view.tenant.profile.name}`}>
      <div class="stack">
        <div>
          {done !== undefined && !isCancelled && <Tick />}
          <h1>{title}</h1>
        </div>
        <Headline {...props} />
        <div class="card pad">
          <Summary view={view} catalog={props.catalog} session={booking}>
            <div>
              <dt>Código</dt>
              <dd class="code">{booking.code}</dd>
            </div>
            <div>
              <dt>Nombre</dt>
              <dd>{booking.customer.name}</dd>
            </div>
          </Summary>
        </div>
        {isCancelled ? <BookAgain {...props} /> : <Confirmed {...props} />}
      </div>
    </Layout>
  );
}

function Tick() {
  return (
    <div class="tick" aria-hidden="true">
      <svg width="28" height="28" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5">
        <title>Listo</title>
        <path d="M5 12.5l4.5 4.5L19 7.5" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
    </div>
  );
}

function Headline({ view, booking, done }: BookingPageProps) {
  if (booking.status === 'cancelled')
    return <p>El horario quedó libre. Si fue sin querer, podés reservar de nuevo.</p>;
  if (done === undefined) return null;
  const news = done === 'movido' ? view.words.moved : view.words.booked;
  return (
    <p role="status">{news} Guardá esta página: desde acá lo ves, lo movés o lo cancelás cuando quieras.</p>
  );
}

function Confirmed(props: BookingPageProps) {
  return (
    <>
      <BookingLinks {...props} />
      <Changes {...props} />
      <p>
        <a class="back" href="/">
          {props.view.words.bookAnother}
        </a>
      </p>
    </>
  );
}

function Changes({ view, catalog, booking, now, path }: BookingPageProps) {
  const service = catalog.serviceById.get(booking.serviceId);
  const location = catalog.locationById.get(booking.locationId);
  const startsAt = parseInstant(booking.startsAt) ?? 0;
  const phone = location?.phone ?? view.tenant.profile.contact.phone;
  if (startsAt <= now) return null;
  if (service === undefined) return <TooLate text="Para cambiarlo, llamanos." phone={phone} />;
  const deadline = untilText(
    changeDeadline(startsAt, service),
    now,
    location?.timeZone ?? view.tenant.profile.timeZone,
  );
  if (!mayChange({ status: booking.status, startsAt }, service, now).ok) {
    return (
      <TooLate
        text={`Se podía mover o cancelar hasta ${deadline}. Si no podés venir, llamanos.`}
        phone={phone}
      />
    );
  }
  return (
    <section class="stack" aria-labelledby="cambios">
      <h2 id="cambios">¿Cambio de planes?</h2>
      <p class="muted">Podés mover o cancelar hasta {deadline}.</p>
      <div class="actions">
        <a class="button" href={`${path}/mover`}>
          {view.words.move}
        </a>
        <a class="button danger" href={`${path}/cancelar`}>
          {view.words.cancel}
        </a>
      </div>
    </section>
  );
}

function TooLate({ text, phone }: { readonly text: string; readonly phone: string }) {
  return (
    <Alert title="Ya no se puede cambiar por acá">
      <p>{text}</p>
      <a class="button num" href={phoneHref(phone)}>
        Llamar al {phone}
      </a>
    </Alert>
  );
}

function BookAgain({ view, catalog, booking }: BookingPageProps) {
  const servicio = catalog.serviceById.get(booking.serviceId)?.slug;
  return (
    <a class="button primary full" href={servicio === undefined ? '/' : timesPath({ servicio })}>
      {view.words.bookAnother}
    </a>
  );
}
