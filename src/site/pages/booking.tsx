import type { ManagedBooking } from '../../agenda/bookings/contract.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { formatMoney } from '../../kernel/money.ts';
import { Alert } from '../components/alert.tsx';
import { BookingLinks } from '../components/booking-links.tsx';
import { BrandNote } from '../components/brand-note.tsx';
import { Summary } from '../components/summary.tsx';
import { untilText } from '../formats.ts';
import { Layout } from '../layout.tsx';
import { phoneHref, timesPath } from '../links.ts';
import type { View } from '../view.ts';

export interface BookingPageProps {
  readonly view: View;
  readonly catalog: Catalog;
  readonly booking: ManagedBooking;
  readonly now: number;
  /** `/turno/<id>/<token>` */
  readonly path: string;
  /** Whether there is anything to answer or to agree to. */
  readonly isAsked?: boolean;
  /** What has just been done, if anything. */
  readonly done?: 'reservado' | 'movido' | undefined;
}

export function BookingPage(props: BookingPageProps) {
  const { view, booking, done } = props;
  const isCancelled = booking.status === 'cancelled';
  const title = isCancelled
    ? view.words.cancelled
    : done === undefined || booking.pending !== null
      ? view.words.yourAppointment
      : '¡Listo!';
  return (
    <Layout view={view} title={`${title} · ${view.tenant.profile.name}`}>
      <div class="stack">
        <div>
          {done !== undefined && !isCancelled && booking.pending === null && <Tick />}
          <h1>{title}</h1>
        </div>
        <div data-live="estado">
          <Headline {...props} />
        </div>
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
        {!isCancelled && (
          <BrandNote title="Para tener en cuenta" text={view.tenant.profile.brand.texts?.afterBooking} />
        )}
        {isCancelled && props.isAsked && <a href={`${props.path}/datos`}>Tus respuestas y permisos</a>}
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

const NEWS: Partial<Record<ManagedBooking['status'], string>> = {
  cancelled: 'El horario quedó libre. Si fue sin querer, podés reservar de nuevo.',
  'checked-in': 'Ya te anunciamos. ¡Gracias por venir!',
  completed: '¡Gracias por venir! Te esperamos la próxima.',
  'no-show': 'No te vimos ese día. Si fue un error, llamanos y lo corregimos.',
};

function Headline(props: BookingPageProps) {
  const { view, booking, done } = props;
  const news = NEWS[booking.status];
  if (news !== undefined) return <p>{news}</p>;
  if (booking.pending !== null) return <Pending {...props} />;
  if (done === undefined) return null;
  const text = done === 'movido' ? view.words.moved : view.words.booked;
  return (
    <p role="status">{text} Guardá esta página: desde acá lo ves, lo movés o lo cancelás cuando quieras.</p>
  );
}

function Pending({ view, catalog, booking, now }: BookingPageProps) {
  if (booking.pending === null) return null;
  const zone = catalog.locationById.get(booking.locationId)?.timeZone ?? view.tenant.profile.timeZone;
  const until = untilText(parseInstant(booking.pending.until) ?? 0, now, zone);
  return (
    <p role="status">
      {booking.pending.reason === 'approval'
        ? `Recibimos tu pedido. Te guardamos el horario hasta ${until} mientras lo confirmamos.`
        : `Te guardamos el horario hasta ${until} mientras se acredita el pago.`}{' '}
      Guardá esta página: acá vas a ver la respuesta.
    </p>
  );
}

function Confirmed(props: BookingPageProps) {
  return (
    <>
      <BookingLinks {...props} />
      {props.isAsked && (
        <a class="button full" href={`${props.path}/datos`}>
          Tus respuestas y permisos
        </a>
      )}
      <Changes {...props} />
      <p>
        <a class="back" href="/">
          {props.view.words.bookAnother}
        </a>
      </p>
    </>
  );
}

const OVER: ReadonlySet<ManagedBooking['status']> = new Set(['checked-in', 'completed', 'no-show']);

function Changes({ view, catalog, booking, now, path }: BookingPageProps) {
  const service = catalog.serviceById.get(booking.serviceId);
  const location = catalog.locationById.get(booking.locationId);
  const phone = location?.phone ?? view.tenant.profile.contact.phone;
  if ((parseInstant(booking.startsAt) ?? 0) <= now || OVER.has(booking.status)) return null;
  if (service === undefined) return <TooLate text="Para cambiarlo, llamanos." phone={phone} />;
  const zone = location?.timeZone ?? view.tenant.profile.timeZone;
  const deadline = untilText(parseInstant(booking.change.freeUntil) ?? 0, now, zone);
  if (!booking.change.isAllowed) {
    return (
      <TooLate
        text={`Se podía mover o cancelar hasta ${deadline}. Si no podés venir, llamanos.`}
        phone={phone}
      />
    );
  }
  const { fee } = booking.change;
  return (
    <section class="stack" aria-labelledby="cambios">
      <h2 id="cambios">¿Cambio de planes?</h2>
      <p class="muted">
        {fee.amount > 0
          ? `Sin cargo se podía hasta ${deadline}. Ahora mover o cancelar cuesta ${formatMoney(fee, view.tenant.profile.locale)}.`
          : `Podés mover o cancelar hasta ${deadline}.`}
      </p>
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
