import type { Booking } from '../../agenda/bookings/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import type { AppError } from '../../kernel/problem.ts';
import { Field } from '../../site/components/field.tsx';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import type { FormErrors } from '../../site/form-errors.ts';
import { counted, dateAndClock } from '../../site/formats.ts';
import { Frame } from '../components/frame.tsx';
import { Refused } from '../components/notice.tsx';
import { servicesText } from '../components/slip.tsx';
import { type Desk, type Form, zoneAt } from '../desk.tsx';
import { deskErrors } from '../form-errors.ts';
import { bookingPath, deskPath } from '../links.ts';
import { Problem } from './new-booking.tsx';

interface BlockPageProps {
  readonly desk: Desk;
  readonly form: Form;
  readonly problem?: AppError;
}

const ACTION = deskPath('bloquear');

export function BlockPage({ desk, form, problem }: BlockPageProps) {
  const errors = problem === undefined ? new Map() : blockErrors(problem, form);
  return (
    <Frame view={desk.view} title="Bloquear tiempo" tab="bloquear" query={desk.query}>
      <div class="stack sheet">
        <div>
          <h1>Bloquear tiempo</h1>
          <p class="muted">En ese tiempo no se puede reservar nada nuevo.</p>
        </div>
        {problem?.code === 'block-conflict' ? (
          <Conflict desk={desk} form={form} problem={problem} />
        ) : (
          problem && <Problem problem={problem} form={form} />
        )}
        <BlockForm desk={desk} form={form} errors={errors} />
      </div>
    </Frame>
  );
}

/** The times have two fields each: what is wrong with them is said at the hour. */
function blockErrors(problem: AppError, form: Form): FormErrors {
  const errors = new Map(deskErrors(problem, form));
  const [from, to] = [errors.get('otra'), errors.get('hasta')];
  errors.delete('otra');
  if (from !== undefined) errors.set('desde-hora', 'Escribí desde qué hora.');
  if (to !== undefined) errors.set('hasta-hora', form.get('hasta-hora') ? to : 'Escribí hasta qué hora.');
  return errors;
}

interface BlockFormProps {
  readonly desk: Desk;
  readonly form: Form;
  readonly errors: FormErrors;
}

function BlockForm({ desk, form, errors }: BlockFormProps) {
  const field = (name: string) => ({ name, value: form.get(name), error: errors.get(name) });
  return (
    <form method="post" action={ACTION} class="card pad stack" novalidate data-once>
      <HiddenFields fields={{ pedido: desk.ctx.requestId }} />
      <SubjectField desk={desk} chosen={form.get('quien')} />
      <div class="pair">
        <Field {...field('desde-dia')} label="Desde el" type="date" />
        <Field {...field('desde-hora')} label="Desde las" type="time" />
      </div>
      <div class="pair">
        <Field {...field('hasta-dia')} label="Hasta el" type="date" />
        <Field {...field('hasta-hora')} label="Hasta las" type="time" />
      </div>
      <Field
        {...field('motivo')}
        label="Motivo"
        hint="Por ejemplo: almuerzo, médico, vacaciones, arreglo."
        maxlength={80}
        isRequired
      />
      <button class="primary full" type="submit">
        Bloquear
      </button>
    </form>
  );
}

function SubjectField({ desk, chosen }: { readonly desk: Desk; readonly chosen: string | undefined }) {
  const { providers, resources, locationById } = desk.catalog;
  const option = (slug: string, text: string) => (
    <option value={slug} selected={slug === chosen}>
      {text}
    </option>
  );
  return (
    <div class="field">
      <label for="quien">A quién o qué</label>
      <select id="quien" name="quien">
        <optgroup label="Profesionales">{providers.map(({ slug, name }) => option(slug, name))}</optgroup>
        {resources.length > 0 && (
          <optgroup label="Salas y equipos">
            {resources.map(({ slug, name, locationId }) =>
              option(slug, `${name} (${locationById.get(locationId)?.name})`),
            )}
          </optgroup>
        )}
      </select>
    </div>
  );
}

interface ConflictProps {
  readonly desk: Desk;
  readonly form: Form;
  readonly problem: AppError;
}

/** Who is booked in that time; it can be blocked all the same, and then they are offered something else. */
function Conflict({ desk, form, problem }: ConflictProps) {
  const bookings = (problem.members.bookings ?? []) as readonly Booking[];
  const { pedido: _, ...fields } = Object.fromEntries(form);
  return (
    <Refused title={`Hay ${counted(bookings.length, 'turno', 'turnos')} en ese tiempo`}>
      <ul>
        {bookings.map((booking) => (
          <li>
            <a href={bookingPath(booking.id)}>{booking.customer.name}</a>,{' '}
            {servicesText(desk.catalog, booking)},{' '}
            <span class="num">
              {dateAndClock(parseInstant(booking.startsAt) ?? 0, zoneAt(desk, booking.locationId))}
            </span>
          </li>
        ))}
      </ul>
      <p>Si bloqueás igual, siguen en pie hasta que los pases a otra persona u hora, en el paso que sigue.</p>
      <form method="post" action={ACTION} data-once>
        <HiddenFields fields={{ ...fields, pedido: desk.ctx.requestId, igual: 'si' }} />
        <button type="submit" class="danger full">
          Bloquear igual
        </button>
      </form>
    </Refused>
  );
}
