import { Field } from '../../site/components/field.tsx';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import type { View } from '../../site/view.ts';
import { PlainFrame } from '../components/frame.tsx';
import { deskPath } from '../links.ts';

interface EnterProps {
  readonly view: View;
  /** Where to go on to. */
  readonly next: string | undefined;
  readonly error?: string | undefined;
}

export function EnterPage({ view, next, error }: EnterProps) {
  return (
    <PlainFrame view={view} title="Entrar a la agenda">
      <div class="stack">
        <h1>Entrar a la agenda</h1>
        <p class="muted">Pegá la clave de tu local. Queda abierta doce horas en este dispositivo.</p>
        <form method="post" action={deskPath('entrar')} class="card pad stack" data-once>
          <Field
            name="clave"
            label="Clave"
            hint="Empieza con bp_live_. La tiene quien administra el local."
            type="password"
            autocomplete="current-password"
            value={undefined}
            error={error}
            isRequired
          />
          <HiddenFields fields={{ volver: next }} />
          <button class="primary full" type="submit">
            Entrar
          </button>
        </form>
      </div>
    </PlainFrame>
  );
}

export function LeavePage({ view }: { readonly view: View }) {
  return (
    <PlainFrame view={view} title="Salir de la agenda">
      <div class="stack">
        <h1>¿Salir de la agenda?</h1>
        <p class="muted">Para volver a entrar en este dispositivo vas a necesitar la clave.</p>
        <form method="post" action={deskPath('salir')} class="actions">
          <button class="primary" type="submit">
            Salir
          </button>
          <a class="button" href="/agenda">
            Quedarme
          </a>
        </form>
      </div>
    </PlainFrame>
  );
}
