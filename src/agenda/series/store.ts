import { eq, inArray, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { bookings } from '../bookings/tables.ts';
import { busyTimes } from '../occupancy/tables.ts';
import { series } from './tables.ts';

export type SeriesRow = typeof series.$inferSelect;

export function seriesById(id: string) {
  return statements.select().from(series).where(eq(series.id, id));
}

export function insertSeries(row: SeriesRow) {
  return statements.insert(series).values(row);
}

/** Refused by a trigger when the series was changed since it was read. */
export function touchSeries({ id, revision }: Pick<SeriesRow, 'id' | 'revision'>, now: number) {
  return statements
    .update(series)
    .set({ revision: revision + 1, updatedAt: now })
    .where(eq(series.id, id));
}

/** What the bookings of a series take, of whom and by which commit. */
export function occupiedBySeries(id: string) {
  const ownerIds = statements.select({ id: bookings.id }).from(bookings).where(eq(bookings.seriesId, id));
  return statements
    .select({
      subjectId: busyTimes.subjectId,
      commitId: busyTimes.commitId,
      ownerId: busyTimes.ownerId,
      startsAt: sql<number>`min(${busyTimes.startsAt})`,
      endsAt: sql<number>`max(${busyTimes.endsAt})`,
    })
    .from(busyTimes)
    .where(inArray(busyTimes.ownerId, ownerIds))
    .groupBy(busyTimes.subjectId, busyTimes.commitId, busyTimes.ownerId);
}
