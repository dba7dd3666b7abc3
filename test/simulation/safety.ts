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

/** A commit that was just made did not go over a limit of its providers' days. */
export function findExcess(
  { action, commitId }: { readonly action: string; readonly commitId: string },
  rows: readonly BusyRow[],
  limits: readonly DayLimit[],
): Violation | undefined {
  if (!LIMITED.includes(action)) return undefined;
  for (const limit of limits) {
    const inDay = rows.filter((row) => isWithin(row, limit));
    const written = inDay.find((row) => row.commitId === commitId);
    if (written === undefined) continue;
    const active = inDay.filter(({ expiresAt }) => expiresAt === null || expiresAt > written.writtenAt);
    const bookings = new Set(active.map(({ party, ownerId }) => party ?? ownerId)).size;
    const minutes = active.reduce((sum, { startsAt, endsAt }) => sum + (endsAt - startsAt) / 60_000, 0);
    const { maxBookings, maxMinutes, providerId } = limit;
    if (bookings > (maxBookings ?? Infinity) || minutes > (maxMinutes ?? Infinity))
      return {
        property: 'limits',
        detail: `${action} ${commitId}: ${bookings} bookings, ${minutes} minutes of ${providerId}`,
      };
  }
  return undefined;
}

function isWithin(
  { subjectId, startsAt, ownerType }: BusyRow,
  { providerId, from, before }: DayLimit,
): boolean {
  const isLimited = ownerType === 'booking' || ownerType === 'hold';
  return isLimited && subjectId === providerId && startsAt >= from && startsAt < before;
}
