import type { CalendarLink, ExternalCalendar } from '../../agenda/calendars/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import type { AppError } from '../../kernel/problem.ts';
import { Field } from '../../site/components/field.tsx';
import { untilText } from '../../site/formats.ts';
import { Frame } from '../components/frame.tsx';
import { Done } from '../components/notice.tsx';
import { type Desk, type Form, may } from '../desk.tsx';
import { deskErrors } from '../form-errors.ts';
import { deskPath } from '../links.ts';
import { Problem } from './new-booking.tsx';

interface CalendarsProps {
  readonly desk: Desk;
  readonly links: readonly CalendarLink[];
  readonly calendars: readonly ExternalCalendar[];
  readonly form: Form;
  readonly problem: AppError | undefined;
}

const PATH = deskPath('calendarios');

export function CalendarsPage(props: CalendarsProps) {
  const { desk, problem, form } = props;
  const mayWrite = may(desk.ctx, 'calendars:write');
  return (
    <Frame view={desk.view} title="Calendarios" tab="calendarios" query={desk.query}>
      <div class="loose sheet">
        <div class="stack">
          <h1>Calendarios</h1>
          <Done what={desk.query.listo} />
          {problem && <Problem problem={problem} form={form} />}
        </div>
        <Feeds {...props} mayWrite={mayWrite} />
        <External {...props} mayWrite={mayWrite} />
        {mayWrite && <AddForm {...props} />}
      </div>
    </Frame>
  );
}

type SectionProps = CalendarsProps & { readonly mayWrite: boolean };

function Feeds({ links, mayWrite }: SectionProps) {
  return (
    <section class="stack" aria-labelledby="propios">
      <h2 id="propios">Los turnos en el teléfono de cada uno</h2>
      <p class="muted">
        Copiá la dirección y suscribite desde el calendario del teléfono. Es privada: quien la tiene ve los
        nombres de los clientes.
      </p>
      <ul class="card rows asks">
        {links.map(({ id, name, url }) => (
          <li>
            <label for={`direccion-${id}`}>
              <strong>{name}</strong>
            </label>
            <input class="copy" id={`direccion-${id}`} value={url} readonly />
            {mayWrite && (
              <details>
                <summary>Cambiar la dirección</summary>
                <form method="post" action={`${PATH}/${id}/cambiar`} class="split" data-once>
                  <p class="small">La de ahora deja de servir: hay que volver a suscribirse.</p>
                  <button type="submit" class="danger">
                    Cambiarla<span class="vh"> la de {name}</span>
                  </button>
                </form>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function External({ desk, calendars, mayWrite }: SectionProps) {
  return (
    <section class="stack" aria-labelledby="externos">
      <h2 id="externos">Lo ocupado en otros calendarios</h2>
      <p class="muted">
        Lo que el calendario personal dice que está ocupado no se ofrece. Se lee cada 15 minutos.
      </p>
      {calendars.length === 0 ? (
        <p class="card pad">Todavía no se lee ninguno.</p>
      ) : (
        <ul class="card rows asks">
          {calendars.map((calendar) => (
            <li>
              <Calendar desk={desk} calendar={calendar} mayWrite={mayWrite} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface CalendarProps {
  readonly desk: Desk;
  readonly calendar: ExternalCalendar;
  readonly mayWrite: boolean;
}

function Calendar({ desk, calendar, mayWrite }: CalendarProps) {
  const { ctx, catalog } = desk;
  const zone = ctx.tenant.profile.timeZone;
  const { id, name, host, providerId, lastReadAt, error } = calendar;
  return (
    <>
      <p>
        <strong>{name}</strong>
        <br />
        <span class="muted small">
          De {catalog.providerById.get(providerId)?.name}, en {host}
        </span>
      </p>
      {error === null ? (
        <p class="good small">
          {lastReadAt === null
            ? 'Todavía no se leyó.'
            : `Se leyó bien ${untilText(parseInstant(lastReadAt) ?? 0, ctx.now, zone)}.`}
        </p>
      ) : (
        <p class="bad small">No se pudo leer: {error}</p>
      )}
      {mayWrite && (
        <div class="actions">
          <form method="post" action={`${PATH}/${id}/leer`} data-once>
            <button type="submit">
              Leer ahora<span class="vh"> {name}</span>
            </button>
          </form>
          <form method="post" action={`${PATH}/${id}/quitar`} data-once>
            <button type="submit" class="danger">
              Quitar<span class="vh"> {name}</span>
            </button>
          </form>
        </div>
      )}
    </>
  );
}

function AddForm({ desk, form, problem }: CalendarsProps) {
  const errors = problem === undefined ? undefined : deskErrors(problem, form);
  const field = (name: string) => ({ name, value: form.get(name), error: errors?.get(name) });
  return (
    <section class="stack" aria-labelledby="agregar">
      <h2 id="agregar">Agregar uno</h2>
      <form method="post" action={PATH} class="card pad stack" novalidate data-once>
        <div class="field">
          <label for="quien">De quién</label>
          <select id="quien" name="quien">
            {desk.catalog.providers.map(({ slug, name }) => (
              <option value={slug} selected={slug === form.get('quien')}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <Field {...field('nombre')} label="Nombre" hint="Por ejemplo: Personal." maxlength={80} isRequired />
        <Field
          {...field('direccion')}
          label="Dirección"
          hint="La dirección secreta en formato iCal (.ics) que da el calendario."
          type="url"
          autocomplete="off"
          maxlength={2_000}
          isRequired
        />
        <button class="primary full" type="submit">
          Agregar y leer
        </button>
      </form>
    </section>
  );
}
