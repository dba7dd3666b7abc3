import { dayNumber } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import { createGathering } from '../../platform/gather-reads.ts';
import type { Rows } from '../../platform/statements.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import { busyTimesQuery } from '../occupancy/read-busy-times.ts';
import { type OfferedSlot, offeredSlots, type SlotSearch } from './rules/offered-slots.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A local date begins within this of the UTC date of the same name. */
const ZONE_REACH_MS = 14 * 3_600_000;
const MAX_DAYS = 62;
const MAX_REMEMBERED = 2_000;

export interface FoundSlots {
  readonly catalog: Catalog;
  readonly service: ServiceRecord;
  readonly slots: readonly OfferedSlot[];
  readonly busy: readonly BusyRow[];
}

/** A row of busy time, in milliseconds. */
export type BusyRow = Rows<[ReturnType<typeof busyTimesQuery>]>[0][number];

interface Remembered extends FoundSlots {
  readonly agendaVersion: number;
  /** Until the clock alone changes the answer: the next minute, or the end of a hold. */
  readonly validUntil: number;
}

const gathered = createGathering<Remembered>();
/** Per isolate. Every use is checked against the versions that the same request reads from the database. */
const remembered = new Map<string, Remembered>();

/**
 * The free starts of a service, in one request to the database: it brings the version of everybody's time, and
 * the busy times only when that version is not the one an earlier answer was computed from.
 */
export async function findSlots(ctx: Ctx, search: SlotSearch): Promise<FoundSlots> {
  refuseRange(search);
  const key = keyOf(ctx, search);
  const found = await gathered.read(key, () => readAndRemember(ctx, key, search), ctx.defer);
  // Read by somebody whose minute ended meanwhile: then this is the one to read again.
  return ctx.now < found.validUntil ? found : await readAndRemember(ctx, key, search);
}

async function readAndRemember(ctx: Ctx, key: string, search: SlotSearch): Promise<Remembered> {
  const known = remembered.get(key);
  const usable = known !== undefined && ctx.now < known.validUntil ? known : undefined;
  const found = await readSlots(ctx, search, usable);
  if (found === usable) return found;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, found);
  return found;
}

function keyOf(ctx: Ctx, search: SlotSearch): string {
  const { serviceId, providerId, locationId, from, to, everyProvider, movingBookingId } = search;
  const { hostname } = ctx.tenant.database;
  return JSON.stringify([
    hostname,
    serviceId,
    providerId,
    locationId,
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
  const service = requireService(catalog, search);
  const busy = rows.filter(({ ownerId }) => ownerId !== search.movingBookingId);
  const slots = offeredSlots(catalog, { service, search, busy }, ctx.now);
  return { catalog, service, slots, busy, agendaVersion, validUntil: validUntil(busy, ctx.now) };
}

function busyQuery(
  ctx: Ctx,
  { serviceId, providerId, from, to }: SlotSearch,
  knownVersion: number | undefined,
) {
  return busyTimesQuery({
    of: providerId === undefined ? { serviceId } : { providerId },
    from: dayNumber(from) * DAY_MS - ZONE_REACH_MS,
    to: (dayNumber(to) + 1) * DAY_MS + ZONE_REACH_MS,
    now: ctx.now,
    unlessVersion: knownVersion,
  });
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
  search: Pick<SlotSearch, 'serviceId' | 'providerId' | 'locationId'>,
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
