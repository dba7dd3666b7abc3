import type { Availability } from '../../agenda/availability/contract.ts';
import type { AppError } from '../../kernel/problem.ts';
import { Field } from '../../site/components/field.tsx';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import type { FormErrors } from '../../site/form-errors.ts';
import { capitalized, durationText, longDate } from '../../site/formats.ts';
import { Clash } from '../components/clash.tsx';
import { Frame } from '../components/frame.tsx';
import { Refused } from '../components/notice.tsx';
import { StartFields } from '../components/start-fields.tsx';
import { WantedChips } from '../components/wanted-chips.tsx';
import type { Desk, Form } from '../desk.tsx';
import { deskErrors } from '../form-errors.ts';
import { deskPath } from '../links.ts';
import { queryOf, type Wanted } from '../wanted.ts';

interface NewBookingProps {
  readonly desk: Desk;
  readonly wanted: Wanted;
  readonly slots: Availability['slots'];
  /** What was typed, when the form comes back. */
  readonly form: Form;
  readonly problem: AppError | undefined;
}

const ACTION = deskPath('nuevo');

export function NewBookingPage(props: NewBookingProps) {
  const { desk, wanted, form, problem } = props;
  const { service, date, provider, providers } = wanted;
  const { dia, sucursal, profesional } = queryOf(wanted);
  const hora = form.get('otra')?.trim() || form.get('hora');
  return (
    <Frame view={desk.view} title={`Nuevo turno: ${service.name}`} tab="nuevo" query={desk.query}>
      <div class="stack sheet">
        <div>
          <a class="back" href={deskPath('nuevo', { dia, sucursal, profesional, hora })}>
            ‹ Otro servicio
          </a>
          <h1>{service.name}</h1>
          <p class="muted num">
            {capitalized(longDate(date))} · {durationText(service.durationMinutes)}
          </p>
        </div>
        {problem?.code === 'slot-taken' ? (
          <Clash
            desk={desk}
            problem={problem}
            form={form}
            action={ACTION}
            providers={provider === undefined ? providers : [provider]}
          />
        ) : (
          problem && <Problem problem={problem} form={form} />
        )}
        <WantedChips
          desk={desk}
          wanted={wanted}
          action={ACTION}
          linkTo={(query) => deskPath('nuevo', { ...query, hora })}
        />
        <BookingForm {...props} hora={hora} errors={problem ? deskErrors(problem, form) : new Map()} />
        <p class="muted">
          ¿Falta un horario? <a href={deskPath('por-que', queryOf(wanted))}>Mirá qué regla lo quita</a>.
        </p>
      </div>
    </Frame>
  );
}

export function Problem({ problem, form }: { readonly problem: AppError; readonly form: Form }) {
  const errors = deskErrors(problem, form);
  const [field] = problem.members.errors ?? [];
  return (
    <Refused title="Falta poco: revisá esto">
      {errors.size === 0 ? (
        <p>{field?.detail ?? problem.message}</p>
      ) : (
        <ul>
          {[...errors].map(([name, text]) => (
            <li>
              <a href={`#${name}`}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </Refused>
  );
}

type FormProps = NewBookingProps & { readonly hora: string | undefined; readonly errors: FormErrors };

function BookingForm({ desk, wanted, slots, form, hora, errors }: FormProps) {
  const field = (name: string) => ({ name, value: form.get(name), error: errors.get(name) });
  const { service, location, provider } = wanted;
  const fields = { ...queryOf(wanted), sucursal: location.slug, profesional: provider?.slug };
  return (
    <form method="post" action={ACTION} class="card pad stack" novalidate data-once>
      <HiddenFields fields={{ ...fields, pedido: desk.ctx.requestId }} />
      <StartFields slots={slots} zone={location.timeZone} chosen={hora} error={errors.get('otra')} />
      {service.seats > 1 && (
        <Field {...field('lugares')} label="Lugares" hint={`De 1 a ${service.seats}.`} maxlength={3} />
      )}
      <Field {...field('nombre')} label="Nombre y apellido" autocomplete="off" maxlength={80} isRequired />
      <div class="pair">
        <Field {...field('telefono')} label="Teléfono" type="tel" autocomplete="off" maxlength={30} />
        <Field {...field('email')} label="E-mail" type="email" autocomplete="off" maxlength={254} />
      </div>
      <details>
        <summary>Notas</summary>
        <div class="stack">
          <Field {...field('pedido-cliente')} label="Qué pidió el cliente" maxlength={500} rows={2} />
          <Field
            {...field('notas')}
            label="Notas internas"
            hint="Sólo las ve el local."
            maxlength={2_000}
            rows={2}
          />
        </div>
      </details>
      <button class="primary full" type="submit">
        Anotar turno
      </button>
    </form>
  );
}
