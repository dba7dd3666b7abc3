import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { LEASE_MS } from '../../../src/agenda/occupancy/claim-ledger.ts';
import { createLock } from '../../../src/agenda/occupancy/provider-lock.ts';
import { createLog } from '../../../src/platform/log.ts';
import { claimOf, timeOf } from '../../support/claims.ts';
import { claimSql } from '../../support/tenant-world.ts';

const HOUR = 3_600_000;

it('asks for another alarm when one did not ring in time', async () => {
  const alarms: number[] = [];
  const subject = new Map<string, string>();
  let now = 0;
  const lock = createLock({
    sql: claimSql(new DatabaseSync(':memory:')),
    now: () => now,
    openDatabase: () => Promise.reject(new Error('not asked')),
    setAlarm: (at) => alarms.push(at),
    subject: { get: () => subject.get('id'), set: (id) => subject.set('id', id) },
    log: createLog('error', { requestId: 'test' }),
  });
  const claim = async (commitId: string, startsAt: number) => {
    const time = timeOf(commitId, { startsAt, endsAt: startsAt + HOUR, bufferBefore: 0, bufferAfter: 0 });
    expect(await lock.claim('prv', claimOf(commitId, time))).toEqual({ ok: true });
  };
  await claim('cmt_1', HOUR);
  await claim('cmt_2', 2 * HOUR);
  expect(alarms).toEqual([LEASE_MS]);
  now = LEASE_MS + 1;
  await claim('cmt_3', 3 * HOUR);
  expect(alarms).toEqual([LEASE_MS, now + LEASE_MS]);
});
