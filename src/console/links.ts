import { withQuery } from '../site/links.ts';

export const DESK_PATH = '/agenda';

/** What a link within the agenda says, in the words that the address bar shows. */
export interface DeskQuery {
  readonly dia?: string | undefined;
  readonly sucursal?: string | undefined;
  readonly profesional?: string | undefined;
  readonly servicio?: string | undefined;
  readonly hora?: string | undefined;
  /** What has just been done. */
  readonly listo?: string | undefined;
  /** What a booking went over, with commas. */
  readonly avisos?: string | undefined;
}

export function dayPath(query: DeskQuery = {}): string {
  return withQuery(DESK_PATH, { ...query });
}

export function deskPath(page: string, query: DeskQuery = {}): string {
  return withQuery(`${DESK_PATH}/${page}`, { ...query });
}

export function bookingPath(id: string, query: DeskQuery = {}): string {
  return deskPath(`turno/${id}`, query);
}

/** A page of the agenda, and never another site: where a form may say that it wants to go on to. */
export function isDeskPath(path: string | undefined): path is string {
  return path !== undefined && /^\/agenda(?:\/[\w-]+)*(?:\?[\w=&%.:,+-]*)?$/.test(path);
}
