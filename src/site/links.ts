export const BOOKING_PATH = '/reservar';
export const DETAILS_PATH = '/reservar/datos';
export const WAIT_PATH = '/espera';

/** What a link to the times says, in the words that the address bar shows. Ids never appear there. */
export interface TimesQuery {
  readonly servicio?: string | undefined;
  readonly sucursal?: string | undefined;
  readonly profesional?: string | undefined;
  readonly dia?: string | undefined;
  /** Further services of the same visit, with commas. */
  readonly mas?: string | undefined;
  /** Places in a group session. */
  readonly lugares?: string | undefined;
}

export function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

export function timesPath(query: TimesQuery): string {
  return withQuery(BOOKING_PATH, { ...query });
}

export function phoneHref(phone: string): string {
  return `tel:${phone.replace(/[^+\d]/g, '')}`;
}

export function mapHref(place: string): string {
  return withQuery('https://www.google.com/maps/search/', { api: '1', query: place });
}
