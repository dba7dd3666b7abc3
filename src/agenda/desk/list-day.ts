import type * as z from 'zod';
import type { Interval } from '../../kernel/interval.ts';
import { addDays, formatInstant, instantOf } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { BusyRow } from '../availability/rules/provider-time.ts';
import { providerWindows } from '../availability/rules/provider-windows.ts';
import type { WorkingWindow } from '../availability/rules/working-windows.ts';
import { blocksQuery } from '../blocks/list-blocks.ts';
import { presentBlock } from '../blocks/present-block.ts';
import { bookingsQuery } from '../bookings/list-bookings.ts';
import { presentBooking } from '../bookings/present-booking.ts';
import { recentCatalog } from '../catalog/read-catalog.ts';
import type { Catalog, ProviderRecord } from '../catalog/rules.ts';
import { busyTimesQuery } from '../occupancy/read-busy-times.ts';
import { type Day, type DayBooking, type DayLine, dayQuerySchema, daySchema } from './contract.ts';
import { dayLines, type DayLine as PlainLine } from './rules/day-lines.ts';

const MINUTE_MS = 60_000;
/** Five services of twelve hours. */
const LONGEST_VISIT_MS = 60 * 3_600_000;
/** More than a shop can do in three days. */
const MOST = 5_000;
const MOST_PENDING = 100;

export const listDay = action({
  name: 'desk.day',
  summary: 'El día de cada profesional en orden: turnos, bloqueos, su propio calendario y lo que queda libre',
  permission: 'desk:read',
  input: dayQuerySchema,
  output: daySchema,
  problems: ['not-found'],
  run: runListDay,
});

type Query = z.output<typeof dayQuerySchema>;
type Facts = Awaited<ReturnType<typeof readFacts>>;

async function runListDay(ctx: Ctx, query: Query): Promise<Day> {
  const catalog = await recentCatalog(ctx);
  const facts = await readFacts(ctx, catalog, query);
  const rowsOf = Map.groupBy(facts.rows, ({ subjectId }) => subjectId);
  const days = facts.providers.map((provider) =>
    dayOf(ctx, facts, { provider, rows: rowsOf.get(provider.id) ?? [] }),
  );
  const isOfResource = ({ subjectId }: { subjectId: string }) => catalog.resourceById.has(subjectId);
  return {
    date: query.date,
    timeZone: facts.zone,
    providers: days,
    resourceBlocks: facts.blocks.filter(isOfResource).map((row) => presentBlock(ctx, row)),
    pending: facts.pending.map((row) => presentRow(catalog, row)),
  };
}

async function readFacts(ctx: Ctx, catalog: Catalog, query: Query) {
  const { date, locationId, providerId } = query;
  const location = locationId === undefined ? undefined : catalog.locationById.get(locationId);
  if (locationId !== undefined && location === undefined)
    throw new AppError('not-found', 'No existe esa sucursal.');
  const zone = location?.timeZone ?? ctx.tenant.profile.timeZone;
  const span = { startsAt: instantOf(date, 0, zone), endsAt: instantOf(addDays(date, 1), 0, zone) };
  const { startsAt: from, endsAt: to } = span;
  const providers = providersOf(catalog, query);
  const providerIds = providers.map(({ id }) => id);
  const [bookings, blocks, rows, pending] = await ctx.db.read([
    bookingsQuery({ from: from - LONGEST_VISIT_MS, to, providerId, limit: MOST }),
    blocksQuery({ from, to }),
    busyTimesQuery({ of: { serviceIds: [], anyoneFor: [], providerIds }, from, to, now: ctx.now }),
    bookingsQuery({ from: ctx.now, status: 'pending', limit: MOST_PENDING }),
  ]);
  return {
    catalog,
    query,
    zone,
    span,
    providers,
    bookings: bookings.filter(({ status }) => status !== 'cancelled'),
    blocks,
    rows,
    pending: pending.filter((row) => locationId === undefined || row.locationId === locationId),
  };
}

function providersOf(catalog: Catalog, { locationId, providerId }: Query): readonly ProviderRecord[] {
  if (providerId !== undefined && !catalog.providerById.has(providerId))
    throw new AppError('not-found', 'No existe ese profesional.');
  return catalog.providers.filter(
    ({ id }) =>
      (providerId === undefined || id === providerId) &&
      (locationId === undefined || catalog.locationIdsByProvider.get(id)?.includes(locationId)),
  );
}

interface Whose {
  readonly provider: ProviderRecord;
  readonly rows: readonly BusyRow[];
}

function dayOf(ctx: Ctx, facts: Facts, { provider, rows }: Whose): Day['providers'][number] {
  const { catalog, query, zone, span } = facts;
  const isHere = (one: { locationId: string }) =>
    query.locationId === undefined || one.locationId === query.locationId;
  const windows = providerWindows(catalog, provider.id, { from: query.date, to: query.date }).filter(isHere);
  const bookings = facts.bookings.filter(isHere);
  const lines = dayLines({ providerId: provider.id, span, windows, rows, bookings });
  return {
    providerId: provider.id,
    hours: windows.map((window) => presentHours(window, zone)),
    lines: lines.flatMap((line) => presentLine(ctx, facts, line) ?? []),
  };
}

function presentHours({ opensAt, closesAt, locationId }: WorkingWindow, zone: string) {
  return {
    locationId,
    ...presentSpan({ startsAt: opensAt * MINUTE_MS, endsAt: closesAt * MINUTE_MS }, zone),
  };
}

function presentSpan({ startsAt, endsAt }: Interval, zone: string) {
  return { startsAt: formatInstant(startsAt, zone), endsAt: formatInstant(endsAt, zone) };
}

function presentLine(ctx: Ctx, facts: Facts, line: PlainLine): DayLine | undefined {
  const { catalog, zone } = facts;
  const span = presentSpan(line, zone);
  switch (line.kind) {
    case 'booking': {
      const row = facts.bookings.find(({ id }) => id === line.id);
      return row && { kind: 'booking', ...span, booking: presentRow(catalog, row) };
    }
    case 'block': {
      const row = facts.blocks.find(({ id }) => id === line.id);
      return row && { kind: 'block', ...span, block: presentBlock(ctx, row) };
    }
    case 'external':
      return { kind: 'external', ...span };
    case 'hold': {
      const expiresAt = line.expiresAt === null ? null : formatInstant(line.expiresAt, zone);
      return { kind: 'hold', ...span, expiresAt };
    }
    case 'free':
      return { kind: 'free', ...span, locationId: line.locationId };
  }
}

function presentRow(catalog: Catalog, row: Facts['bookings'][number]): DayBooking {
  return { ...presentBooking(catalog, row), staffNotes: row.staffNotes };
}
