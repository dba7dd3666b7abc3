import type { Interval } from '../../kernel/interval.ts';
import { checkWebhookTarget } from '../../partners/webhooks/rules/webhook-target.ts';
import type { Ctx } from '../../platform/context.ts';
import { errorFields } from '../../platform/log.ts';
import { digest } from '../../platform/secrets.ts';
import { recentCatalog } from '../catalog/read-catalog.ts';
import type { Catalog } from '../catalog/rules.ts';
import { freeTime, occupyTime, type WantedOccupation } from '../occupancy/occupy-time.ts';
import { occupationsQuery } from '../occupancy/read-busy-times.ts';
import { fetchCalendar, parseCalendar } from './gateway-ical.ts';
import { urlOf } from './present-external-calendar.ts';
import { type BusyReading, busyTimesOfCalendar } from './rules/calendar-busy.ts';
import { nextReading } from './rules/read-schedule.ts';
import {
  dueExternalCalendars,
  type ExternalCalendarRow,
  leaseReading,
  type ReadingOutcome,
  recordReading,
} from './store.ts';

const DAY_MS = 86_400_000;
const DAYS_AHEAD = 91;
const PER_SWEEP = 20;
/** A Worker has six connections at once; two are left for the database. */
const AT_ONCE = 4;

/** Reads the calendars whose time has come; one that fails keeps nobody else waiting. */
export async function readDueCalendars(ctx: Ctx): Promise<void> {
  const [due] = await ctx.db.read([dueExternalCalendars(ctx.now, PER_SWEEP)]);
  const queue = [...due];
  const readers = Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await readLeased(ctx, next);
  });
  await Promise.all(readers);
}

/** Two sweeps at once read a calendar once. */
async function readLeased(ctx: Ctx, row: ExternalCalendarRow): Promise<void> {
  try {
    const [leased] = await ctx.db.note([leaseReading(row, nextReading(row.failures, ctx.now))]);
    if (leased === 1) await readCalendar(ctx, row);
  } catch (error) {
    ctx.log.warn('calendar.read-failed', { calendarId: row.id, ...errorFields(error) });
  }
}

/**
 * Reads one calendar and makes its provider's busy times say what it says; when that cannot be read they stay as they
 * were, and the calendar says why.
 */
export async function readCalendar(ctx: Ctx, row: ExternalCalendarRow): Promise<void> {
  const isAllowed = (url: string) => checkWebhookTarget(url, ctx.webhookPolicy).ok;
  const answer = await fetchCalendar({
    url: await urlOf(ctx, row),
    etag: usableEtag(row, ctx.now),
    isAllowed,
  });
  if (answer.status === 'failed') return await recordFailure(ctx, row, answer.detail);
  if (answer.status === 'unchanged') return await recordSuccess(ctx, row, {});
  const reading = await busyIn(ctx, row, answer.text);
  if (!reading.ok) return await recordFailure(ctx, row, reading.detail);
  const contentHash = await digest(JSON.stringify(reading.busy));
  const news = { etag: answer.etag, contentHash };
  if (contentHash === row.contentHash) return await recordSuccess(ctx, row, news);
  await replaceBusyTimes(ctx, row, { busy: reading.busy, outcome: success(ctx, news) });
}

/** What is looked at moves with the days: once a day a calendar is read again although nothing in it changed. */
function usableEtag({ etag, lastReadAt }: ExternalCalendarRow, now: number): string | null {
  const isOfToday = lastReadAt !== null && Math.floor(lastReadAt / DAY_MS) === Math.floor(now / DAY_MS);
  return isOfToday ? etag : null;
}

async function busyIn(ctx: Ctx, row: ExternalCalendarRow, text: string): Promise<BusyReading> {
  const calendar = await parseCalendar(text);
  if (calendar === undefined)
    return { ok: false, detail: 'No es un calendario iCalendar (.ics) que se pueda leer.' };
  const from = Math.floor(ctx.now / DAY_MS) * DAY_MS;
  const homeZone = homeZoneOf(await recentCatalog(ctx), row.providerId) ?? ctx.tenant.profile.timeZone;
  return busyTimesOfCalendar(calendar, { homeZone, from, to: from + DAYS_AHEAD * DAY_MS });
}

function homeZoneOf(catalog: Catalog, providerId: string): string | undefined {
  return catalog.locationById.get(catalog.locationIdsByProvider.get(providerId)?.[0] ?? '')?.timeZone;
}

interface Replacement {
  readonly busy: readonly Interval[];
  readonly outcome: ReadingOutcome;
}

/** What was there goes, what is there now is written, in one commit; over bookings too: reality cannot be refused. */
async function replaceBusyTimes(
  ctx: Ctx,
  row: ExternalCalendarRow,
  { busy, outcome }: Replacement,
): Promise<void> {
  const [before] = await ctx.db.read([occupationsQuery(row.id)]);
  const commit = {
    write: [recordReading(row.id, outcome)],
    events: [],
    audit: { action: 'external-calendars.read', subjectId: row.id, details: { busy: busy.length } },
  };
  const result =
    busy.length === 0
      ? await freeTime(ctx, before, commit)
      : await occupyTime(ctx, { times: busy.map((time) => occupationOf(row, time)), before, commit });
  if (!result.ok) ctx.log.info('calendar.not-replaced', { calendarId: row.id, reason: result.reason });
}

function occupationOf({ id, providerId }: ExternalCalendarRow, time: Interval): WantedOccupation {
  return {
    ...time,
    subjectId: providerId,
    ownerType: 'external',
    ownerId: id,
    bufferBefore: 0,
    bufferAfter: 0,
    placeId: null,
    capacity: 1,
    party: null,
    seats: 1,
    partySeats: 1,
    travel: {},
    isOverbooked: true,
  };
}

function success(ctx: Ctx, news: Pick<ReadingOutcome, 'etag' | 'contentHash'>): ReadingOutcome {
  return { ...news, lastReadAt: ctx.now, lastError: null, failures: 0, nextReadAt: nextReading(0, ctx.now) };
}

async function recordSuccess(
  ctx: Ctx,
  { id }: ExternalCalendarRow,
  news: Pick<ReadingOutcome, 'etag' | 'contentHash'>,
): Promise<void> {
  await ctx.db.note([recordReading(id, success(ctx, news))]);
}

async function recordFailure(ctx: Ctx, row: ExternalCalendarRow, detail: string): Promise<void> {
  const failures = row.failures + 1;
  const outcome = { lastError: detail, failures, nextReadAt: nextReading(failures, ctx.now) };
  await ctx.db.note([recordReading(row.id, outcome)]);
}
