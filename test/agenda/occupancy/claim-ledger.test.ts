import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClaimSql,
  createClaimTable,
  dropClaim,
  forgetPast,
  keepClaim,
  LEASE_MS,
  matchRecord,
  nextWakeUp,
  overdueCommits,
  placeClaim,
  type RecordedTime,
} from '../../../src/agenda/occupancy/claim-ledger.ts';
import type { Claim, TimeClaim } from '../../../src/kernel/claims.ts';
import { conflicts, type PaddedInterval } from '../../../src/kernel/interval.ts';
import { hasRoom } from '../../../src/kernel/occupancy.ts';
import { claimOf, timeOf } from '../../support/claims.ts';
import { claimSql } from '../../support/tenant-world.ts';
import { askedOfOneSubject, paddedTime } from './arbitraries.ts';

const NOW = 1_000_000;

function ledger(): ClaimSql {
  const sql = claimSql(new DatabaseSync(':memory:'));
  createClaimTable(sql);
  return sql;
}

interface More extends Partial<TimeClaim> {
  readonly requestKey?: string;
}

function claim(owner: string, startsAt: number, { requestKey, ...more }: More = {}): Claim {
  const time = { startsAt, endsAt: startsAt + 30, bufferBefore: 0, bufferAfter: 0 };
  return claimOf(`cmt_${owner}_${startsAt}`, timeOf(owner, time, more), requestKey);
}

function padded(owner: string, time: PaddedInterval): Claim {
  return claimOf(`cmt_${owner}`, timeOf(owner, time));
}

function commits(sql: ClaimSql): string[] {
  const rows = sql.exec<{ commit_id: string }>('SELECT commit_id FROM claimed_times ORDER BY commit_id');
  return [...rows].map(({ commit_id }) => commit_id);
}

function keep(sql: ClaimSql, one: Claim, now = NOW): void {
  expect(placeClaim(sql, one, now)).toEqual({ ok: true });
  keepClaim(sql, one.commitId, now);
}

function recorded({ commitId, times }: Claim): RecordedTime {
  const [time] = times;
  if (time === undefined) throw new Error('A claim has a time');
  return { ...time, commitId, expiresAt: time.expiresAt ?? null };
}

describe('placing a claim', () => {
  it('refuses exactly what the kernel calls a conflict', () => {
    const sameAnswer = fc.property(paddedTime, paddedTime, (a, b) => {
      const sql = ledger();
      keep(sql, padded('a', a));
      const second = placeClaim(sql, padded('b', b), NOW);
      expect(second.ok).toBe(!conflicts(a, b));
    });
    void fc.assert(sameAnswer, { numRuns: 800 });
  });

  it('takes of a queue of wishes exactly those for which the kernel has room', () => {
    const sameAnswer = fc.property(askedOfOneSubject, (asked) => {
      const sql = ledger();
      const taken: TimeClaim[] = [];
      for (const wanted of asked) {
        const isExpected = wanted.isOverbooked === true || hasRoom(wanted, taken);
        expect(placeClaim(sql, claimOf(`cmt_${wanted.ownerId}`, wanted), NOW).ok).toBe(isExpected);
        if (isExpected) taken.push(wanted);
      }
    });
    void fc.assert(sameAnswer, { numRuns: 600 });
  });

  it('never holds two claims that conflict, whatever comes in whatever order', () => {
    const holds = fc.property(fc.array(paddedTime, { minLength: 2, maxLength: 12 }), (times) => {
      const sql = ledger();
      const taken = times.filter((time, index) => placeClaim(sql, padded(`o${index}`, time), NOW).ok);
      for (const [index, one] of taken.entries())
        expect(taken.slice(index + 1).some((other) => conflicts(one, other))).toBe(false);
    });
    void fc.assert(holds, { numRuns: 300 });
  });

  it('takes the same commit twice as one claim', () => {
    const sql = ledger();
    const one = claim('a', 0);
    expect(placeClaim(sql, one, NOW)).toEqual({ ok: true });
    expect(placeClaim(sql, one, NOW)).toEqual({ ok: true });
    expect(commits(sql)).toEqual([one.commitId]);
  });

  it('lets an owner move over its own time', () => {
    const sql = ledger();
    keep(sql, claim('a', 0));
    expect(placeClaim(sql, claim('a', 15), NOW)).toEqual({ ok: true });
  });

  it('lets a booking grow out of its own hold, and nobody else’s', () => {
    const sql = ledger();
    keep(sql, claim('hold', 0, { expiresAt: NOW + 600 }));
    expect(placeClaim(sql, claim('b', 0, { supersedes: 'another' }), NOW)).toEqual({
      ok: false,
      reason: 'taken',
    });
    expect(placeClaim(sql, claim('b', 0, { supersedes: 'hold' }), NOW)).toEqual({ ok: true });
  });

  it('gives only one of two bookings that grow out of one hold', () => {
    const sql = ledger();
    keep(sql, claim('hold', 0, { expiresAt: NOW + 600 }));
    expect(placeClaim(sql, claim('a', 0, { supersedes: 'hold' }), NOW).ok).toBe(true);
    expect(placeClaim(sql, claim('b', 0, { supersedes: 'hold' }), NOW)).toEqual({
      ok: false,
      reason: 'taken',
    });
  });

  it.each([
    { at: -1, ok: false },
    { at: 0, ok: true },
    { at: 1, ok: true },
  ])('a hold blocks until the millisecond it expires ($at)', ({ at, ok }) => {
    const sql = ledger();
    keep(sql, claim('hold', 0, { expiresAt: NOW + 600 }));
    expect(placeClaim(sql, claim('b', 0), NOW + 600 + at).ok).toBe(ok);
  });
});

describe('why a claim is refused', () => {
  it('tells a request its own repetition, while that is under way', () => {
    const sql = ledger();
    const first = claim('a', 0, { requestKey: 'k' });
    placeClaim(sql, first, NOW);
    const again = claim('b', 0, { requestKey: 'k' });
    expect(placeClaim(sql, again, NOW)).toEqual({ ok: false, reason: 'same-request-running' });
    expect(placeClaim(sql, { ...again, requestKey: 'other' }, NOW)).toEqual({ ok: false, reason: 'taken' });
    keepClaim(sql, first.commitId, NOW);
    expect(placeClaim(sql, again, NOW)).toEqual({ ok: false, reason: 'taken' });
  });

  it.each([
    { after: LEASE_MS - 1, reason: 'taken' },
    { after: LEASE_MS, reason: 'unsettled' },
  ])('a lease in the way is $reason after $after ms', ({ after, reason }) => {
    const sql = ledger();
    placeClaim(sql, claim('a', 0), NOW);
    expect(placeClaim(sql, claim('b', 0), NOW + after)).toEqual({ ok: false, reason });
  });

  it('is taken when besides an overdue lease a kept claim stands in the way', () => {
    const sql = ledger();
    keep(sql, claim('kept', 20));
    placeClaim(sql, claim('lost', -10), NOW);
    const wanted = claim('b', 0);
    expect(placeClaim(sql, wanted, NOW + LEASE_MS)).toEqual({ ok: false, reason: 'taken' });
  });
});

describe('how a claim ends', () => {
  it('kept: the owner’s earlier claim and the hold go, others stay', () => {
    const sql = ledger();
    keep(sql, claim('other', 500));
    keep(sql, claim('hold', 0, { expiresAt: NOW + 600 }));
    const booked = claim('b', 0, { supersedes: 'hold' });
    keep(sql, booked);
    const moved = claim('b', 100);
    keep(sql, moved);
    expect(commits(sql)).toEqual([moved.commitId, 'cmt_other_500']);
  });

  it('kept out of order: the later claim of an owner wins', () => {
    const sql = ledger();
    const first = claim('b', 0);
    const second = claim('b', 100);
    placeClaim(sql, first, NOW);
    placeClaim(sql, second, NOW);
    keepClaim(sql, second.commitId, NOW);
    keepClaim(sql, first.commitId, NOW);
    expect(commits(sql)).toEqual([second.commitId]);
    expect(placeClaim(sql, claim('c', 0), NOW).ok).toBe(true);
  });

  it('dropped: the time is free at once, and the hold it grew out of stands again', () => {
    const sql = ledger();
    keep(sql, claim('hold', 0, { expiresAt: NOW + 600 }));
    const failed = claim('b', 0, { supersedes: 'hold' });
    placeClaim(sql, failed, NOW);
    dropClaim(sql, failed.commitId);
    expect(placeClaim(sql, claim('c', 0), NOW)).toEqual({ ok: false, reason: 'taken' });
    expect(placeClaim(sql, claim('b2', 0, { supersedes: 'hold' }), NOW).ok).toBe(true);
  });

  it('news of unknown commits changes nothing', () => {
    const sql = ledger();
    keep(sql, claim('a', 0));
    keepClaim(sql, 'cmt_unknown', NOW);
    dropClaim(sql, 'cmt_unknown');
    expect(commits(sql)).toEqual(['cmt_a_0']);
  });
});

describe('looking after what nobody told', () => {
  it('asks for overdue leases only', () => {
    const sql = ledger();
    placeClaim(sql, claim('old', 0), NOW);
    placeClaim(sql, claim('new', 100), NOW + 1);
    keep(sql, claim('kept', 200));
    expect(overdueCommits(sql, NOW + LEASE_MS)).toEqual(['cmt_old_0']);
  });

  it('wakes for the next lease or hold to end, and for nothing when all is settled', () => {
    const sql = ledger();
    expect(nextWakeUp(sql)).toBeUndefined();
    keep(sql, claim('booked', 0));
    expect(nextWakeUp(sql)).toBeUndefined();
    placeClaim(sql, claim('leased', 100), NOW);
    expect(nextWakeUp(sql)).toBe(NOW + LEASE_MS);
    keep(sql, claim('hold', 200, { expiresAt: NOW + 5 }));
    expect(nextWakeUp(sql)).toBe(NOW + 5);
  });

  it('forgets ended bookings after a day and holds at their time, never a commit under way', () => {
    const sql = ledger();
    const day = 86_400_000;
    keep(sql, claim('ended', NOW - day - 61));
    keep(sql, claim('recent', NOW - day - 30));
    keep(sql, claim('hold', NOW + 500, { expiresAt: NOW }));
    placeClaim(sql, claim('leased', NOW - day - 500, { expiresAt: NOW - 1 }), NOW - 2);
    forgetPast(sql, NOW);
    expect(commits(sql).map((id) => id.split('_')[1])).toEqual(['leased', 'recent']);
  });
});

describe('matching the database', () => {
  const settled = NOW - 60_001;

  it('adds what was recorded behind its back: it blocks from then on', () => {
    const sql = ledger();
    matchRecord(sql, [recorded(claim('import', NOW + 50))], NOW);
    expect(placeClaim(sql, claim('b', NOW + 60), NOW)).toEqual({ ok: false, reason: 'taken' });
    expect(placeClaim(sql, claim('b', NOW + 80), NOW).ok).toBe(true);
  });

  it('drops what was kept well before and is not recorded any more', () => {
    const sql = ledger();
    keep(sql, claim('cancelled', NOW + 50), settled);
    keep(sql, claim('booked', NOW + 100), settled);
    matchRecord(sql, [recorded(claim('booked', NOW + 100))], NOW);
    expect(commits(sql)).toEqual([`cmt_booked_${NOW + 100}`]);
  });

  it.each([
    ['kept a moment ago', NOW - 60_000],
    ['kept after the reading', NOW + 1],
  ])('spares a claim %s: the reading may be older than its commit', (_, keptAt) => {
    const sql = ledger();
    keep(sql, claim('fresh', NOW + 50), keptAt);
    matchRecord(sql, [], NOW);
    expect(commits(sql)).toHaveLength(1);
  });

  it('leaves a commit under way alone, recorded or not', () => {
    const sql = ledger();
    const under = claim('a', NOW + 50, { requestKey: 'k' });
    placeClaim(sql, under, settled);
    matchRecord(sql, [], NOW);
    matchRecord(sql, [recorded(under)], NOW);
    expect(overdueCommits(sql, NOW)).toEqual([under.commitId]);
  });
});

it('a recorded time that is added during a move never counts as the later one', () => {
  const sql = ledger();
  const old = claim('bkg', NOW + 50);
  const moved = claim('bkg', NOW + 500);
  expect(placeClaim(sql, moved, NOW)).toEqual({ ok: true });
  matchRecord(sql, [recorded(old)], NOW);
  keepClaim(sql, moved.commitId, NOW);
  expect(commits(sql)).toEqual([moved.commitId]);
});

describe('several owners in one claim', () => {
  const claimedBy = (commitId: string, ...times: readonly (readonly [string, number])[]): Claim => ({
    commitId,
    times: times.flatMap(([owner, startsAt]) => claim(owner, startsAt).times),
  });

  it('may take what another of them leaves, and nothing of anybody else', () => {
    const sql = ledger();
    keep(sql, claimedBy('cmt_1', ['a', 0], ['b', 30]));
    keep(sql, claim('c', 90));
    expect(placeClaim(sql, claimedBy('cmt_2', ['a', 60], ['b', 90]), NOW)).toEqual({
      ok: false,
      reason: 'taken',
    });
    keep(sql, claimedBy('cmt_3', ['a', 30], ['b', 60]));
    expect(commits(sql)).toEqual(['cmt_3', 'cmt_3', 'cmt_c_90']);
    expect(placeClaim(sql, claim('d', 0), NOW)).toEqual({ ok: true });
  });

  it('may not meet each other', () => {
    expect(placeClaim(ledger(), claimedBy('cmt_1', ['a', 0], ['b', 15]), NOW)).toMatchObject({ ok: false });
  });
});
