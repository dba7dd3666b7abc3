import type { Child } from 'hono/jsx';
import type { Catalog } from '../../agenda/catalog/rules.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import { formatMoney, type Money } from '../../kernel/money.ts';
import { capitalized, clock, durationText, longDate } from '../formats.ts';
import { mapHref } from '../links.ts';
import type { View } from '../view.ts';

/** What a hold and a booking have in common. */
export interface Session {
  readonly serviceId: string;
  readonly providerId: string;
  readonly locationId: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly price: Money;
  readonly seats?: number;
  readonly items?: readonly SessionItem[];
}

interface SessionItem {
  readonly serviceId: string;
  readonly providerIds: readonly string[];
  readonly startsAt: string;
}

interface SummaryProps {
  readonly view: View;
  readonly catalog: Catalog;
  readonly session: Session;
  readonly children?: Child;
}

/** Several services, or several people for one. */
function isComposed({ items = [] }: Session): boolean {
  return items.length > 1 || (items[0]?.providerIds.length ?? 1) > 1;
}

function Items({
  catalog,
  session,
  zone,
}: Pick<SummaryProps, 'catalog' | 'session'> & { readonly zone: string }) {
  const names = (ids: readonly string[]) =>
    new Intl.ListFormat('es-AR').format(ids.map((id) => catalog.providerById.get(id)?.name ?? ''));
  return (
    <>
      {(session.items ?? []).map((item) => (
        <div>
          <dt class="num">{clock(parseInstant(item.startsAt) ?? 0, zone)}</dt>
          <dd>
            {catalog.serviceById.get(item.serviceId)?.name ?? 'Servicio'}
            <br />
            <span class="note muted">Con {names(item.providerIds)}</span>
          </dd>
        </div>
      ))}
    </>
  );
}

/** When, what, with whom, where and for how much. */
export function Summary({ view, catalog, session, children }: SummaryProps) {
  const service = catalog.serviceById.get(session.serviceId);
  const provider = catalog.providerById.get(session.providerId);
  const location = catalog.locationById.get(session.locationId);
  const zone = location?.timeZone ?? view.tenant.profile.timeZone;
  const startsAt = parseInstant(session.startsAt) ?? 0;
  const endsAt = parseInstant(session.endsAt) ?? startsAt;
  return (
    <dl class="facts">
      <div class="lead">
        <dt class="vh">Cuándo</dt>
        <dd class="when num">
          {capitalized(longDate(localDateOf(startsAt, zone)))}
          <b>
            {clock(startsAt, zone)}
            <span class="vh"> hasta las {clock(endsAt, zone)}</span>
          </b>
        </dd>
      </div>
      {isComposed(session) ? (
        <Items catalog={catalog} session={session} zone={zone} />
      ) : (
        <>
          <div>
            <dt>Servicio</dt>
            <dd>
              {service?.name ?? 'Servicio'}{' '}
              <span class="note muted num">· {durationText((endsAt - startsAt) / 60_000)}</span>
            </dd>
          </div>
          <div>
            <dt>Con</dt>
            <dd>{provider?.name ?? view.tenant.profile.name}</dd>
          </div>
        </>
      )}
      {(session.seats ?? 1) > 1 && (
        <div>
          <dt>Lugares</dt>
          <dd class="num">{session.seats}</dd>
        </div>
      )}
      {location && (
        <div>
          <dt>Dónde</dt>
          <dd>
            {location.name}
            <br />
            <a class="note" href={mapHref(location.address)} rel="noopener noreferrer">
              {location.address}
            </a>
          </dd>
        </div>
      )}
      <div>
        <dt>Precio</dt>
        <dd class="num">{formatMoney(session.price, view.tenant.profile.locale)}</dd>
      </div>
      {children}
    </dl>
  );
}
