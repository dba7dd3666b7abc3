import type { DeskBooking } from '../../agenda/desk/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import type { Intake, IntakeState } from '../../people/intake/contract.ts';
import { Consents, Questions } from '../../site/components/intake-fields.tsx';
import type { FormErrors } from '../../site/form-errors.ts';
import { capitalized, dateAndClock } from '../../site/formats.ts';
import { Frame } from '../components/frame.tsx';
import { Done, Refused } from '../components/notice.tsx';
import { type Desk, may } from '../desk.tsx';
import { bookingPath } from '../links.ts';

export interface IntakePageProps {
  readonly desk: Desk;
  readonly booking: DeskBooking;
  readonly state: IntakeState;
  /** Undefined: whoever looks may not read it. */
  readonly intake: Intake | undefined;
  readonly typed: ReadonlyMap<string, string>;
  readonly errors: FormErrors;
}

export function IntakePage(props: IntakePageProps) {
  const { desk, booking, intake, errors, state } = props;
  const mayWrite = may(desk.ctx, 'bookings:write');
  return (
    <Frame view={desk.view} title={`Ficha · ${booking.customer.name}`} tab="dia">
      <div class="stack">
        <div>
          <a class="back" href={bookingPath(booking.id)}>
            ‹ Turno
          </a>
          <h1>Ficha de {booking.customer.name}</h1>
        </div>
        <Done what={desk.query.listo} />
        {errors.size > 0 && (
          <Refused title="No se pudo guardar">
            <ul>
              {[...errors].map(([name, text]) => (
                <li>
                  <a href={`#${name}`}>{text}</a>
                </li>
              ))}
            </ul>
          </Refused>
        )}
        {intake === undefined ? (
          <Unread state={state} />
        ) : (
          <Answers desk={desk} intake={intake} state={state} />
        )}
        <Permissions desk={desk} booking={booking} state={state} intake={intake} />
        {mayWrite && booking.status !== 'cancelled' && <Fill {...props} />}
        {mayWrite && (state.hasNotes || state.questions.some(({ isAnswered }) => isAnswered)) && (
          <Erase booking={booking} />
        )}
      </div>
    </Frame>
  );
}

function Unread({ state }: { readonly state: IntakeState }) {
  return (
    <section class="card pad stack" aria-label="Respuestas">
      <p>Para leer las respuestas hace falta el permiso health:read.</p>
      <ul>
        {state.questions.map(({ label, isAnswered }) => (
          <li>
            {label} <span class="tag">{isAnswered ? 'Contestada' : 'Falta'}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Answers({
  desk,
  intake,
  state,
}: {
  readonly desk: Desk;
  readonly intake: Intake;
  readonly state: IntakeState;
}) {
  const zone = desk.ctx.tenant.profile.timeZone;
  const when = (text: string) => capitalized(dateAndClock(parseInstant(text) ?? 0, zone));
  const missing = state.questions.filter(({ id }) => intake.missing.includes(id));
  return (
    <section class="card pad stack" aria-label="Respuestas">
      {intake.erasedAt !== null && intake.answers.length === 0 && (
        <p class="muted">Se borró lo contestado: {when(intake.erasedAt)}.</p>
      )}
      <dl class="stack">
        {intake.answers.map(({ label, value, answeredAt, bookingId }) => (
          <div>
            <dt class="muted small">{label}</dt>
            <dd class="lines-kept">
              {wordOf(value)}
              {bookingId !== intake.bookingId && <span class="muted small"> ({when(answeredAt)})</span>}
            </dd>
          </div>
        ))}
        {intake.notes !== null && (
          <div>
            <dt class="muted small">Pidió</dt>
            <dd class="lines-kept">{intake.notes}</dd>
          </div>
        )}
        {missing.map(({ label }) => (
          <div>
            <dt class="muted small">{label}</dt>
            <dd>
              <span class="tag">Falta</span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="muted small">Quién lo lee y cuándo queda anotado.</p>
    </section>
  );
}

function wordOf(value: string | boolean): string {
  if (typeof value === 'string') return value;
  return value ? 'Sí' : 'No';
}

type PermissionsProps = Pick<IntakePageProps, 'desk' | 'booking' | 'state' | 'intake'>;

function Permissions({ desk, booking, state, intake }: PermissionsProps) {
  if (state.consents.length === 0) return null;
  const given = (id: string) => intake?.consents.findLast(({ consentId }) => consentId === id);
  return (
    <section class="card pad stack" aria-label="Consentimientos">
      <h2>Consentimientos</h2>
      {state.consents.map(({ id, text, isGiven }) => (
        <div class="stack">
          <p>
            {given(id)?.text ?? text} <span class="tag">{isGiven ? 'Dado' : 'No dado'}</span>
          </p>
          {isGiven && may(desk.ctx, 'bookings:write') && (
            <form method="post" action={`${bookingPath(booking.id)}/ficha/retirar`} data-once>
              <input type="hidden" name="permiso" value={id} />
              <button type="submit">
                Retirar<span class="vh"> el consentimiento {id}</span>
              </button>
            </form>
          )}
        </div>
      ))}
    </section>
  );
}

function Fill({ desk, booking, state, typed, errors }: IntakePageProps) {
  const questions = state.questions.filter(({ isAnswered }) => !isAnswered);
  const consents = state.consents.filter(({ isGiven }) => !isGiven);
  if (questions.length + consents.length === 0) return null;
  return (
    <details open={errors.size > 0}>
      <summary>Completar lo que falta</summary>
      <form
        method="post"
        action={`${bookingPath(booking.id)}/ficha`}
        class="card pad stack"
        novalidate
        data-once
      >
        <Questions form={{ questions, consents }} typed={typed} errors={errors} answered={new Set()} />
        <Consents
          consents={consents}
          typed={typed}
          errors={errors}
          privacyUrl={desk.ctx.tenant.profile.brand.legal?.privacyUrl}
        />
        <button class="full" type="submit">
          Guardar
        </button>
      </form>
    </details>
  );
}

function Erase({ booking }: Pick<IntakePageProps, 'booking'>) {
  return (
    <details>
      <summary>Borrar lo contestado</summary>
      <form method="post" action={`${bookingPath(booking.id)}/ficha/borrar`} class="card pad stack" data-once>
        <p>Se borra para siempre, también de las copias que se restauren después. El turno sigue.</p>
        <button class="danger full" type="submit">
          Sí, borrar
        </button>
      </form>
    </details>
  );
}
