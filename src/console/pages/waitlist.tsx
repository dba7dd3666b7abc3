import type { WaitlistEntry } from '../../agenda/waitlist/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { capitalized, clock, counted, dateAndClock, longDate } from '../../site/formats.ts';
import { phoneHref } from '../../site/links.ts';
import { Frame } from '../components/frame.tsx';
import { type Desk, zoneAt } from '../desk.tsx';

interface WaitlistProps {
  readonly desk: Desk;
  readonly entries: readonly WaitlistEntry[];
  readonly hasMore: boolean;
}

/** Who waits for what, in the order in which they came; what is offered to somebody right now. */
export function WaitlistPage({ desk, entries, hasMore }: WaitlistProps) {
  const byService = Map.groupBy(entries, ({ serviceId }) => serviceId);
  return (
    <Frame view={desk.view} title="Lista de espera" tab="espera" query={desk.query}>
      <div class="loose" data-live="espera">
        <div>
          <h1>Lista de espera</h1>
          <p class="muted">
            {entries.length === 0
              ? 'Nadie espera por ahora. Los clientes se anotan desde la página de horarios.'
              : `${counted(entries.length, 'persona espera', 'personas esperan')}. Cuando algo se libera, se le ofrece solo a quien le sirve y llegó primero.`}
          </p>
        </div>
        {[...byService].map(([serviceId, line]) => (
          <Line desk={desk} serviceId={serviceId} line={line} />
        ))}
        {hasMore && <p class="muted">Hay más: se muestran las primeras {entries.length}.</p>}
      </div>
    </Frame>
  );
}

interface LineProps {
  readonly desk: Desk;
  readonly serviceId: string;
  readonly line: readonly WaitlistEntry[];
}

function Line({ desk, serviceId, line }: LineProps) {
  return (
    <section aria-labelledby={`espera-${serviceId}`} class="stack">
      <h2 id={`espera-${serviceId}`}>{desk.catalog.serviceById.get(serviceId)?.name ?? 'Servicio'}</h2>
      <ol class="card rows asks">
        {line.map((entry) => (
          <li>
            <Entry desk={desk} entry={entry} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Entry({ desk, entry }: { readonly desk: Desk; readonly entry: WaitlistEntry }) {
  const { customer, offer } = entry;
  return (
    <>
      <p class="split">
        <strong>{customer.name}</strong>
        {customer.phone && (
          <a class="num small" href={phoneHref(customer.phone)}>
            {customer.phone}
          </a>
        )}
      </p>
      <p class="muted small">{wishText(desk, entry)}</p>
      {offer && (
        <p>
          <span class="tag pending">Oferta en curso</span>{' '}
          <span class="num">
            {capitalized(dateAndClock(parseInstant(offer.startsAt) ?? 0, zoneAt(desk, offer.locationId)))}
          </span>{' '}
          con {desk.catalog.providerById.get(offer.providerId)?.name}. Tiene hasta las{' '}
          <span class="num">{clock(parseInstant(offer.expiresAt) ?? 0, zoneAt(desk, offer.locationId))}</span>
          .
        </p>
      )}
    </>
  );
}

const WEEKDAYS = ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo'] as const;
const EVERY_DAY = 7;

function wishText({ catalog }: Desk, entry: WaitlistEntry): string {
  const { from, to, weekdays, hours, providerId, locationId } = entry;
  const who = providerId === null ? 'Con cualquiera' : `Con ${catalog.providerById.get(providerId)?.name}`;
  const where = locationId === null ? '' : ` en ${catalog.locationById.get(locationId)?.name}`;
  const when = from === to ? `el ${longDate(from)}` : `del ${longDate(from)} al ${longDate(to)}`;
  const days =
    weekdays.length === EVERY_DAY
      ? ''
      : `, los ${new Intl.ListFormat('es-AR').format(weekdays.map((day) => WEEKDAYS[day - 1] ?? ''))}`;
  const isAnyHour = hours.from === '00:00' && hours.to === '24:00';
  return `${who}${where}, ${when}${days}${isAnyHour ? '' : `, de ${hours.from} a ${hours.to}`}.`;
}
