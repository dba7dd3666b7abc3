import { dayNumber } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Rows } from '../../platform/statements.ts';
import { catalogRead } from '../catalog/read-catalog.ts';
import type { Catalog, ServiceRecord } from '../catalog/rules.ts';
import { localChanges } from '../occupancy/local-changes.ts';
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
  const confirmed = { at: 0, changes: -1 };
  return { catalog, service, slots, busy, agendaVersion, validUntil: validUntil(busy, ctx.now), confirmed };
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
