import type { Catalog } from '../../agenda/catalog/rules.ts';
import type { ManagedEntry } from '../../agenda/waitlist/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { Summary } from '../components/summary.tsx';
import { clock, longDate } from '../formats.ts';
import { Layout } from '../layout.tsx';
import { timesPath } from '../links.ts';
import type { View } from '../view.ts';

export interface WaitEntryProps {
  readonly view: View;
  readonly catalog: Catalog;
  readonly entry: ManagedEntry;
  /** `/espera/<id>/<token>` */
  readonly path: string;
}

/** The place in the line, or the time that is held; follows what happens by itself. */
export function WaitEntryPage(props: WaitEntryProps) {
  const { view, entry } = props;
  return (
    <Layout view={view} title={`Lista de espera · ${view.tenant.profile.name}`}>
      <div class="stack" data-live="espera">
        <h1>{TITLES[entry.status]}</h1>
        {entry.offer === null ? <Waiting {...props} /> : <Offered {...props} offer={entry.offer} />}
      </div>
    </Layout>
  );
}

const TITLES: Record<ManagedEntry['status'], string> = {
  waiting: 'Estás en la lista',
  offered: 'Se liberó un horario',
  booked: '¡Listo!',
  left: 'Saliste de la lista',
  expired: 'Tu espera terminó',
};

function Waiting(props: WaitEntryProps) {
  const { catalog, entry, path } = props;
  const service = catalog.serviceById.get(entry.serviceId);
  if (entry.status !== 'waiting') return <Over {...props} />;
  return (
    <>
      <p>
        Sos la persona número <b class="num">{entry.position}</b> en la fila de{' '}
        {service?.name ?? 'este servicio'}. Dejá esta página abierta o guardala: cuando se libere un horario
        que te sirva, aparece acá y te lo guardamos media hora.
      </p>
      <p class="muted">
        Del {longDate(entry.from)} al {longDate(entry.to)}
        {entry.hours.from === '00:00' && entry.hours.to === '24:00'
          ? ''
          : `, entre las ${entry.hours.from} y las ${entry.hours.to}`}
        .
      </p>
      <form method="post" action={`${path}/salir`} data-once>
        <button type="submit">Salir de la lista</button>
      </form>
    </>
  );
}

function Offered({
  view,
  catalog,
  entry,
  path,
  offer,
}: WaitEntryProps & { offer: NonNullable<ManagedEntry['offer']> }) {
  const expiresAt = parseInstant(offer.expiresAt) ?? 0;
  const zone = catalog.locationById.get(offer.locationId)?.timeZone ?? view.tenant.profile.timeZone;
  return (
    <>
      <div class="card pad">
        <Summary view={view} catalog={catalog} session={{ ...offer, serviceId: entry.serviceId }} />
        <p class="kept" data-until={expiresAt}>
          Te lo guardamos hasta las{' '}
          <time class="num" datetime={offer.expiresAt}>
            {clock(expiresAt, zone)}
          </time>
          .
        </p>
      </div>
      <div class="actions">
        <form method="post" action={`${path}/aceptar`} data-once>
          <button type="submit" class="primary">
            Lo quiero
          </button>
        </form>
        <form method="post" action={`${path}/pasar`} data-once>
          <button type="submit">No me sirve, sigo esperando</button>
        </form>
      </div>
    </>
  );
}

function Over({ view, catalog, entry }: WaitEntryProps) {
  const servicio = catalog.serviceById.get(entry.serviceId)?.slug;
  const text = {
    booked: 'Tu turno ya está reservado.',
    left: 'Ya no te vamos a guardar horarios.',
    expired: 'Pasaron los días que pediste, o dos horarios sin respuesta.',
  }[entry.status as 'booked' | 'left' | 'expired'];
  return (
    <>
      <p>{text}</p>
      <a class="button primary full" href={servicio === undefined ? '/' : timesPath({ servicio })}>
        {view.words.bookAnother}
      </a>
    </>
  );
}
