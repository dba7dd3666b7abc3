import type { Onboarded, Onboarding } from '../../tenancy/pipeline/contract.ts';
import { STATE_TAGS, STATE_WORDS, STEP_WORDS } from './words.ts';

interface OnboardingProps {
  readonly onboarding: Onboarding;
  readonly success: Onboarded | undefined;
}

const STEP_STATES = { pending: 'Falta', running: 'En curso', done: 'Listo', failed: 'Falló' } as const;

export function OnboardingPage({ onboarding, success }: OnboardingProps) {
  const { name, slug, state, percent, todo, risk, steps } = onboarding;
  return (
    <div class="loose">
      <div class="head">
        <h1>{name}</h1>
        <span class={STATE_TAGS[state]}>{STATE_WORDS[state]}</span>
      </div>
      <p>
        <label for="avance">
          {slug}: {percent} %
        </label>{' '}
        <progress id="avance" max="100" value={percent} />
      </p>
      {todo.length > 0 && (
        <div class="alert" role="status">
          <h2>Qué hay que hacer</h2>
          <ul>
            {todo.map((text) => (
              <li>{text}</li>
            ))}
          </ul>
        </div>
      )}
      {success && <Success success={success} />}
      {risk && risk.reasons.length > 0 && (
        <section class="stack">
          <h2>Riesgo: {risk.score} de 100</h2>
          <ul>
            {risk.reasons.map(({ weight, detail }) => (
              <li>
                {detail} <span class="muted">({weight})</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <ol class="card rows">
        {steps.map((step) => (
          <li class="row">
            <strong>{STEP_WORDS[step.name]}</strong>
            <span class="side">{STEP_STATES[step.state]}</span>
            <span class="muted small">{step.problem?.detail}</span>
            <span class="side muted small">{timing(step)}</span>
          </li>
        ))}
      </ol>
      <Actions onboarding={onboarding} success={success} />
    </div>
  );
}

function timing({ seconds, attempts }: Onboarding['steps'][number]): string {
  const times = attempts > 1 ? `${attempts} intentos` : '';
  return [times, seconds === null ? '' : `${seconds.toLocaleString('es-AR')} s`].filter(Boolean).join(' · ');
}

function Success({ success }: { readonly success: Onboarded }) {
  const { siteUrl, agendaUrl, invitation, invitationUrl } = success;
  return (
    <section class="card pad stack">
      <p>
        <a href={siteUrl}>{siteUrl}</a> · <a href={agendaUrl}>agenda</a>
      </p>
      {invitationUrl ? (
        <label class="field">
          Invitación para quien es dueño: sirve una vez
          <input class="copy" type="text" readonly value={invitationUrl} />
        </label>
      ) : (
        <p class="muted">{invitation?.acceptedAt ? 'La invitación ya se usó.' : 'La invitación venció.'}</p>
      )}
    </section>
  );
}

function Actions({ onboarding: { id, state, isClosed }, success }: OnboardingProps) {
  if (success?.invitationUrl === null) return <Action id={id} verb="invitar" text="Invitar de nuevo" />;
  if (isClosed || state === 'cancelled') return null;
  return (
    <div class="actions">
      {state === 'waiting' && <Action id={id} verb="aprobar" text="Aprobar" isMain />}
      {state === 'failed' && <Action id={id} verb="reintentar" text="Reintentar" isMain />}
      <Action id={id} verb="cancelar" text="Cancelar y deshacer" />
    </div>
  );
}

interface ActionProps {
  readonly id: string;
  readonly verb: string;
  readonly text: string;
  readonly isMain?: boolean;
}

function Action({ id, verb, text, isMain }: ActionProps) {
  return (
    <form method="post" action={`/altas/${id}/${verb}`}>
      <button type="submit" class={isMain === true ? 'primary' : undefined}>
        {text}
      </button>
    </form>
  );
}
