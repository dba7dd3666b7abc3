import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { OVERLAPS } from '../support/tenant-database.ts';
import { seededRandom } from './random.ts';
import { hasRoomByOracle } from './room-oracle.ts';

const MINUTE = 60_000;
const WAY = 20 * MINUTE;

interface Row {
  readonly id: string;
  readonly ownerId: string;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  readonly placeId: string | null;
  readonly capacity: number;
  readonly party: string | null;
  readonly seats: number;
  readonly partySeats: number;
  readonly isOverbooked: boolean;
  readonly expiresAt: number | null;
  readonly writtenAt: number;
}

/** A database that refuses nothing. */
function openDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false });
  for (const name of readdirSync('migrations/tenant').sort())
    database.exec(readFileSync(`migrations/tenant/${name}`, 'utf8'));
  for (const trigger of ['no_overlap', 'no_room', 'no_seat'])
    database.exec(`DROP TRIGGER busy_times_${trigger}`);
  database.exec(`INSERT INTO travel_times VALUES ('here', 'there', 20), ('there', 'here', 20)`);
  return database;
}

function randomRow(random: ReturnType<typeof seededRandom>, index: number, capacity: number): Row {
  const startsAt = 5 * random.between(0, 24) * MINUTE;
  const isSeat = random.chance(0.3);
  const begin = isSeat ? 30 * MINUTE : startsAt;
  return {
    id: `row-${index}`,
    ownerId: `owner-${random.between(0, 6)}`,
    startsAt: begin,
    endsAt: begin + (isSeat ? 45 : 5 * random.between(1, 8)) * MINUTE,
    bufferBefore: random.pick([0, 0, 5, 10]) * MINUTE,
    bufferAfter: random.pick([0, 0, 5, 10]) * MINUTE,
    placeId: capacity > 1 ? null : random.pick([null, 'here', 'there']),
    capacity,
    party: isSeat ? 'session' : null,
    seats: random.between(1, 2),
    partySeats: 3,
    isOverbooked: random.chance(0.1),
    expiresAt: random.chance(0.2) ? random.between(0, 10) : null,
    writtenAt: index,
  };
}

function insert(database: DatabaseSync, row: Row): void {
  database
    .prepare(
      `INSERT INTO busy_times VALUES (?, 'subject', 'block', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...[
        row.id,
        row.ownerId,
        `commit-${row.id}`,
        row.startsAt,
        row.endsAt,
        row.bufferBefore,
        row.bufferAfter,
      ],
      ...[row.placeId, row.capacity, row.party, row.seats, row.partySeats, row.isOverbooked ? 1 : 0],
      ...[row.expiresAt, row.writtenAt],
    );
}

function crowdedByOracle(rows: readonly Row[]): string[] {
  return rows.flatMap((row, index) => {
    const before = rows
      .slice(0, index)
      .filter(
        ({ expiresAt, ownerId }) =>
          ownerId !== row.ownerId && (expiresAt === null || expiresAt > row.writtenAt),
      );
    const travel: Record<string, number> =
      row.placeId === 'here' ? { there: WAY } : row.placeId === 'there' ? { here: WAY } : {};
    const isCrowded = !row.isOverbooked && !hasRoomByOracle({ ...row, travel }, before);
    return isCrowded ? [row.id] : [];
  });
}

it('the self-join finds just the times that have no room, as the oracle sees it', () => {
  const database = openDatabase();
  let crowded = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = seededRandom(seed);
    const capacity = random.between(1, 3);
    const rows = Array.from({ length: random.between(2, 9) }, (_, index) =>
      randomRow(random, index, capacity),
    );
    database.exec('DELETE FROM busy_times');
    for (const row of rows) insert(database, row);
    const found = database
      .prepare(OVERLAPS)
      .all()
      .map(({ later }) => String(later));
    const expected = crowdedByOracle(rows);
    crowded += expected.length;
    expect([...new Set(found)].sort(), `seed ${seed}`).toEqual(expected.sort());
  }
  expect(crowded).toBeGreaterThan(200);
});
