import type { LocationRecord } from '../../agenda/catalog/rules.ts';
import { phoneExampleOf } from '../../kernel/countries/find-country.ts';
import { ANYBODY, type Choice, queryOf } from '../choice.ts';
import { Field } from '../components/field.tsx';
import { HiddenFields } from '../components/time-grid.tsx';
import type { FormErrors } from '../form-errors.ts';
import { Layout } from '../layout.tsx';
import { timesPath, WAIT_PATH } from '../links.ts';
import type { View } from '../view.ts';

export interface JoinWaitProps {
  readonly view: View;
  readonly choice: Choice & { readonly location: LocationRecord };
  /** What was typed, when the form comes back; else what to begin with. */
  readonly typed: ReadonlyMap<string, string>;
  readonly errors: FormErrors;
}

const PARTS = [
  ['todo', 'Cualquier hora'],
  ['maniana', 'A la mañana, hasta las 12'],
  ['tarde', 'A la tarde, de 12 a 18'],
  ['noche', 'A la noche, desde las 18'],
] as const;

/** Which days and part of the day somebody waits for, and how to reach them. */
export function JoinWaitPage(props: JoinWaitProps) {
  const { view, choice, errors } = props;
  const { servicio, sucursal, profesional } = queryOf(choice);
  return (
    <Layout view={view} title={`Lista de espera · ${view.tenant.profile.name}`}>
      <div class="stack">
        <a class="back" href={timesPath({ servicio, sucursal, profesional })}>
          ‹ {choice.service.name}
        </a>
        <h1>Lista de espera</h1>
        <p class="muted">
          {choice.service.name}
          {choice.provider === undefined ? '' : ` con ${choice.provider.name}`}, en {choice.location.name}.
          Cuando se libere un horario que te sirva te lo guardamos media hora, por orden de llegada.
        </p>
        <Wrong errors={errors} />
        <WaitForm {...props} />
      </div>
    </Layout>
  );
}

function WaitForm({ view, choice, typed, errors }: JoinWaitProps) {
  const { servicio, sucursal, profesional } = queryOf(choice);
  const field = (name: string) => ({ name, value: typed.get(name), error: errors.get(name) });
  return (
    <form method="post" action={WAIT_PATH} class="stack" novalidate data-once data-remember>
      <HiddenFields fields={{ servicio, sucursal, profesional: profesional ?? ANYBODY }} />
      <Field {...field('desde')} label="Desde" type="date" isRequired />
      <Field {...field('hasta')} label="Hasta" type="date" isRequired />
      <fieldset class="field">
        <legend class="labeled">¿A qué hora?</legend>
        {PARTS.map(([value, text]) => (
          <label class="check">
            <input
              type="radio"
              name="franja"
              value={value}
              checked={(typed.get('franja') ?? 'todo') === value}
            />
            {text}
          </label>
        ))}
      </fieldset>
      <Field {...field('nombre')} label="Nombre y apellido" autocomplete="name" maxlength={80} isRequired />
      <p class="muted">Dejanos un e-mail o un teléfono: con uno alcanza.</p>
      <Field {...field('email')} label="E-mail" type="email" autocomplete="email" maxlength={254} />
      <Field
        {...field('telefono')}
        label="Teléfono"
        hint={`Con código de área, por ejemplo ${phoneExampleOf(view.tenant.profile.country)}.`}
        type="tel"
        autocomplete="tel"
        maxlength={30}
      />
      <label class="check" hidden data-remember-choice>
        <input type="checkbox" />
        Recordar mis datos en este dispositivo
      </label>
      <button class="primary full" type="submit">
        Anotarme
      </button>
    </form>
  );
}

function Wrong({ errors }: { readonly errors: FormErrors }) {
  if (errors.size === 0) return null;
  return (
    <div class="alert error" role="alert" tabindex={-1} id="aviso">
      <h2>Falta poco: revisá esto</h2>
      <ul>
        {[...errors].map(([name, text]) => (
          <li>
            <a href={`#${name}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
