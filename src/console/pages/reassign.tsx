import type { Slot } from '../../agenda/availability/contract.ts';
import type { Booking } from '../../agenda/bookings/contract.ts';
import type { ProviderRecord } from '../../agenda/catalog/rules.ts';
import { type LocalDate, localDateOf, parseInstant } from '../../kernel/local-time.ts';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import { capitalized, clock, longDate, shortWeekday } from '../../site/formats.ts';
import { phoneHref } from '../../site/links.ts';
import { Frame } from '../components/frame.tsx';
import { Done } from '../components/notice.tsx';
import { servicesText } from '../components/slip.tsx';
import { type Desk, zoneAt } from '../desk.tsx';
import { bookingPath, type DeskQuery, dayPath, deskPath } from '../links.ts';

interface Item {
  readonly booking: Booking;
  readonly proposals: readonly Slot[];
}

interface ReassignProps {
  readonly desk: Desk;
  readonly provider: ProviderRecord;
  readonly date: LocalDate;
  readonly items: readonly Item[];
}

/** Every booking of whoever is away, and what each could be offered; one button for all that were chosen. */
export function ReassignPage({ desk, provider, date, items }: ReassignProps) {
  const { listo } = desk.query;
  return (
    <Frame view={desk.view} title={`Falta ${provider.name}`} tab="reasignar" query={desk.query}>
      <div class="stack sheet">
        <div>
          <a class="back" href={deskPath('reasignar', { dia: date })}>
            ‹ Otra persona u otro día
          </a>
          <h1>Falta {provider.name}</h1>
          <p class="muted">{capitalized(longDate(date))}</p>
        </div>
        <Done what={listo} />
        {listo !== 'bloqueado' && (
          <p>
            <a href={deskPath('bloquear', { profesional: provider.slug, dia: date })}>Bloqueá su tiempo</a>{' '}
            para que nadie más reserve.
          </p>
        )}
        {items.length === 0 ? (
          <p class="card pad">No hay turnos para reasignar ese día.</p>
        ) : (
          <form method="post" action={deskPath('reasignar')} class="stack" data-once>
            <HiddenFields fields={{ profesional: provider.slug, dia: date }} />
            {items.map((item) => (
              <ItemCard desk={desk} item={item} />
            ))}
            <button class="primary full" type="submit">
              Reasignar los elegidos
            </button>
          </form>
        )}
      </div>
    </Frame>
  );
}

function ItemCard({ desk, item }: { readonly desk: Desk; readonly item: Item }) {
  const { booking, proposals } = item;
  const zone = zoneAt(desk, booking.locationId);
  const name = `turno-${booking.id}`;
  // At the same hour somebody else can take it without asking: that one is chosen already.
  const same = proposals.find(
    ({ startsAt, locationId }) => startsAt === booking.startsAt && locationId === booking.locationId,
  );
  const { phone } = booking.customer;
  return (
    <fieldset class="card pad">
      <legend class="vh">
        {booking.customer.name}, {clock(parseInstant(booking.startsAt) ?? 0, zone)}
      </legend>
      <HiddenFields fields={{ [`nombre-${booking.id}`]: booking.customer.name }} />
      <p class="split">
        <span>
          <strong class="num">{clock(parseInstant(booking.startsAt) ?? 0, zone)}</strong>{' '}
          <a href={bookingPath(booking.id)}>{booking.customer.name}</a>
        </span>
        {phone && (
          <a class="num small" href={phoneHref(phone)}>
            {phone}
          </a>
        )}
      </p>
      <p class="muted small">{servicesText(desk.catalog, booking)}</p>
      <div class="options">
        {proposals.map((slot) => (
          <Proposal desk={desk} name={name} slot={slot} booking={booking} isChosen={slot === same} />
        ))}
        <label>
          <input type="radio" name={name} value="" checked={same === undefined} />
          Dejarlo
          <span class="small">{proposals.length === 0 ? 'no hay lugar cerca' : 'lo veo después'}</span>
        </label>
      </div>
    </fieldset>
  );
}

interface ProposalProps {
  readonly desk: Desk;
  readonly name: string;
  readonly slot: Slot;
  readonly booking: Booking;
  readonly isChosen: boolean;
}

function Proposal({ desk, name, slot, booking, isChosen }: ProposalProps) {
  const { catalog } = desk;
  const zone = zoneAt(desk, slot.locationId);
  const startsAt = parseInstant(slot.startsAt) ?? 0;
  const date = localDateOf(startsAt, zone);
  const isSameDay = date === localDateOf(parseInstant(booking.startsAt) ?? 0, zone);
  const provider = catalog.providerById.get(slot.providerId);
  const place =
    slot.locationId === booking.locationId ? '' : ` · ${catalog.locationById.get(slot.locationId)?.name}`;
  return (
    <label>
      <input type="radio" name={name} value={`${provider?.slug} ${slot.startsAt}`} checked={isChosen} />
      <span class="num">
        {isSameDay ? '' : `${shortWeekday(date)} ${Number(date.slice(8))}, `}
        {clock(startsAt, zone)}
        {slot.startsAt === booking.startsAt ? ' igual' : ''}
      </span>
      <span class="small">
        {provider?.name}
        {place}
      </span>
    </label>
  );
}

export interface Outcome {
  readonly bookingId: string;
  readonly name: string;
  readonly outcome: 'moved' | 'refused';
  readonly problem: { readonly detail: string } | null;
}

interface ReassignedProps {
  readonly desk: Desk;
  readonly outcomes: readonly Outcome[];
  readonly query: DeskQuery;
}

export function ReassignedPage({ desk, outcomes, query }: ReassignedProps) {
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused').length;
  return (
    <Frame view={desk.view} title="Reasignados" tab="reasignar" query={query}>
      <div class="stack sheet">
        <h1>{refused === 0 ? 'Listo' : `${refused} sin mover`}</h1>
        <ul class="card rows">
          {outcomes.map(({ bookingId, name, outcome, problem }) => (
            <li>
              <a class="row" href={bookingPath(bookingId)}>
                <span>
                  <strong>{name}</strong>
                  {outcome === 'moved' ? (
                    <span class="good small">Movido</span>
                  ) : (
                    <span class="bad small">{problem?.detail}</span>
                  )}
                </span>
                <span aria-hidden="true">›</span>
              </a>
            </li>
          ))}
        </ul>
        <div class="actions">
          <a class="button" href={deskPath('reasignar', query)}>
            Ver lo que falta
          </a>
          <a class="button primary" href={dayPath({ dia: query.dia })}>
            Volver al día
          </a>
        </div>
      </div>
    </Frame>
  );
}
