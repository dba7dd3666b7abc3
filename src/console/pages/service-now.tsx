import type { LocationRecord, ProviderRecord, ServiceRecord } from '../../agenda/catalog/rules.ts';
import type { FreeNow } from '../../agenda/desk/contract.ts';
import { localDateOf, parseInstant } from '../../kernel/local-time.ts';
import type { AppError } from '../../kernel/problem.ts';
import { Field } from '../../site/components/field.tsx';
import { HiddenFields } from '../../site/components/time-grid.tsx';
import { clock } from '../../site/formats.ts';
import { Frame } from '../components/frame.tsx';
import { Refused } from '../components/notice.tsx';
import { peopleText } from '../components/slip.tsx';
import { bySlug, type Desk, type Form } from '../desk.tsx';
import { deskPath } from '../links.ts';
import { nextText } from './walk-in.tsx';

interface ServiceNowProps {
  readonly desk: Desk;
  readonly location: LocationRecord;
  readonly service: ServiceRecord;
  readonly now: FreeNow['data'][number] | undefined;
  readonly refused?: { readonly form: Form; readonly problem: AppError };
}

/** One service for somebody who is here: who gives it, the name, and what to do when everybody is busy. */
export function ServiceNowPage(props: ServiceNowProps) {
  const { desk, location, service, now, refused } = props;
  const isFree = now !== undefined && now.free.length > 0;
  return (
    <Frame view={desk.view} title={service.name} tab="sin-turno" query={{ sucursal: location.slug }}>
      <div class="stack sheet">
        <div>
          <a class="back" href={deskPath('sin-turno', { sucursal: location.slug })}>
            ‹ Otro servicio
          </a>
          <h1>{service.name}</h1>
          <p class="muted">{location.name}, ahora</p>
        </div>
        {refused && <Overbook {...props} refused={refused} />}
        {now !== undefined && !isFree && <Later {...props} now={now} />}
        <AdmitForm {...props} isFree={isFree} />
      </div>
    </Frame>
  );
}

function Later({
  desk,
  location,
  service,
  now,
}: ServiceNowProps & { readonly now: FreeNow['data'][number] }) {
  const startsAt = parseInstant(now.next?.startsAt ?? '');
  const provider = desk.catalog.providerById.get(now.next?.providerIds[0] ?? '');
  return (
    <div class="card pad stack attention">
      <p class="verdict num">{nextText(desk, location, now)}.</p>
      {startsAt !== undefined && (
        <a
          class="button primary full"
          href={deskPath('nuevo', {
            servicio: service.slug,
            sucursal: location.slug,
            profesional: provider?.slug,
            dia: localDateOf(startsAt, location.timeZone),
            hora: clock(startsAt, location.timeZone),
          })}
        >
          Anotar para las {clock(startsAt, location.timeZone)}
        </a>
      )}
    </div>
  );
}

function peopleHere({ catalog }: Desk, service: ServiceRecord, location: LocationRecord): ProviderRecord[] {
  return (catalog.providersByService.get(service.id) ?? []).filter(({ id }) =>
    catalog.locationIdsByProvider.get(id)?.includes(location.id),
  );
}

function AdmitForm({
  desk,
  location,
  service,
  now,
  refused,
  isFree,
}: ServiceNowProps & { readonly isFree: boolean }) {
  const free = now?.free ?? [];
  const options = isFree
    ? free.map(({ providerIds, until }) => ({
        value: providerIds.flatMap((id) => desk.catalog.providerById.get(id)?.slug ?? []).join(),
        text: peopleText(desk.catalog, providerIds),
        more: `libre hasta las ${clock(parseInstant(until) ?? 0, location.timeZone)}`,
      }))
    : peopleHere(desk, service, location).map((one) => ({
        value: one.slug,
        text: one.name,
        more: one.title,
      }));
  const chosen = refused?.form.get('con') ?? options[0]?.value;
  return (
    <form method="post" action={deskPath('sin-turno')} class="card pad stack" data-once>
      <HiddenFields
        fields={{ pedido: desk.ctx.requestId, sucursal: location.slug, servicio: service.slug }}
      />
      <fieldset>
        <legend>{isFree ? 'Con quién' : 'Atender igual, con'}</legend>
        <div class="options">
          {options.map(({ value, text, more }) => (
            <label>
              <input type="radio" name="con" value={value} checked={value === chosen} />
              {text}
              <span class="small num">{more}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        name="nombre"
        label="Nombre (opcional)"
        value={refused?.form.get('nombre')}
        autocomplete="off"
        maxlength={80}
      />
      <Field
        name="telefono"
        label="Teléfono (opcional)"
        type="tel"
        value={refused?.form.get('telefono')}
        autocomplete="off"
        maxlength={30}
      />
      <button type="submit" class={isFree ? 'primary full' : 'full'}>
        Atender ahora
      </button>
    </form>
  );
}

/** Why not; and, where somebody's time is taken, the way to take it all the same. */
function Overbook({
  desk,
  refused,
}: ServiceNowProps & { readonly refused: { form: Form; problem: AppError } }) {
  const { form, problem } = refused;
  const provider = bySlug(desk.catalog.providers, form.get('con'));
  const [field] = problem.members.errors ?? [];
  if (problem.code !== 'slot-taken' || provider === undefined) {
    return (
      <Refused title="No se pudo anotar">
        <p>{field?.detail ?? problem.message}</p>
      </Refused>
    );
  }
  const { pedido: _, ...fields } = Object.fromEntries(form);
  return (
    <Refused title={`${provider.name} no está libre ahora`}>
      <p>
        Podés atenderlo igual como sobreturno: {provider.name} va a tener dos personas a la vez. Queda marcado
        en la agenda.
      </p>
      <form method="post" action={deskPath('sin-turno')} data-once>
        <HiddenFields fields={{ ...fields, pedido: desk.ctx.requestId, sobreturno: 'si' }} />
        <button type="submit" class="danger full">
          Sí, atender como sobreturno con {provider.name}
        </button>
      </form>
    </Refused>
  );
}
