import { type Happening, statusAfter } from '../../agenda/bookings/rules/life.ts';
import type { DeskBooking } from '../../agenda/desk/contract.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import type { AppError } from '../../kernel/problem.ts';
import { Field } from '../../site/components/field.tsx';
import { Summary } from '../../site/components/summary.tsx';
import { capitalized, dateAndClock, longDate } from '../../site/formats.ts';
import { phoneHref } from '../../site/links.ts';
import { Frame } from '../components/frame.tsx';
import { Done, Refused, Warnings } from '../components/notice.tsx';
import { allPeople, peopleText, servicesText, Tags } from '../components/slip.tsx';
import { type Desk, may, zoneAt } from '../desk.tsx';
import { bookingPath, dayPath } from '../links.ts';
import { SOURCE_WORDS } from '../words.ts';

interface BookingPageProps {
  readonly desk: Desk;
  readonly booking: DeskBooking;
  readonly problem: AppError | undefined;
  /** Whether customers are asked anything, or write what only some may read. */
  readonly hasIntake: boolean;
}

export function BookingPage(props: BookingPageProps) {
  const { desk, booking, problem } = props;
  const zone = zoneAt(desk, booking.locationId);
  const dia = localDateOf(parseInstant(booking.startsAt) ?? 0, zone);
  const { listo, avisos } = desk.query;
  return (
    <Frame view={desk.view} title={booking.customer.name} tab="dia">
      <div class="stack">
        <div>
          <a class="back" href={dayPath({ dia })}>
            ‹ {capitalized(longDate(dia))}
          </a>
          <h1>{booking.customer.name}</h1>
          <p>
            {servicesText(desk.catalog, booking)}, con {peopleText(desk.catalog, allPeople(booking))}
            <br />
            <span class="num">{capitalized(dateAndClock(parseInstant(booking.startsAt) ?? 0, zone))}</span>
          </p>
          <Tags booking={booking} />
        </div>
        {problem && (
          <Refused title="No se pudo">
            <p>{problem.message}</p>
          </Refused>
        )}
        <Done what={listo} />
        <Warnings codes={avisos} />
        <div class="turn">
          <Actions {...props} />
          <aside class="card pad" aria-label="Turno">
            <Summary view={desk.view} catalog={desk.catalog} session={booking}>
              <Facts {...props} />
            </Summary>
          </aside>
          <Notes {...props} />
        </div>
      </div>
    </Frame>
  );
}

function Facts({ desk, booking }: BookingPageProps) {
  const { catalog } = desk;
  const { phone, email } = booking.customer;
  const zone = zoneAt(desk, booking.locationId);
  const resources = booking.items
    .flatMap(({ resourceIds }) => resourceIds)
    .flatMap((id) => catalog.resourceById.get(id)?.name ?? []);
  return (
    <>
      {resources.length > 0 && <Fact name="Usa" value={[...new Set(resources)].join(', ')} />}
      {phone && (
        <div>
          <dt>Teléfono</dt>
          <dd>
            <a class="num" href={phoneHref(phone)}>
              {phone}
            </a>
          </dd>
        </div>
      )}
      {email && (
        <div>
          <dt>E-mail</dt>
          <dd>
            <a href={`mailto:${email}`}>{email}</a>
          </dd>
        </div>
      )}
      <Fact name="Código" value={booking.code} />
      <Fact name="Origen" value={SOURCE_WORDS[booking.source]} />
      <Fact name="Anotado" value={capitalized(dateAndClock(parseInstant(booking.createdAt) ?? 0, zone))} />
      {booking.notes && <Fact name="Pidió" value={booking.notes} />}
      {booking.cancelReason && <Fact name="Motivo" value={booking.cancelReason} />}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="note">{value}</dd>
    </div>
  );
}

interface StepItem {
  readonly happening: Happening;
  readonly path: string;
  readonly text: string;
  readonly kind?: string;
  /** Nothing that has not begun can end, or be missed. */
  readonly isOnceBegun?: boolean;
}

const STEPS: readonly StepItem[] = [
  { happening: 'confirm', path: 'confirmar', text: 'Confirmar', kind: 'primary' },
  { happening: 'check-in', path: 'llego', text: 'Llegó', kind: 'primary' },
  { happening: 'complete', path: 'termino', text: 'Terminó', isOnceBegun: true },
  { happening: 'miss', path: 'no-vino', text: 'No vino', isOnceBegun: true },
  { happening: 'reopen', path: 'deshacer', text: 'Deshacer' },
];

/** Only what can happen to it now. */
function Actions({ desk, booking, hasIntake }: BookingPageProps) {
  const { ctx } = desk;
  const can = (happening: Happening) => statusAfter(booking.status, happening) !== undefined;
  const hasBegun = booking.status !== 'confirmed' || (parseInstant(booking.startsAt) ?? 0) <= ctx.now;
  const steps = STEPS.filter(
    ({ happening, isOnceBegun }) =>
      can(happening) &&
      (hasBegun || isOnceBegun !== true) &&
      may(ctx, happening === 'confirm' ? 'bookings:confirm' : 'desk:write'),
  );
  const mayWrite = may(ctx, 'bookings:write', 'desk:write');
  return (
    <section class="stack" aria-label="Qué hacer">
      {steps.length > 0 && (
        <div class="actions">
          {steps.map(({ path, text, kind }) => (
            <form method="post" action={`${bookingPath(booking.id)}/${path}`} data-once>
              <button type="submit" class={kind}>
                {text}
              </button>
            </form>
          ))}
        </div>
      )}
      {mayWrite && can('move') && (
        <a class="button full" href={`${bookingPath(booking.id)}/mover`}>
          Mover
        </a>
      )}
      {hasIntake && may(ctx, 'bookings:read') && (
        <a class="button full" href={`${bookingPath(booking.id)}/ficha`}>
          Ficha y consentimientos
        </a>
      )}
      {mayWrite && can('cancel') && <Cancel booking={booking} />}
    </section>
  );
}

function Cancel({ booking }: Pick<BookingPageProps, 'booking'>) {
  return (
    <details>
      <summary>Cancelar el turno</summary>
      <form method="post" action={`${bookingPath(booking.id)}/cancelar`} class="card pad stack" data-once>
        <Field
          name="motivo"
          label="Motivo (opcional)"
          hint="Queda en el turno. El horario se libera y se ofrece a quien espera."
          value={undefined}
          maxlength={200}
        />
        <button class="danger full" type="submit">
          Sí, cancelar
        </button>
      </form>
    </details>
  );
}

function Notes({ desk, booking }: BookingPageProps) {
  if (!may(desk.ctx, 'desk:write')) {
    return booking.staffNotes === null ? null : <p class="card pad">{booking.staffNotes}</p>;
  }
  return (
    <form method="post" action={`${bookingPath(booking.id)}/notas`} class="card pad stack" data-once>
      <input type="hidden" name="volver" value={bookingPath(booking.id, { listo: 'notas' })} />
      <Field
        name="notas"
        label="Notas internas"
        hint="Sólo las ve el local."
        value={booking.staffNotes ?? undefined}
        maxlength={2_000}
        rows={3}
      />
      <button type="submit">Guardar notas</button>
    </form>
  );
}
