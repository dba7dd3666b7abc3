import type { WantedTime } from '../../src/kernel/occupancy.ts';
import type { Engine } from './engine.ts';
import { hasRoomByOracle } from './room-oracle.ts';

/** A promise that was broken. */
export interface Violation {
  readonly property: string;
  readonly detail: string;
}

interface BusyRow extends WantedTime {
  readonly id: string;
  readonly subjectId: string;
  readonly ownerType: string;
  readonly commitId: string;
  readonly isOverbooked: number;
  readonly expiresAt: number | null;
  readonly writtenAt: number;
}

/** In the order in which they were written. */
export function busyRows(engine: Engine): BusyRow[] {
  return engine.rows(`SELECT id, subject_id AS subjectId, owner_type AS ownerType, owner_id AS ownerId,
      commit_id AS commitId, starts_at AS startsAt, ends_at AS endsAt, buffer_before AS bufferBefore,
      buffer_after AS bufferAfter, place_id AS placeId, capacity, party, seats, party_seats AS partySeats,
      is_overbooked AS isOverbooked, expires_at AS expiresAt, written_at AS writtenAt
    FROM busy_times ORDER BY rowid`) as unknown as BusyRow[];
}

export type Travel = ReadonlyMap<string, Readonly<Record<string, number>>>;

/** Milliseconds from each place to others. */
export function travelIn(engine: Engine): Travel {
  const rows = engine.rows(
    'SELECT from_location_id AS here, to_location_id AS there, minutes FROM travel_times',
  );
  return new Map(
    [...Map.groupBy(rows, ({ here }) => String(here))].map(([here, ways]) => [
      here,
      Object.fromEntries(ways.map(({ there, minutes }) => [there, Number(minutes) * 60_000])),
    ]),
  );
}

/** Every row had room beside those that were there before it, unless it was put over them on purpose. */
export function findOverlap(rows: readonly BusyRow[], travel: Travel): Violation | undefined {
  for (const [index, row] of rows.entries()) {
    if (row.isOverbooked === 1) continue;
    const before = rows
      .slice(0, index)
      .filter(
        ({ subjectId, expiresAt }) =>
          subjectId === row.subjectId && (expiresAt === null || expiresAt > row.writtenAt),
      );
    const isProvider = row.capacity === 1;
    const wanted = { ...row, travel: isProvider ? (travel.get(row.placeId ?? '') ?? {}) : {} };
    if (!hasRoomByOracle(wanted, before))
      return { property: 'no-overlap', detail: `${row.id} of ${row.ownerId} on ${row.subjectId}` };
  }
  return undefined;
}

export interface DayLimit {
  readonly providerId: string;
  readonly from: number;
  readonly before: number;
  readonly maxBookings: number | null;
  readonly maxMinutes: number | null;
}

/** Whoever books by themselves keeps the limits; what the shop puts into its own day need not. */
const LIMITED = ['bookings.create', 'holds.create', 'series.create', 'waitlist.offer'];

/** What was written last did not go over a limit of its provider's day. */
export function findExcess(
  engine: Engine,
  rows: readonly BusyRow[],
  limits: readonly DayLimit[],
): Violation | undefined {
  const [last] = rows.slice(-1);
  const [audit] = engine.rows('SELECT action FROM audit_log WHERE id = ?', last?.commitId ?? '');
  if (!LIMITED.includes(String(audit?.action))) return undefined;
  const concerned = new Set(
    rows.filter(({ commitId }) => commitId === last?.commitId).map(({ subjectId }) => subjectId),
  );
  for (const limit of limits.filter(({ providerId }) => concerned.has(providerId))) {
    const inDay = rows.filter(
      ({ subjectId, startsAt, ownerType }) =>
        subjectId === limit.providerId &&
        startsAt >= limit.from &&
        startsAt < limit.before &&
        (ownerType === 'booking' || ownerType === 'hold'),
    );
    const writtenAt = last?.writtenAt ?? 0;
    const active = inDay.filter(({ expiresAt }) => expiresAt === null || expiresAt > writtenAt);
    const bookings = new Set(active.map(({ party, ownerId }) => party ?? ownerId)).size;
    const minutes = active.reduce((sum, { startsAt, endsAt }) => sum + (endsAt - startsAt) / 60_000, 0);
    if (bookings > (limit.maxBookings ?? Number.POSITIVE_INFINITY))
      return { property: 'limits', detail: `${bookings} bookings of ${limit.providerId}` };
    if (minutes > (limit.maxMinutes ?? Number.POSITIVE_INFINITY))
      return { property: 'limits', detail: `${minutes} minutes of ${limit.providerId}` };
  }
  return undefined;
}
