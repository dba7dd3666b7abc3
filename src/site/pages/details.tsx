import { changeDeadline } from '../../agenda/bookings/rules/change-policy.ts';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import type { Hold } from '../../agenda/holds/contract.ts';
import { phoneExampleOf } from '../../kernel/countries/find-country.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import type { AskedForm } from '../../people/intake/rules/asked-form.ts';
import { BrandNote } from '../components/brand-note.tsx';
import { Field } from '../components/field.tsx';
import { Consents, Questions } from '../components/intake-fields.tsx';
import { Summary } from '../components/summary.tsx';
import type { FormErrors } from '../form-errors.ts';
import { clock, spanText, untilText } from '../formats.ts';
import { intakeFields } from '../intake-form.ts';
import { Layout } from '../layout.tsx';
import type { View } from '../view.ts';

interface DetailsProps {
  readonly view: View;
  readonly catalog: Catalog;
  readonly hold: Hold;
  /** What its services ask. */
  readonly form: AskedForm;
  readonly now: number;
  readonly action: string;
  readonly back: string;
  /** What was typed, when the form comes back. */
  readonly typed: ReadonlyMap<string, string>;
  readonly errors: FormErrors;
}

export function DetailsPage(props: DetailsProps) {
  const { view, catalog, hold, form, now, back, errors } = props;
  const isWrong = errors.size > 0;
  return (
    <Layout
      view={view}
      title={`${isWrong ? 'Revisá tus datos' : 'Tus datos'} · ${view.tenant.profile.name}`}
      wide
    >
      <div class="stack">
        <a class="back" href={back}>
          ‹ Elegir otro horario
        </a>
        <h1>Tus datos</h1>
        <ErrorSummary errors={errors} form={form} />
        <div class="side-by-side stack">
          <aside class="stack" aria-label="Resumen">
            <div class="card pad">
              <Summary view={view} catalog={catalog} session={hold}>
                <ChangeRule catalog={catalog} hold={hold} now={now} />
              </Summary>
              <HeldUntil catalog={catalog} hold={hold} now={now} />
            </div>
            <BrandNote title="Antes de venir" text={view.tenant.profile.brand.texts?.beforeVisit} />
          </aside>
          <DetailsForm {...props} />
        </div>
      </div>
    </Layout>
  );
}

function zoneOf(catalog: Catalog, { locationId }: Hold): string {
  return catalog.locationById.get(locationId)?.timeZone ?? 'UTC';
}

function HeldUntil({ catalog, hold, now }: Pick<DetailsProps, 'catalog' | 'hold' | 'now'>) {
  const expiresAt = parseInstant(hold.expiresAt) ?? 0;
  if (expiresAt <= now) {
    return <p class="kept">El tiempo de espera pasó. Si el horario sigue libre, te lo confirmamos igual.</p>;
  }
  return (
    <p class="kept" data-until={expiresAt}>
      Te guardamos este horario hasta las{' '}
      <time class="num" datetime={hold.expiresAt}>
        {clock(expiresAt, zoneOf(catalog, hold))}
      </time>
      .
    </p>
  );
}

function ChangeRule({ catalog, hold, now }: Pick<DetailsProps, 'catalog' | 'hold' | 'now'>) {
  const service = catalog.serviceById.get(hold.serviceId);
  if (service === undefined) return null;
  const deadline = changeDeadline(parseInstant(hold.startsAt) ?? 0, service);
  const zone = zoneOf(catalog, hold);
  return (
    <div>
      <dt>Cambios</dt>
      <dd class="note">
        {deadline <= now
          ? `Faltan menos de ${spanText(service.changeDeadlineMinutes)}: ya no se puede mover ni cancelar por acá.`
          : `Podés mover o cancelar hasta ${untilText(deadline, now, zone)}.`}
      </dd>
    </div>
  );
}

const ORDER = ['nombre', 'email', 'telefono', 'notas'] as const;

function DetailsForm({ view, form, action, typed, errors }: DetailsProps) {
  const field = (name: (typeof ORDER)[number]) => ({ name, value: typed.get(name), error: errors.get(name) });
  return (
    <form method="post" action={action} class="stack" novalidate data-once data-remember>
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
      <Questions form={form} typed={typed} errors={errors} />
      {form.questions.length > 0 && (
        <p class="muted small">Lo que contestás se guarda cifrado y sólo lo lee quien te atiende.</p>
      )}
      <Field
        {...field('notas')}
        label={`${view.words.notesLabel} (opcional)`}
        hint={view.words.notesHint}
        maxlength={500}
        rows={3}
      />
      <Consents
        consents={form.consents}
        typed={typed}
        errors={errors}
        privacyUrl={view.tenant.profile.brand.legal?.privacyUrl}
      />
      <label class="check" hidden data-remember-choice>
        <input type="checkbox" />
        Recordar mis datos en este dispositivo
      </label>
      <button class="primary full" type="submit">
        {view.words.confirm}
      </button>
    </form>
  );
}

function ErrorSummary({ errors, form }: Pick<DetailsProps, 'errors' | 'form'>) {
  if (errors.size === 0) return null;
  return (
    <div class="alert error" role="alert" tabindex={-1} id="aviso">
      <h2>Falta poco: revisá esto</h2>
      <ul>
        {[...ORDER, ...intakeFields(form)].flatMap((name) => {
          const text = errors.get(name);
          return text === undefined
            ? []
            : [
                <li>
                  <a href={`#${name}`}>{text}</a>
                </li>,
              ];
        })}
      </ul>
    </div>
  );
}
