import type { IntakeState } from '../../people/intake/contract.ts';
import { Alert } from '../components/alert.tsx';
import { Consents, Questions } from '../components/intake-fields.tsx';
import type { FormErrors } from '../form-errors.ts';
import { Layout } from '../layout.tsx';
import type { View } from '../view.ts';

export interface IntakePageProps {
  readonly view: View;
  readonly state: IntakeState;
  /** `/turno/<id>/<token>` */
  readonly path: string;
  readonly isClosed: boolean;
  readonly done?: string | undefined;
  readonly typed: ReadonlyMap<string, string>;
  readonly errors: FormErrors;
}

const DONE: Readonly<Record<string, string>> = {
  guardado: 'Listo, lo guardamos.',
  borrado: 'Listo: borramos lo que habías contestado.',
  retirado: 'Listo: retiraste el permiso.',
};

/** What was asked with a booking: answered later, corrected, erased, and every permission taken back. Never the answers themselves. */
export function IntakePage(props: IntakePageProps) {
  const { view, path, done, errors, state } = props;
  const news = DONE[done ?? ''];
  return (
    <Layout view={view} title={`Tus respuestas · ${view.tenant.profile.name}`}>
      <div class="stack">
        <a class="back" href={path}>
          ‹ {view.words.yourAppointment}
        </a>
        <h1>Tus respuestas y permisos</h1>
        {news !== undefined && <p role="status">{news}</p>}
        {errors.size > 0 && (
          <Alert title="Falta poco: revisá esto" kind="error">
            <ul>
              {[...errors].map(([name, text]) => (
                <li>
                  <a href={`#${name}`}>{text}</a>
                </li>
              ))}
            </ul>
          </Alert>
        )}
        {!props.isClosed && <Fill {...props} />}
        <Given {...props} />
        {state.questions.some(({ isAnswered }) => isAnswered) || state.hasNotes ? (
          <Erase path={path} />
        ) : null}
      </div>
    </Layout>
  );
}

function Fill({ view, state, path, typed, errors }: IntakePageProps) {
  const consents = state.consents.filter(({ isGiven }) => !isGiven);
  if (state.questions.length + consents.length === 0) return null;
  const answered = new Set(state.questions.filter(({ isAnswered }) => isAnswered).map(({ id }) => id));
  const form = { questions: state.questions, consents };
  return (
    <form method="post" action={`${path}/datos`} class="stack" novalidate data-once>
      <p class="muted">Se guarda cifrado y sólo lo lee quien te atiende; por eso acá no se muestra.</p>
      <Questions form={form} typed={typed} errors={errors} answered={answered} />
      <Consents
        consents={consents}
        typed={typed}
        errors={errors}
        privacyUrl={view.tenant.profile.brand.legal?.privacyUrl}
      />
      <button class="primary full" type="submit">
        Guardar
      </button>
    </form>
  );
}

function Given({ state, path }: IntakePageProps) {
  const given = state.consents.filter(({ isGiven }) => isGiven);
  if (given.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="permisos">
      <h2 id="permisos">Permisos que diste</h2>
      {given.map(({ id, text, purpose }) => (
        <form method="post" action={`${path}/datos/retirar`} class="card pad stack" data-once>
          <p>{text}</p>
          {purpose === 'health-data' && (
            <p class="muted small">Si lo retirás, borramos también lo que contestaste para esta reserva.</p>
          )}
          <input type="hidden" name="permiso" value={id} />
          <button type="submit">Retirar este permiso</button>
        </form>
      ))}
    </section>
  );
}

function Erase({ path }: { readonly path: string }) {
  return (
    <details>
      <summary>Borrar lo que contesté</summary>
      <form method="post" action={`${path}/datos/borrar`} class="card pad stack" data-once>
        <p>Se borra para siempre lo de esta reserva, que sigue en pie.</p>
        <button class="danger full" type="submit">
          Sí, borrar mis respuestas
        </button>
      </form>
    </details>
  );
}
