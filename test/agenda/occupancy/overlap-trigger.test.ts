import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeClaim } from '../../../src/kernel/claims.ts';
import { conflicts, type PaddedInterval } from '../../../src/kernel/interval.ts';
import { hasRoom } from '../../../src/kernel/occupancy.ts';
import { timeOf } from '../../support/claims.ts';
import { readMigrations } from '../../support/migrations.ts';
import { askedOfOneSubject, paddedTime, WAYS } from './arbitraries.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const database = new DatabaseSync(':memory:');
for (const { sql } of await readMigrations('tenant')) database.exec(sql);
database.exec('PRAGMA foreign_keys = OFF');
for (const [from, ways] of Object.entries(WAYS))
  for (const [to, minutes] of Object.entries(ways))
    database.prepare('INSERT INTO travel_times VALUES (?, ?, ?)').run(from, to, minutes);

interface Row extends PaddedInterval {
  subject?: string;
  owner: string;
  expiresAt?: number;
  writtenAt?: number;
}

function insert({
  subject = 'prv',
  owner,
  expiresAt = null,
  writtenAt = 0,
  ...time
}: Omit<Row, 'expiresAt'> & { expiresAt?: number | null }): void {
  insertClaim(timeOf(owner, time), { subject, expiresAt, writtenAt });
}

interface Written {
  subject: string;
  expiresAt: number | null;
  writtenAt: number;
}

function insertClaim(
  claim: TimeClaim,
  { subject, expiresAt, writtenAt }: Written = { subject: 'prv', expiresAt: null, writtenAt: 0 },
): void {
  database
    .prepare("INSERT INTO busy_times VALUES (?, ?, 'booking', ?, 'cmt', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    .run(
      `${claim.ownerId}:${claim.startsAt}:${subject}`,
      subject,
      claim.ownerId,
      claim.startsAt,
      claim.endsAt,
      claim.bufferBefore,
      claim.bufferAfter,
      claim.placeId,
      claim.capacity,
      claim.party,
      claim.seats,
      claim.partySeats,
      claim.isOverbooked ? 1 : 0,
      expiresAt,
      writtenAt,
    );
}

/** Runs on a database without busy times and says whether the triggers let it pass. */
function passes(run: () => void): boolean {
  database.exec('DELETE FROM busy_times');
  return accepts(run);
}

function accepts(run: () => void): boolean {
  try {
    run();
    return true;
  } catch (error) {
    expect(String(error)).toContain('OVERLAP');
    return false;
  }
}

function time(startsAt: number, endsAt: number, buffers: Partial<PaddedInterval> = {}): PaddedInterval {
  return { startsAt, endsAt, bufferBefore: 0, bufferAfter: 0, ...buffers };
}

describe('the database refuses an overlap by itself', () => {
  it('exactly where the kernel sees a conflict between two', () => {
    const holds = fc.property(paddedTime, paddedTime, (a, b) => {
      const insertBoth = () => {
        insert({ ...a, owner: 'a' });
        insert({ ...b, owner: 'b' });
      };
      expect(passes(insertBoth)).toBe(!conflicts(a, b));
    });
    void fc.assert(holds, { numRuns: 1_500 });
  });

  it('takes of a queue of wishes exactly those for which the kernel has room', () => {
    // The ways are written in minutes: everything is scaled to them.
    const scaled = (claim: TimeClaim): TimeClaim => ({
      ...claim,
      startsAt: claim.startsAt * MINUTE,
      endsAt: claim.endsAt * MINUTE,
      bufferBefore: claim.bufferBefore * MINUTE,
      bufferAfter: claim.bufferAfter * MINUTE,
      travel: Object.fromEntries(Object.entries(claim.travel).map(([to, way]) => [to, way * MINUTE])),
    });
    const holds = fc.property(askedOfOneSubject, (asked) => {
      database.exec('DELETE FROM busy_times');
      const taken: TimeClaim[] = [];
      for (const wanted of asked.map(scaled)) {
        const isExpected = wanted.isOverbooked === true || hasRoom(wanted, taken);
        expect(accepts(() => insertClaim(wanted))).toBe(isExpected);
        if (isExpected) taken.push(wanted);
      }
    });
    void fc.assert(holds, { numRuns: 500 });
  });

  it.each([
    ['the longest time and the widest buffer reach', 28 * HOUR - 1, false],
    ['one millisecond further they do not', 28 * HOUR, true],
  ])('%s', (_, startsAt, isFree) => {
    const first = { ...time(0, 24 * HOUR, { bufferAfter: 4 * HOUR }), owner: 'a' };
    const second = { ...time(startsAt, startsAt + HOUR), owner: 'b' };
    const inOrder = () => [first, second].forEach(insert);
    const backwards = () => [second, first].forEach(insert);
    expect([passes(inOrder), passes(backwards)]).toEqual([isFree, isFree]);
  });

  it.each([
    ['another provider', { ...time(0, 30), owner: 'b', subject: 'prv_2' }],
    ['the same owner', { ...time(10, 40), owner: 'a', subject: 'prv' }],
  ])('%s is not in the way', (_, second) => {
    const apart = () => {
      insert({ ...time(0, 30), owner: 'a' });
      insert(second);
    };
    expect(passes(apart)).toBe(true);
  });

  it.each([
    { writtenAt: 599, isFree: false },
    { writtenAt: 600, isFree: true },
  ])('a hold that expires at 600 counts at $writtenAt: $isFree', ({ writtenAt, isFree }) => {
    const both = () => {
      insert({ ...time(0, 30), owner: 'hold', expiresAt: 600 });
      insert({ ...time(0, 30), owner: 'b', writtenAt });
    };
    expect(passes(both)).toBe(isFree);
  });

  it('counts every change of busy time, so that remembered slots are never stale', () => {
    const version = () => database.prepare('SELECT agenda FROM versions').get()?.agenda;
    database.exec('DELETE FROM busy_times');
    const before = Number(version());
    insert({ ...time(0, 30), owner: 'a' });
    database.exec('DELETE FROM busy_times');
    expect(version()).toBe(before + 2);
  });
});

describe('what the tables refuse whatever the code says', () => {
  it.each([
    ['a time without length', time(10, 10)],
    ['more than a day', time(0, 24 * HOUR + 1)],
    ['a buffer over four hours', time(0, 30, { bufferAfter: 4 * HOUR + 1 })],
    ['a negative buffer', time(0, 30, { bufferBefore: -1 })],
  ])('%s', (_, wrong) => {
    database.exec('DELETE FROM busy_times');
    expect(() => insert({ ...wrong, owner: 'a' })).toThrow('CHECK constraint failed');
  });

  it('changing a busy time in place: what moves is taken anew', () => {
    database.exec('DELETE FROM busy_times');
    insert({ ...time(0, 30), owner: 'a' });
    expect(() => database.exec('UPDATE busy_times SET starts_at = 10')).toThrow('BUSY_TIMES_ARE_REPLACED');
  });

  it('rewriting or erasing the audit log', () => {
    database.exec("INSERT INTO audit_log VALUES ('cmt_1', 0, 'guest', 'x', 'y', 'req', '{}')");
    expect(() => database.exec("UPDATE audit_log SET actor = 'nobody'")).toThrow('AUDIT_LOG_APPEND_ONLY');
    expect(() => database.exec('DELETE FROM audit_log')).toThrow('AUDIT_LOG_APPEND_ONLY');
  });

  it('a commit that was voided before it arrived', () => {
    database.exec("INSERT INTO voided_commits VALUES ('cmt_late', 0)");
    const late = () =>
      database.exec("INSERT INTO audit_log VALUES ('cmt_late', 0, 'guest', 'x', 'y', 'req', '{}')");
    expect(late).toThrow('COMMIT_VOIDED');
  });
});
