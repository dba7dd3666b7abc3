import { parseInstant } from '../../kernel/local-time.ts';
import type { Mail, MailSender } from '../../outreach/mail/contract.ts';
import { dateAndClock } from '../../site/formats.ts';
import { Frame } from '../components/frame.tsx';
import { Done } from '../components/notice.tsx';
import { type Desk, may } from '../desk.tsx';
import { bookingPath, deskPath } from '../links.ts';

interface MailPageProps {
  readonly desk: Desk;
  readonly mails: readonly Mail[];
  readonly hasMore: boolean;
  /** Undefined for whoever may not see the brand. */
  readonly sender: MailSender | undefined;
}

const PATH = deskPath('correos');

const KINDS: Readonly<Record<Mail['kind'], string>> = {
  'booking-confirmed': 'Reserva',
  'booking-requested': 'Pedido recibido',
  'booking-approved': 'Confirmación',
  'booking-declined': 'Pedido rechazado',
  'booking-moved': 'Cambio de horario',
  'booking-cancelled': 'Cancelación',
  'booking-reminder': 'Recordatorio',
  'waitlist-offer': 'Horario liberado',
  'owner-invitation': 'Invitación',
};

const STATES: Readonly<Record<Mail['status'], readonly [text: string, tag: string]>> = {
  pending: ['Por salir', 'tag pending'],
  sent: ['Enviado', 'tag checked-in'],
  skipped: ['Ya no hacía falta', 'tag'],
  dead: ['No se pudo enviar', 'tag no-show'],
};

const REASONS: Readonly<Record<string, string>> = {
  overtaken: 'el turno cambió antes de que saliera, y otro correo lo cuenta',
  'too-late': 'ya había pasado el momento',
  'too-old': 'pasó más de un día',
  'invalid-address': 'la casilla no existe o está mal escrita',
  'no-answer': 'el servicio de correo no contestó',
  'sender-refused': 'tu casilla todavía no está verificada',
  restored: 'el sitio volvió a una copia anterior y no sabemos si había salido',
};

export function MailPage({ desk, mails, hasMore, sender }: MailPageProps) {
  return (
    <Frame view={desk.view} title="Correos" tab="correos" query={desk.query}>
      <div class="loose sheet">
        <div class="stack">
          <h1>Correos</h1>
          <p class="muted">Lo que tus clientes reciben solo: reservas, cambios y recordatorios.</p>
          <Done what={desk.query.listo} />
        </div>
        {sender && <Sender desk={desk} sender={sender} />}
        <section class="stack" aria-labelledby="ultimos">
          <h2 id="ultimos">Últimos correos</h2>
          {mails.length === 0 && <p class="card pad">Todavía no salió ninguno.</p>}
          {mails.length > 0 && (
            <ul class="card rows asks">
              {mails.map((mail) => (
                <Item desk={desk} mail={mail} />
              ))}
            </ul>
          )}
          {hasMore && <p class="muted">Se muestran los {mails.length} últimos.</p>}
        </section>
      </div>
    </Frame>
  );
}

function Item({ desk: { ctx }, mail }: { readonly desk: Desk; readonly mail: Mail }) {
  const { id, kind, status, recipient, subjectId, reason, dueAt } = mail;
  const [text, tag] = STATES[status];
  const when = dateAndClock(parseInstant(dueAt) ?? 0, ctx.tenant.profile.timeZone);
  return (
    <li>
      <p>
        <strong>{KINDS[kind]}</strong> <span class={tag}>{text}</span>
        <br />
        <span class="muted small">
          {recipient} · {when}
          {reason !== null && ` · ${REASONS[reason] ?? 'el servicio de correo falló'}`}
        </span>
      </p>
      <div class="actions">
        {subjectId.startsWith('bkg_') && <a href={bookingPath(subjectId)}>Ver turno</a>}
        {status !== 'pending' && may(ctx, 'desk:write') && (
          <form method="post" action={`${PATH}/${id}/enviar`} data-once>
            <button type="submit">
              Enviar de nuevo
              <span class="vh">
                : {KINDS[kind]} a {recipient}
              </span>
            </button>
          </form>
        )}
      </div>
    </li>
  );
}

const SENDER_STATES: Readonly<Record<NonNullable<MailSender['status']>, string>> = {
  requested: 'En trámite: revisamos el dominio en unos segundos.',
  'dns-missing': 'Faltan registros en el DNS de tu dominio.',
  verified: 'Verificada: los correos salen de ella.',
  lapsed: 'Dejó de estar verificada: mientras tanto los correos salen de la casilla neutra.',
};

function Sender({ desk, sender }: { readonly desk: Desk; readonly sender: MailSender }) {
  const { name, replyTo, address, status, records } = sender;
  return (
    <section class="stack" aria-labelledby="remitente">
      <h2 id="remitente">De quién salen</h2>
      <p>
        De <strong>{name}</strong>
        {address === null ? ', por una casilla neutra' : ` (${address})`}. Las respuestas llegan a {replyTo}.{' '}
        <a href={deskPath('marca')}>Cambiarlo en Marca</a>
      </p>
      {status !== null && (
        <>
          <p class={status === 'verified' ? 'good' : 'bad'}>
            <strong>{SENDER_STATES[status]}</strong>
          </p>
          {records.map((record) => (
            <Record record={record} />
          ))}
          {status !== 'verified' && records.length === 1 && (
            <p class="muted small">Cuando esté, te mostramos los otros registros que necesita el dominio.</p>
          )}
          {may(desk.ctx, 'brand:write') && (
            <form method="post" action={`${PATH}/remitente`} data-once>
              <button type="submit">Revisar ahora</button>
            </form>
          )}
        </>
      )}
    </section>
  );
}

/** Name and value each alone in a field, so that they can be copied whole with two taps. */
function Record({ record }: { readonly record: MailSender['records'][number] }) {
  const { type, name, value, priority, isFound } = record;
  const id = `${type}-${name}`;
  return (
    <div class="card pad stack">
      <p>
        <strong>Un registro {type}</strong>
        {priority !== undefined && ` con prioridad ${priority}`}{' '}
        <span class={isFound ? 'tag checked-in' : 'tag pending'}>{isFound ? 'Está' : 'Falta'}</span>
      </p>
      <div>
        <label for={`nombre-${id}`}>Nombre</label>
        <input class="copy" id={`nombre-${id}`} value={name} readonly />
      </div>
      <div>
        <label for={`valor-${id}`}>Valor</label>
        <input class="copy" id={`valor-${id}`} value={value} readonly />
      </div>
    </div>
  );
}
