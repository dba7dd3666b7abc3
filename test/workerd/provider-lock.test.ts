import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, inject, it } from 'vitest';
import { LEASE_MS } from '../../src/agenda/occupancy/claim-ledger.ts';
import type { ProviderLock } from '../../src/agenda/occupancy/provider-lock-object.ts';
import type { Claim, TimeClaim } from '../../src/kernel/claims.ts';
import { openDatabase } from '../../src/platform/database-client.ts';
import { claimOf, timeOf } from '../support/claims.ts';

const { tenantId, database: address } = inject('surroundings');
const database = openDatabase(address);
const locks = env.PROVIDER_LOCK as DurableObjectNamespace<ProviderLock>;
const START = Date.now() + 86_400_000;
let made = 0;

/** A lock that no other test knows. */
function newLock() {
  made++;
  const name = { tenantId, subjectId: `prv_${made}` };
  return { name, stub: locks.getByName(`${tenantId}/${name.subjectId}`) };
}

function claim(owner: string, more: Partial<TimeClaim> = {}): Claim {
  const time = { startsAt: START, endsAt: START + 1_800_000, bufferBefore: 0, bufferAfter: 0 };
  return claimOf(`cmt_${made}_${owner}`, timeOf(owner, time, more));
}

/** What a commit leaves in the database: the busy time and the audit entry. */
async function record(subjectId: string, { commitId, times }: Claim): Promise<void> {
  await database.write([
    ...times.map(({ ownerId, startsAt, endsAt }) => ({
      sql: "INSERT INTO busy_times VALUES (?, ?, 'booking', ?, ?, ?, ?, 0, 0, NULL, 1, NULL, 1, 1, 0, NULL, 0)",
      args: [`${commitId}:0`, subjectId, ownerId, commitId, startsAt, endsAt],
    })),
    { sql: "INSERT INTO audit_log VALUES (?, 0, 'guest', 'x', 'y', 'req', '{}')", args: [commitId] },
  ]);
}

function isVoided(commitId: string): Promise<boolean> {
  const sql = 'SELECT 1 FROM voided_commits WHERE id = ?';
  return database.write([{ sql, args: [commitId] }]).then(([result]) => result?.rows.length === 1);
}

/** As if every lease had been taken that much earlier. */
async function letTimePass(stub: DurableObjectStub<ProviderLock>, ms: number): Promise<void> {
  await runInDurableObject(stub, (_, state) => {
    state.storage.sql.exec('UPDATE claimed_times SET since = since - ?', ms);
  });
}

function statesOf(stub: DurableObjectStub<ProviderLock>): Promise<string[]> {
  return runInDurableObject(stub, (_, state) => {
    const rows = state.storage.sql.exec<{ state: string }>('SELECT state FROM claimed_times').toArray();
    return rows.map((row) => row.state);
  });
}

describe('a provider’s lock', () => {
  it('gives a time to one of fifty that ask at once', async () => {
    const { name, stub } = newLock();
    const asked = Array.from({ length: 50 }, (_, index) => stub.claim(name, claim(`b${index}`)));
    const answers = await Promise.all(asked);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.reason === 'taken')).toHaveLength(49);
  });

  it('is one for each provider of each tenant', async () => {
    const [one, two] = [newLock(), newLock()];
    expect(await one.stub.claim(one.name, claim('a'))).toEqual({ ok: true });
    expect(await two.stub.claim(two.name, claim('b'))).toEqual({ ok: true });
    const elsewhere = locks.getByName(`tnt_other/${two.name.subjectId}`);
    expect(await elsewhere.claim({ ...two.name, tenantId: 'tnt_other' }, claim('c'))).toEqual({ ok: true });
  });

  it('believes its database alone when what it was told before an instant counts no more', async () => {
    const { name, stub } = newLock();
    const [lost, kept] = [
      claim('lost'),
      claim('kept', { startsAt: START + 7_200_000, endsAt: START + 9_000_000 }),
    ];
    for (const one of [lost, kept]) {
      await stub.claim(name, one);
      await stub.keep(one.commitId);
    }
    await record(name.subjectId, kept);
    await stub.reconcile(name);
    expect(await stub.claim(name, claim('a'))).toEqual({ ok: false, reason: 'taken' });
    await stub.reconcile(name, Date.now() + 1);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: true });
    const again = claim('c', { startsAt: START + 7_200_000, endsAt: START + 9_000_000 });
    expect(await stub.claim(name, again)).toEqual({ ok: false, reason: 'taken' });
  });

  it('remembers its claims after it was put out of memory', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await evictDurableObject(stub);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: false, reason: 'taken' });
  });

  it('gives a time back when told so', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await stub.drop(claim('a').commitId);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: true });
  });

  it('sets itself an alarm for the end of the lease', async () => {
    const { name, stub } = newLock();
    const before = Date.now();
    await stub.claim(name, claim('a'));
    const alarm = await runInDurableObject(stub, (_, state) => state.storage.getAlarm());
    expect(alarm).toBeGreaterThanOrEqual(before + LEASE_MS);
    expect(alarm).toBeLessThanOrEqual(Date.now() + LEASE_MS);
  });
});

describe('a claim whose end nobody told', () => {
  it('was committed: the alarm keeps it, and its time stays taken', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await record(name.subjectId, claim('a'));
    await letTimePass(stub, LEASE_MS);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect([await statesOf(stub), await isVoided(claim('a').commitId)]).toEqual([['kept'], false]);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: false, reason: 'taken' });
  });

  it('was never committed: the alarm voids it, so that a late arrival is refused, and frees the time', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await letTimePass(stub, LEASE_MS);
    await runDurableObjectAlarm(stub);
    expect([await statesOf(stub), await isVoided(claim('a').commitId)]).toEqual([[], true]);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: true });
    await expect(record(name.subjectId, claim('a'))).rejects.toThrow('COMMIT_VOIDED');
  });

  it('does not make a rival wait for the alarm: the rival’s claim settles it', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await letTimePass(stub, LEASE_MS);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: true });
    expect(await isVoided(claim('a').commitId)).toBe(true);
  });

  it('is left alone while its commit may still be under way', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await letTimePass(stub, LEASE_MS - 5_000);
    await stub.reconcile(name);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: false, reason: 'taken' });
    expect(await isVoided(claim('a').commitId)).toBe(false);
  });

  it('was committed and freed since: the time is free', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await record(name.subjectId, claim('a'));
    await database.write([
      { sql: 'DELETE FROM busy_times WHERE owner_id = ? AND subject_id = ?', args: ['a', name.subjectId] },
    ]);
    await letTimePass(stub, LEASE_MS);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: true });
  });
});

describe('reconciling', () => {
  it('learns what was written behind its back', async () => {
    const { name, stub } = newLock();
    await record(name.subjectId, claim('import'));
    await stub.reconcile(name);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: false, reason: 'taken' });
  });

  it('frees what the database has not had for a while', async () => {
    const { name, stub } = newLock();
    await stub.claim(name, claim('a'));
    await stub.keep(claim('a').commitId);
    await stub.reconcile(name);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: false, reason: 'taken' });
    await letTimePass(stub, 61_000);
    await stub.reconcile(name);
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: true });
  });
});

/** The next answer of the tenant's database is read at once and arrives late. */
async function delayNextAnswer(ms: number): Promise<void> {
  const body = JSON.stringify([{ kind: 'slow-answer', ms, times: 1 }]);
  const answer = await fetch(`${env.TURSO_API_URL}/_faults`, { method: 'PUT', body });
  expect(answer.status).toBeLessThan(300);
}

describe('a reading that is overtaken', () => {
  it('does not bring back a time that was freed while it travelled', async () => {
    const { name, stub } = newLock();
    await stub.reconcile(name);
    const cancelled = claim('a');
    await stub.claim(name, cancelled);
    await record(name.subjectId, cancelled);
    await stub.keep(cancelled.commitId);
    await delayNextAnswer(400);
    const reconciled = stub.reconcile(name);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await database.write([{ sql: 'DELETE FROM busy_times WHERE subject_id = ?', args: [name.subjectId] }]);
    await stub.drop(cancelled.commitId);
    await reconciled;
    expect(await stub.claim(name, claim('b'))).toEqual({ ok: true });
  });
});
