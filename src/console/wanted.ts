import type { Availability } from '../agenda/availability/contract.ts';
import { listSlots } from '../agenda/availability/list-slots.ts';
import type { LocationRecord, ProviderRecord, ServiceRecord } from '../agenda/catalog/rules.ts';
import { addDays, formatInstant, instantOf, isLocalDate, type LocalDate } from '../kernel/local-time.ts';
import { bySlug, type Desk, dateOf, type Form, perform } from './desk.tsx';
import type { DeskQuery } from './links.ts';

/** A start that is being looked for: what, where, with whom, on which day. */
export interface Wanted {
  readonly service: ServiceRecord;
  readonly location: LocationRecord;
  readonly provider: ProviderRecord | undefined;
  readonly date: LocalDate;
  readonly locations: readonly LocationRecord[];
  /** Who gives the service there. */
  readonly providers: readonly ProviderRecord[];
}

/** Undefined: the service is not known yet, or nobody gives it. */
export function wantedOf(desk: Desk, query: DeskQuery): Wanted | undefined {
  const { catalog } = desk;
  const service = bySlug(catalog.services, query.servicio);
  const all = catalog.providersByService.get(service?.id ?? '') ?? [];
  const locations = catalog.locations.filter(({ id }) => all.some((one) => worksAt(desk, one, id)));
  const named = all.find(({ slug }) => slug === query.profesional);
  const own = locations.find(({ id }) => named !== undefined && worksAt(desk, named, id));
  const location = bySlug(locations, query.sucursal) ?? own ?? locations[0];
  if (service === undefined || location === undefined) return undefined;
  const providers = all.filter((one) => worksAt(desk, one, location.id));
  return {
    service,
    location,
    provider: providers.find((one) => one === named),
    date: dateOf({ ctx: desk.ctx, query }, location.timeZone),
    locations,
    providers,
  };
}

function worksAt({ catalog }: Desk, { id }: ProviderRecord, locationId: string): boolean {
  return catalog.locationIdsByProvider.get(id)?.includes(locationId) ?? false;
}

/** What customers are offered that day; ranked, so that the desk sees what leaves no gaps. */
export async function offeredTo(desk: Desk, wanted: Wanted): Promise<Availability['slots']> {
  const { service, location, provider, date } = wanted;
  const { slots } = await perform(desk.ctx, listSlots, {
    serviceId: service.id,
    locationId: location.id,
    ...(provider && { providerId: provider.id }),
    from: date,
    to: date,
    rank: '1',
  });
  return slots;
}

/** The link that says the same. */
export function queryOf({ service, location, locations, provider, date }: Wanted): DeskQuery {
  return {
    servicio: service.slug,
    sucursal: locations.length > 1 ? location.slug : undefined,
    profesional: provider?.slug,
    dia: date,
  };
}

/** RFC 3339 of a form's day and hour; a text that is none when it has none, for the use case to refuse. */
export function startOf(form: Form, date: LocalDate, zone: string): string {
  return instantText(date, form.get('otra')?.trim() || form.get('hora'), zone) ?? '';
}

/** RFC 3339 of a date and an `HH:MM` in a zone. */
export function instantText(
  date: string | undefined,
  hour: string | undefined,
  zone: string,
): string | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(hour ?? '') ?? [];
  if (hours === undefined || date === undefined || !isLocalDate(date)) return undefined;
  return formatInstant(instantOf(date, Number(hours) * 60 + Number(minutes), zone), zone);
}

/** A local day as RFC 3339, half-open. */
export function daySpan(date: LocalDate, zone: string): { from: string; to: string } {
  const [from, to] = [instantOf(date, 0, zone), instantOf(addDays(date, 1), 0, zone)];
  return { from: formatInstant(from, zone), to: formatInstant(to, zone) };
}
