import type { ProcessingGap } from '../rules.ts';
import { minutesOf } from './hours-text.ts';

/** The parts of a catalog's specification that can contradict each other. */
export interface CheckedSpec {
  readonly locations: readonly { readonly slug: string }[];
  readonly services: readonly CheckedService[];
  readonly providers: readonly CheckedProvider[];
  readonly resources: readonly { readonly slug: string; readonly kind: string; readonly location: string }[];
  readonly travelTimes: readonly { readonly between: readonly [string, string] }[];
  readonly holidays: readonly { readonly date: string }[];
  readonly intake: readonly AskedOfServices[];
  readonly consents: readonly AskedOfServices[];
}

interface AskedOfServices {
  readonly services?: readonly string[] | undefined;
}

interface CheckedService {
  readonly slug: string;
  readonly durationMinutes: number;
  readonly processing: readonly ProcessingGap[];
  readonly providersNeeded: number;
  readonly resourceKinds: readonly string[];
  readonly bookableFrom: string | null;
  readonly bookableUntil: string | null;
}

interface CheckedProvider {
  readonly slug: string;
  readonly services: readonly { readonly service: string; readonly durationMinutes: number | null }[];
  readonly weeklyHours: readonly {
    readonly location: string;
    readonly weekdays: readonly number[];
    readonly hours: readonly string[];
  }[];
  readonly datedHours: readonly {
    readonly date: string;
    readonly location?: string | undefined;
    readonly hours: readonly string[];
  }[];
}

/** Where in the specification, and what to change. */
export interface Contradiction {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Everything in a catalog that parses but cannot be meant. */
export function contradictionsIn(spec: CheckedSpec): Contradiction[] {
  return [
    ...(['locations', 'services', 'providers', 'resources'] as const).flatMap((list) =>
      repeatedIn(spec[list], list),
    ),
    ...spec.services.flatMap((service, index) => inService(spec, service, ['services', index])),
    ...spec.providers.flatMap((provider, index) => inProvider(spec, provider, ['providers', index])),
    ...spec.resources.flatMap(({ location }, index) =>
      unknown(spec.locations, location, ['resources', index, 'location'], 'una sucursal'),
    ),
    ...spec.travelTimes.flatMap((travel, index) => inTravel(spec, travel.between, index)),
    ...repeatedDates(spec.holidays),
    ...(['intake', 'consents'] as const).flatMap((list) => inAsked(spec, list)),
  ];
}

function repeatedIn(items: readonly { readonly slug: string }[], list: string): Contradiction[] {
  return items.flatMap(({ slug }, index) =>
    items.findIndex((other) => other.slug === slug) === index
      ? []
      : [{ path: [list, index, 'slug'], message: `Repetido: ${slug}` }],
  );
}

function unknown(
  known: readonly { readonly slug: string }[],
  slug: string,
  path: (string | number)[],
  what: string,
): Contradiction[] {
  return known.some((one) => one.slug === slug) ? [] : [{ path, message: `No hay ${what} ${slug}` }];
}

function inService(spec: CheckedSpec, service: CheckedService, at: (string | number)[]): Contradiction[] {
  const found: Contradiction[] = [];
  const report = (field: string, message: string) => found.push({ path: [...at, field], message });
  const able = spec.providers.filter(({ services }) =>
    services.some((own) => own.service === service.slug),
  ).length;
  if (service.providersNeeded > 1 && able < service.providersNeeded)
    report('providersNeeded', `Sólo ${able} profesionales dan este servicio`);
  if (!areInside(service.processing, service.durationMinutes))
    report('processing', 'Las pausas van en orden, separadas, y antes y después de cada una se trabaja');
  if (
    service.bookableFrom !== null &&
    service.bookableUntil !== null &&
    service.bookableFrom > service.bookableUntil
  )
    report('bookableUntil', 'Es anterior a bookableFrom');
  for (const kind of service.resourceKinds)
    if (!spec.resources.some((one) => one.kind === kind))
      report('resourceKinds', `No hay ningún recurso de tipo ${kind}`);
  return found;
}

function inAsked(spec: CheckedSpec, list: 'intake' | 'consents'): Contradiction[] {
  return spec[list].flatMap(({ services = [] }, index) =>
    services.flatMap((slug, at) =>
      unknown(spec.services, slug, [list, index, 'services', at], 'un servicio'),
    ),
  );
}

function areInside(processing: readonly ProcessingGap[], durationMinutes: number): boolean {
  let worksFrom = 0;
  for (const { afterMinutes, minutes } of processing) {
    if (afterMinutes <= worksFrom) return false;
    worksFrom = afterMinutes + minutes;
  }
  return processing.length === 0 || worksFrom < durationMinutes;
}

function inProvider(spec: CheckedSpec, provider: CheckedProvider, at: (string | number)[]): Contradiction[] {
  const offers = provider.services.flatMap(({ service, durationMinutes }, index) => {
    const path = [...at, 'services', index];
    const known = spec.services.find(({ slug }) => slug === service);
    if (known === undefined) return [{ path, message: `No hay un servicio ${service}` }];
    if (provider.services.findIndex((other) => other.service === service) !== index)
      return [{ path, message: `Repetido: ${service}` }];
    if (durationMinutes !== null && known.processing.length > 0)
      return [{ path, message: 'Un servicio con pausas dura lo mismo con todos' }];
    return fitsSomewhere(provider, durationMinutes ?? known.durationMinutes)
      ? []
      : [{ path, message: `Dura más que cualquier turno de trabajo de ${provider.slug}` }];
  });
  const weekly = provider.weeklyHours.flatMap(({ location }, index) =>
    unknown(spec.locations, location, [...at, 'weeklyHours', index, 'location'], 'una sucursal'),
  );
  return [...offers, ...weekly, ...overlapping(provider, at), ...inDatedHours(spec, provider, at)];
}

function inDatedHours(
  spec: CheckedSpec,
  provider: CheckedProvider,
  at: (string | number)[],
): Contradiction[] {
  return provider.datedHours.flatMap(({ location, hours }, index) => {
    const path = [...at, 'datedHours', index, 'location'];
    if (location !== undefined) return unknown(spec.locations, location, path, 'una sucursal');
    return hours.length > 0 ? [{ path, message: 'Decí en qué sucursal vale ese horario' }] : [];
  });
}

/** Nobody is in two places at once; shifts of one place may touch but not overlap. */
function overlapping(provider: CheckedProvider, at: (string | number)[]): Contradiction[] {
  const shifts = provider.weeklyHours.flatMap(({ weekdays, hours }, index) =>
    weekdays.flatMap((weekday) => hours.map((text) => ({ index, weekday, ...minutesOf(text) }))),
  );
  return shifts.flatMap((one, position) => {
    const clash = shifts
      .slice(0, position)
      .find(
        (other) =>
          other.weekday === one.weekday &&
          other.opensMinute < one.closesMinute &&
          one.opensMinute < other.closesMinute,
      );
    return clash === undefined
      ? []
      : [
          {
            path: [...at, 'weeklyHours', one.index, 'hours'],
            message: `Se superpone con weeklyHours/${clash.index} el día ${one.weekday}`,
          },
        ];
  });
}

function fitsSomewhere({ weeklyHours, datedHours }: CheckedProvider, durationMinutes: number): boolean {
  return [...weeklyHours, ...datedHours].some(({ hours }) =>
    hours.some((text) => {
      const { opensMinute, closesMinute } = minutesOf(text);
      return closesMinute - opensMinute >= durationMinutes;
    }),
  );
}

function inTravel(
  spec: CheckedSpec,
  [one, other]: readonly [string, string],
  index: number,
): Contradiction[] {
  const path = ['travelTimes', index, 'between'];
  if (one === other) return [{ path, message: 'Son la misma sucursal' }];
  return [one, other].flatMap((slug) => unknown(spec.locations, slug, path, 'una sucursal'));
}

function repeatedDates(holidays: CheckedSpec['holidays']): Contradiction[] {
  return holidays.flatMap(({ date }, index) =>
    holidays.findIndex((other) => other.date === date) === index
      ? []
      : [{ path: ['holidays', index, 'date'], message: `Repetida: ${date}` }],
  );
}
