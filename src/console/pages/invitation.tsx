import type { View } from '../../site/view.ts';
import { PlainFrame } from '../components/frame.tsx';
import { DESK_PATH } from '../links.ts';

interface InvitationProps {
  readonly view: View;
  readonly path: string;
}

/** What the link is for; nothing happens until the button is pressed, so that whoever previews links spends none. */
export function InvitationPage({ view, path }: InvitationProps) {
  const { name } = view.tenant.profile;
  return (
    <PlainFrame view={view} title="Invitación">
      <div class="stack">
        <h1>La agenda de {name} es tuya</h1>
        <p>
          Con este enlace creás la clave de tu local y entrás a su agenda. Sirve una sola vez: usalo en el
          dispositivo desde el que vas a trabajar.
        </p>
        <form method="post" action={path} class="actions" data-once>
          <button class="primary" type="submit">
            Crear mi clave y entrar
          </button>
        </form>
      </div>
    </PlainFrame>
  );
}

export function InvitationGonePage({ view }: Pick<InvitationProps, 'view'>) {
  return (
    <PlainFrame view={view} title="Invitación vencida">
      <div class="stack">
        <h1>Esta invitación ya no sirve</h1>
        <p>
          Se usó, venció, o el enlace está incompleto. Si ya tenés la clave,{' '}
          <a href={`${DESK_PATH}/entrar`}>entrá con ella</a>; si no, pedí una invitación nueva a quien te la
          mandó.
        </p>
      </div>
    </PlainFrame>
  );
}

export function NewKeyPage({ view, apiKey }: Pick<InvitationProps, 'view'> & { readonly apiKey: string }) {
  return (
    <PlainFrame view={view} title="Tu clave">
      <div class="stack">
        <h1>Ésta es tu clave</h1>
        <p>
          Guardala ahora en un lugar seguro: no se muestra otra vez. Con ella se entra a la agenda y se usa la
          API.
        </p>
        <label class="field">
          Clave
          <input class="copy" type="text" value={apiKey} readonly />
        </label>
        <p class="muted">En este dispositivo ya entraste: la agenda queda abierta doce horas.</p>
        <p class="actions">
          <a class="button primary" href={DESK_PATH}>
            Ir a la agenda
          </a>
        </p>
      </div>
    </PlainFrame>
  );
}
