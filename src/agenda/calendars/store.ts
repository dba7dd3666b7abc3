import { and, asc, eq, gte, lt, lte } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { blocks } from '../blocks/tables.ts';
import { busyTimes } from '../occupancy/tables.ts';
import { calendarLinks, externalCalendars } from './tables.ts';

export function calendarLinkOf(providerId: string) {
  return statements.select().from(calendarLinks).where(eq(calendarLinks.providerId, providerId));
}

export function allCalendarLinks() {
  return statements.select().from(calendarLinks);
}

/** Makes a generation of a provider's link the one that counts. */
export function setLinkGeneration(providerId: string, generation: number) {
  return statements
    .insert(calendarLinks)
    .values({ providerId, generation })
    .onConflictDoUpdate({ target: calendarLinks.providerId, set: { generation } });
}

export interface ProviderSpan {
  readonly providerId: string;
  /** Epoch milliseconds, half-open. */
  readonly from: number;
  readonly to: number;
}

/** Time set aside of a provider that begins within a span. */
export function blocksOf({ providerId, from, to }: ProviderSpan) {
  return statements
    .select({
      ownerId: busyTimes.ownerId,
      startsAt: busyTimes.startsAt,
      endsAt: busyTimes.endsAt,
      writtenAt: busyTimes.writtenAt,
      reason: blocks.reason,
    })
    .from(busyTimes)
    .leftJoin(blocks, eq(blocks.id, busyTimes.ownerId))
    .where(
      and(
        eq(busyTimes.subjectId, providerId),
        eq(busyTimes.ownerType, 'block'),
        gte(busyTimes.startsAt, from),
        lt(busyTimes.startsAt, to),
      ),
    )
    .orderBy(asc(busyTimes.startsAt), asc(busyTimes.id));
}

export type ExternalCalendarRow = typeof externalCalendars.$inferSelect;

export function allExternalCalendars() {
  return statements
    .select()
    .from(externalCalendars)
    .orderBy(asc(externalCalendars.createdAt), asc(externalCalendars.id));
}

export function externalCalendarById(id: string) {
  return statements.select().from(externalCalendars).where(eq(externalCalendars.id, id));
}

export function dueExternalCalendars(now: number, limit: number) {
  return statements
    .select()
    .from(externalCalendars)
    .where(lte(externalCalendars.nextReadAt, now))
    .orderBy(asc(externalCalendars.nextReadAt), asc(externalCalendars.id))
    .limit(limit);
}

export function insertExternalCalendar(row: ExternalCalendarRow) {
  return statements.insert(externalCalendars).values(row);
}

export function deleteExternalCalendar(id: string) {
  return statements.delete(externalCalendars).where(eq(externalCalendars.id, id));
}

/** Takes a reading for oneself until an instant: of several who are about to read, one changes a row. */
export function leaseReading({ id, nextReadAt }: ExternalCalendarRow, until: number) {
  return statements
    .update(externalCalendars)
    .set({ nextReadAt: until })
    .where(and(eq(externalCalendars.id, id), eq(externalCalendars.nextReadAt, nextReadAt)));
}

export type ReadingOutcome = Partial<
  Pick<ExternalCalendarRow, 'etag' | 'contentHash' | 'lastReadAt' | 'lastError' | 'failures' | 'nextReadAt'>
>;

/** What a reading came to. */
export function recordReading(id: string, outcome: ReadingOutcome) {
  return statements.update(externalCalendars).set(outcome).where(eq(externalCalendars.id, id));
}
