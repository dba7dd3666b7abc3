import { dayNumber } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import { localChanges } from '../occupancy/local-changes.ts';
import { busyTimesQuery, type WhoseTimes } from '../occupancy/read-busy-times.ts';
import { offeredSlots } from './rules/offered-slots.ts';
import type { BusyRow } from './rules/provider-time.ts';
import type { OfferedSlot, SlotRange } from './rules/slot-agenda.ts';
import { type VisitRequest, type WantedVisit, wantedVisit } from './rules/wanted-visit.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A local date begins within this of the UTC date of the same name. */
const ZONE_REACH_MS = 14 * 3_600_000;
const MAX_DAYS = 62;
const MAX_REMEMBERED = 2_000;

/** A visit as a request names it, by ids. */
export interface VisitQuery {
  readonly serviceId: string;
  readonly then?:
    | readonly { readonly serviceId: string; readonly providerId?: string | undefined }[]
    | undefined;
  readonly providerId?: string | undefined;
  readonly providerIds?: readonly string[] | undefined;
  readonly locationId?: string | undefined;
  readonly seats?: number | undefined;
}

export interface SlotSearch extends VisitQuery, SlotRange {
  /** A booking that is to be moved: its own time does not stand in its way. */
  readonly movingBookingId?: string | undefined;
}

export interface FoundSlots {
  readonly catalog: Catalog;
  readonly visit: WantedVisit;
  readonly slots: readonly OfferedSlot[];
  readonly busy: readonly BusyRow[];
}

interface Remembered extends FoundSlots {
  readonly agendaVersion: number;
  /** Until the clock alone changes the answer: the next minute, or the end of a hold. */
  readonly validUntil: number;
  /** When the database was last asked, and how many changes this isolate had made before that. */
  confirmed: Confirmation;
}

interface Confirmation {
  readonly at: number;
  readonly changes: number;
}

/** A crowd is answered by one reading in so many milliseconds; less than anybody needs to choose a time. */
const CONFIRMED_MS = 100;
/** Longer than a reading takes when all is well; then everybody reads for themselves. */
const PATIENCE_MS = 1_000;
/** Which questions are being asked now. */
const asking = new Map<string, Confirmation>();

/** Per isolate. A use is checked against the versions in the database, unless they were read a moment ago. */
const remembered = new Map<string, Remembered>();

/**
 * The free starts of a service, in one request to the database: it brings the version of everybody's time, and
 * the busy times only when that version is not the one an earlier answer was computed from.
 */
export async function findSlots(ctx: Ctx, search: SlotSearch): Promise<FoundSlots> {
  refuseRange(search);
  const key = keyOf(ctx, search);
  const confirmed = await confirmedSlots(ctx, key);
  if (confirmed !== undefined) return confirmed;
  const asked = { at: ctx.now, changes: localChanges(ctx.tenant.database.hostname) };
  asking.set(key, asked);
  try {
    const found = await readSlots(ctx, search, usableSlots(ctx, key));
    found.confirmed = asked;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, found);
    return found;
  } finally {
    asking.delete(key);
  }
}

function usableSlots(ctx: Ctx, key: string): Remembered | undefined {
  const known = remembered.get(key);
  return known !== undefined && ctx.now < known.validUntil ? known : undefined;
}

/**
 * What the database said a moment ago, if this isolate has changed nobody's time since it was asked. While
 * another request is asking just that, waits for it a little. Each waits by a timer of its own: a promise of
 * another request may never settle here.
 */
async function confirmedSlots(ctx: Ctx, key: string): Promise<Remembered | undefined> {
  for (let waited = 0, pause = 8; ; waited += pause, pause *= 2) {
    const known = usableSlots(ctx, key);
    if (known !== undefined && counts(ctx, known.confirmed, CONFIRMED_MS)) return known;
    const asked = asking.get(key);
    if (asked === undefined || !counts(ctx, asked, PATIENCE_MS) || waited > PATIENCE_MS) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Asked not too long ago, and this isolate has changed nobody's time since. */
function counts(ctx: Ctx, { at, changes }: Confirmation, withinMs: number): boolean {
  return ctx.now - at < withinMs && changes === localChanges(ctx.tenant.database.hostname);
}

function keyOf(ctx: Ctx, search: SlotSearch): string {
  const { serviceId, then, providerId, providerIds, locationId, seats } = search;
  const { from, to, everyProvider, movingBookingId } = search;
  const { hostname } = ctx.tenant.database;
  return JSON.stringify([
    hostname,
    serviceId,
    then?.map((next) => [next.serviceId, next.providerId]),
    providerId,
    providerIds,
    locationId,
    seats,
    from,
    to,
    everyProvider,
    movingBookingId,
  ]);
}

async function readSlots(ctx: Ctx, search: SlotSearch, known: Remembered | undefined): Promise<Remembered> {
  const reading = catalogRead(ctx);
  const [catalogRows, rows] = await ctx.db.read([
    reading.query,
    busyQuery(ctx, search, known?.agendaVersion),
  ]);
  const { catalog, agendaVersion } = reading.resolve(catalogRows);
  if (known !== undefined && known.agendaVersion === agendaVersion) {
    // The busy times were left out as known; a new catalog needs them after all.
    return known.catalog === catalog ? known : await readSlots(ctx, search, undefined);
  }
  const visit = wantedVisit(catalog, requireVisit(catalog, search));
  const busy = rows.filter(({ ownerId }) => ownerId !== search.movingBookingId);
  const slots = offeredSlots({ catalog, visit, busy, now: ctx.now }, search);
  const confirmed = { at: 0, changes: -1 };
  return { catalog, visit, slots, busy, agendaVersion, validUntil: validUntil(busy, ctx.now), confirmed };
}

function busyQuery(ctx: Ctx, search: SlotSearch, knownVersion: number | undefined) {
  const { from, to } = search;
  return busyTimesQuery({
    of: whoseTimes(search),
    from: dayNumber(from) * DAY_MS - ZONE_REACH_MS,
    to: (dayNumber(to) + 1) * DAY_MS + ZONE_REACH_MS,
    now: ctx.now,
    unlessVersion: knownVersion,
  });
}

/** Whose time decides about a visit: of those who are named, of all who give what nobody is named for, of resources. */
export function whoseTimes({ serviceId, providerId, providerIds, then = [] }: VisitQuery): WhoseTimes {
  const named = providerIds ?? (providerId === undefined ? [] : [providerId]);
  const anybody = then.filter((next) => next.providerId === undefined);
  return {
    serviceIds: [serviceId, ...then.map((next) => next.serviceId)],
    anyoneFor: [...(named.length === 0 ? [serviceId] : []), ...anybody.map((next) => next.serviceId)],
    providerIds: [...named, ...then.flatMap((next) => next.providerId ?? [])],
  };
}

function validUntil(busy: readonly { readonly expiresAt: number | null }[], now: number): number {
  const nextMinute = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
  return busy.reduce((until, { expiresAt }) => Math.min(until, expiresAt ?? until), nextMinute);
}

function refuseRange({ from, to }: SlotSearch): void {
  const days = dayNumber(to) - dayNumber(from) + 1;
  if (days >= 1 && days <= MAX_DAYS) return;
  const detail = days < 1 ? 'to no puede ser anterior a from' : `Pedí ${MAX_DAYS} días o menos por vez`;
  throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [{ in: 'query', pointer: '/to', detail }],
  });
}

/** Throws `not-found` when the tenant has no such service, or no such provider or location for it. */
export function requireService(
  catalog: Catalog,
  search: Pick<VisitQuery, 'serviceId' | 'providerId' | 'locationId'>,
): ServiceRecord {
  const service = catalog.serviceById.get(search.serviceId);
  if (service === undefined) throw new AppError('not-found', 'No existe ese servicio.');
  const providers = catalog.providersByService.get(service.id) ?? [];
  if (search.providerId !== undefined && !providers.some(({ id }) => id === search.providerId)) {
    throw new AppError('not-found', 'Ese profesional no existe o no ofrece ese servicio.');
  }
  if (search.locationId !== undefined && !catalog.locationById.has(search.locationId)) {
    throw new AppError('not-found', 'No existe esa sucursal.');
  }
  return service;
}

/**
 * The services, providers and place that a request names. Throws `not-found` for what the tenant does not have, and
 * `invalid-input` for more seats than a session has or a team of another size than the service needs.
 */
export function requireVisit(catalog: Catalog, query: VisitQuery): VisitRequest {
  const service = requireService(catalog, query);
  const { providerId, providerIds, locationId, seats = 1, then = [] } = query;
  for (const id of providerIds ?? []) requireService(catalog, { serviceId: service.id, providerId: id });
  if (providerIds !== undefined && new Set(providerIds).size !== service.providersNeeded)
    throw wrongField('/providerIds', `Este servicio lo dan ${service.providersNeeded} profesionales`);
  const next = then.map((one) => ({ ...one, service: requireService(catalog, one) }));
  const fewest = Math.min(service.seats, ...next.map((one) => one.service.seats));
  if (seats > fewest) throw wrongField('/seats', `Como mucho ${fewest}`);
  return { service, then: next, providerId, providerIds, locationId, seats };
}

function wrongField(pointer: string, detail: string): AppError {
  return new AppError('invalid-input', 'Revisá los campos indicados en errors.', {
    errors: [{ in: 'body', pointer, detail }],
  });
}
