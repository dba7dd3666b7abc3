import { Summary } from '../components/summary.tsx';
import { Layout } from '../layout.tsx';
import type { BookingPageProps } from './booking.tsx';

/** Asks once, without shame: a freed time is worth more than a no-show. */
export function CancelPage({ view, catalog, booking, path }: BookingPageProps) {
  return (
    <Layout view={view} title={`${view.words.cancel} · ${view.tenant.profile.name}`}>
      <div class="stack">
        <a class="back" href={path}>
          ‹ {view.words.yourAppointment}
        </a>
        <h1>{view.words.cancelQuestion}</h1>
        <p class="muted">El horario queda libre para otra persona. No hace falta que expliques nada.</p>
        <div class="card pad">
          <Summary view={view} catalog={catalog} session={booking} />
        </div>
        <form method="post" action={`${path}/cancelar`} class="actions" data-once>
          <button type="submit" class="danger">
            Sí, cancelar
          </button>
          <a class="button" href={path}>
            {view.words.keep}
          </a>
        </form>
      </div>
    </Layout>
  );
}
