import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflicts, type PaddedInterval } from '../../../src/kernel/interval.ts';
import { paddedTime } from './arbitraries.ts';

const MIGRATION = readFileSync('migrations/tenant/0001_spine.sql', 'utf8');
const HOUR = 3_600_000;
const database = new DatabaseSync(':memory:');
database.exec(MIGRATION);

interface Row extends PaddedInterval {
  subject?: string;
  owner: string;
  expiresAt?: number;
  writtenAt?: number;
}

function insert(row: Row): void {
  const { subject = 'prv', owner, expiresAt = null, writtenAt = 0 } = row;
  database
    .prepare("INSERT INTO busy_times VALUES (?, ?, 'booking', ?, 'cmt', ?, ?, ?, ?, ?, ?)")
    .run(
      `${owner}:${subject}`,
      subject,
      owner,
      row.startsAt,
      row.endsAt,
      row.bufferBefore,
      row.bufferAfter,
      expiresAt,
      writtenAt,
    );
}

function move(owner: string, to: PaddedInterval): void {
  database
    .prepare(
      'UPDATE busy_times SET starts_at = ?, ends_at = ?, buffer_before = ?, buffer_after = ? WHERE owner_id = ?',
    )
    .run(to.startsAt, to.endsAt, to.bufferBefore, to.bufferAfter, owner);
}

/** Runs on a database without busy times and says whether the triggers let it pass. */
function passes(run: () => void): boolean {
  database.exec('DELETE FROM busy_times');
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
  it('exactly where the kernel sees a conflict, on insert and on update', () => {
    const holds = fc.property(paddedTime, paddedTime, (a, b) => {
      const free = !conflicts(a, b);
      const insertBoth = () => {
        insert({ ...a, owner: 'a' });
        insert({ ...b, owner: 'b' });
      };
      const moveSecond = () => {
        insert({ ...a, owner: 'a' });
        insert({ ...time(50_000, 50_010), owner: 'b' });
        move('b', b);
      };
      expect(passes(insertBoth)).toBe(free);
      expect(passes(moveSecond)).toBe(free);
    });
    void fc.assert(holds, { numRuns: 1_500 });
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
    ['the same owner', { ...time(0, 30), owner: 'a', subject: 'prv' }],
  ])('%s is not in the way', (_, second) => {
    const apart = () => {
      insert({ ...time(0, 30), owner: 'a' });
      if (second.owner === 'a') move('a', time(10, 40));
      else insert(second);
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
    move('a', time(30, 60));
    database.exec('DELETE FROM busy_times');
    expect(version()).toBe(before + 3);
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
