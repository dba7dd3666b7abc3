import type { PropsWithChildren } from 'hono/jsx';
import { Alert } from '../../site/components/alert.tsx';
import { WARNING_WORDS } from '../words.ts';

const DONE: Readonly<Record<string, string>> = {
  anotado: 'Turno anotado.',
  atendiendo: 'Listo: ya lo estás atendiendo.',
  movido: 'Turno movido.',
  confirmado: 'Turno confirmado.',
  rechazado: 'Turno rechazado: el horario quedó libre.',
  bloqueado: 'Tiempo bloqueado.',
  desbloqueado: 'Bloqueo quitado: ese tiempo se puede volver a reservar.',
  notas: 'Notas guardadas.',
  ficha: 'Ficha guardada.',
  'ficha-borrada': 'Se borró lo contestado.',
  'permiso-retirado': 'Consentimiento retirado.',
  agregado: 'Calendario agregado y leído.',
  quitado: 'Calendario quitado: lo que ocupaba quedó libre.',
  leido: 'Calendario leído.',
  borrador: 'Borrador guardado: mirá cómo quedaría y publicalo cuando quieras.',
  publicada: 'Publicada: en menos de dos minutos se ve en todos lados.',
  descartada: 'Borrador descartado.',
  cambiada: 'Dirección cambiada: la anterior ya no sirve.',
  revisado: 'Así está ahora el dominio.',
  reenviado: 'Correo en camino: en unos segundos ves acá qué pasó.',
  revisando: 'Estamos revisando los registros: volvé a esta página en unos segundos.',
};

/** What has just been done, read out by screen readers. */
export function Done({ what }: { readonly what: string | undefined }) {
  const text = what === undefined ? undefined : DONE[what];
  return text === undefined ? null : (
    <p class="alert" role="status">
      <strong>{text}</strong>
    </p>
  );
}

/** What a booking of the desk went over, in words. */
export function Warnings({ codes }: { readonly codes: string | undefined }) {
  const texts = (codes ?? '')
    .split(',')
    .flatMap((code) => (WARNING_WORDS as Record<string, string>)[code] ?? []);
  if (texts.length === 0) return null;
  return (
    <Alert title="Anotado, con estas salvedades">
      <ul>
        {texts.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    </Alert>
  );
}

/** Why something could not be done. */
export function Refused({ title, children }: PropsWithChildren<{ readonly title: string }>) {
  return (
    <Alert title={title} kind="error">
      {children}
    </Alert>
  );
}
