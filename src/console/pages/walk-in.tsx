import type { LocationRecord, ServiceRecord } from '../../agenda/catalog/rules.ts';
import type { FreeNow } from '../../agenda/desk/contract.ts';
import { parseInstant } from '../../kernel/local-time.ts';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import { clock, durationText } from '../../site/formats.ts';
import { Chips } from '../components/chips.tsx';
import { Frame } from '../components/frame.tsx';
import { peopleText } from '../components/slip.tsx';
import type { Desk } from '../desk.tsx';
import { deskPath } from '../links.ts';

interface WalkInProps {
  readonly desk: Desk;
  readonly location: LocationRecord;
  readonly services: FreeNow['data'];
}

/** Somebody is at the door: one tap more. */
export function WalkInPage({ desk, location, services }: WalkInProps) {
  const { catalog, ctx } = desk;
  return (
    <Frame view={desk.view} title="Sin turno" tab="sin-turno" query={{ sucursal: location.slug }}>
      <div class="stack">
        <div>
          <h1>Llegó sin turno</h1>
          <p class="muted">
            Son las <span class="num">{clock(ctx.now, location.timeZone)}</span>. Tocá el servicio y queda
            anotado.
          </p>
        </div>
        <Chips
          label="Sucursal"
          id="sucursal"
          items={catalog.locations.map((one) => ({
            href: deskPath('sin-turno', { sucursal: one.slug }),
            text: one.name,
            isChosen: one === location,
          }))}
        />
        <ul class="big" data-live="ahora">
          {services.map((now) => {
            const service = catalog.serviceById.get(now.serviceId);
            return service && <ServiceItem desk={desk} location={location} service={service} now={now} />;
          })}
        </ul>
      </div>
    </Frame>
  );
}

interface ItemProps {
  readonly desk: Desk;
  readonly location: LocationRecord;
  readonly service: ServiceRecord;
  readonly now: FreeNow['data'][number];
}

function ServiceItem({ desk, location, service, now }: ItemProps) {
  const [first] = now.free;
  const more = deskPath('sin-turno', { sucursal: location.slug, servicio: service.slug });
  if (first === undefined) {
    return (
      <li>
        <a class="button" href={more}>
          {service.name}
          <span class="small busy">{nextText(desk, location, now)}</span>
        </a>
      </li>
    );
  }
  const con = first.providerIds.flatMap((id) => desk.catalog.providerById.get(id)?.slug ?? []).join();
  return (
    <li class="stack">
      <form method="post" action={deskPath('sin-turno')} data-once>
        <HiddenFields
          fields={{ pedido: desk.ctx.requestId, sucursal: location.slug, servicio: service.slug, con }}
        />
        <button type="submit">
          {service.name} <span class="small num">{durationText(service.durationMinutes)}</span>
          <span class="small free">{freeText(desk, location, now)}</span>
        </button>
      </form>
      <a class="back small" href={more}>
        Elegir con quién o anotar el nombre<span class="vh"> de {service.name}</span>
      </a>
    </li>
  );
}

function freeText({ catalog }: Desk, { timeZone }: LocationRecord, { free }: ItemProps['now']): string {
  const texts = free.map(
    ({ providerIds, until }) =>
      `${peopleText(catalog, providerIds)}, libre hasta las ${clock(parseInstant(until) ?? 0, timeZone)}`,
  );
  const [first = '', ...rest] = texts;
  return rest.length === 0 ? first : `${first}, y ${rest.length} más`;
}

/** What to tell somebody who would wait. */
export function nextText(
  { catalog }: Desk,
  { timeZone }: LocationRecord,
  { next }: ItemProps['now'],
): string {
  if (next === null) return 'Hoy ya no queda lugar en horario';
  const at = clock(parseInstant(next.startsAt) ?? 0, timeZone);
  return `Nadie libre ahora. Lo primero: ${at}, con ${peopleText(catalog, next.providerIds)}`;
}
