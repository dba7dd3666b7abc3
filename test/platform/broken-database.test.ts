import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/problem.ts';
import { createBreaker } from '../../src/platform/breaker.ts';
import { type Database, openDatabase, WriteFailed } from '../../src/platform/database-client.ts';
import { statements } from '../../src/platform/statements.ts';
import { versions } from '../../src/platform/tables.ts';
import { testEmulator } from '../local/turso/emulator.ts';

const INSERT = "INSERT INTO t (name) VALUES ('Ana')";

async function brokenDatabase() {
  const turso = await testEmulator();
  const { hostname, token } = await turso.createDatabase('shop');
  const address = { url: turso.databaseUrl(hostname), token };
  const plain = openDatabase(address);
  await plain.write([
    'CREATE TABLE t (name TEXT UNIQUE)',
    'CREATE TABLE versions (id INTEGER, catalog INTEGER, agenda INTEGER)',
  ]);
  const breaker = createBreaker();
  return {
    turso,
    open: (firstAnswerBy?: number) => openDatabase(address, { breaker, firstAnswerBy, readTimeoutMs: 1_500 }),
    rows: async () => Number((await plain.write(['SELECT count(*) AS n FROM t']))[0]?.rows[0]?.n),
    /** Requests that reached the database since the last time. */
    arrived: () => {
      const { pipelines } = turso.stats().total;
      turso.resetStats();
      return pipelines;
    },
  };
}

function read(database: Database) {
  return database.read([statements.select().from(versions)]);
}

/** How a call ended, and after how many milliseconds. */
async function endOf(call: Promise<unknown>): Promise<{ how: string; ms: number }> {
  const startedAt = performance.now();
  const how = await call.then(
    () => 'answered',
    (error: unknown) => {
      if (error instanceof WriteFailed) return error.outcome;
      return error instanceof AppError ? error.code : String(error);
    },
  );
  return { how, ms: performance.now() - startedAt };
}

async function failFiveTimes(database: Database): Promise<string[]> {
  const ends: string[] = [];
  for (let count = 0; count < 5; count++) ends.push((await endOf(read(database))).how);
  return ends;
}

const UNAVAILABLE = Array(5).fill('tenant-unavailable');
const cooledDown = () => new Promise((resolve) => setTimeout(resolve, 1_050));

describe('a reading that is not answered', () => {
  it('ends in less than two seconds', async () => {
    const { turso, open } = await brokenDatabase();
    turso.faults.add({ kind: 'slow-answer', ms: 10_000 });
    const { how, ms } = await endOf(read(open()));
    expect(how).toBe('tenant-unavailable');
    expect(ms).toBeGreaterThan(1_200);
    expect(ms).toBeLessThan(2_000);
  });

  it('ends when a request has waited long enough for its first answer; the next one has its own time', async () => {
    const { turso, open } = await brokenDatabase();
    turso.faults.add({ kind: 'slow-answer', ms: 900 });
    const hurried = await endOf(read(open(Date.now() + 400)));
    expect([hurried.how, hurried.ms < 800]).toEqual(['tenant-unavailable', true]);
    const database = open(Date.now() + 1_500);
    expect((await endOf(read(database))).how).toBe('answered');
    expect((await endOf(read(database))).how).toBe('answered');
  });
});

it('a write may take longer than a reading: what Turso may still commit is not given up', async () => {
  const { turso, open, rows } = await brokenDatabase();
  turso.faults.add({ kind: 'slow-answer', ms: 2_500, times: 1 });
  expect([(await endOf(open().write([INSERT]))).how, await rows()]).toEqual(['answered', 1]);
});

describe('the breaker of a database', () => {
  it.each([
    ['fails', { kind: 'status-before', status: 500 }],
    ['is gone', { kind: 'database-missing' }],
    ['drops every connection', { kind: 'lost-response' }],
  ] as const)(
    'one that %s is left alone after five calls, and asked again after a second',
    async (_, fault) => {
      const { turso, open, rows, arrived } = await brokenDatabase();
      turso.faults.add(fault);
      arrived();
      expect([await failFiveTimes(open()), arrived()]).toEqual([UNAVAILABLE, 5]);
      const { how, ms } = await endOf(read(open()));
      expect([how, ms < 100, arrived()]).toEqual(['tenant-unavailable', true, 0]);
      turso.faults.clear();
      expect((await endOf(read(open()))).how).toBe('tenant-unavailable');
      await cooledDown();
      expect((await endOf(read(open()))).how).toBe('answered');
      expect([(await endOf(open().write([INSERT]))).how, await rows()]).toEqual(['answered', 1]);
    },
  );

  it('never probes by a write: a reading goes ahead, and the write is not even sent when that fails', async () => {
    const { turso, open, rows, arrived } = await brokenDatabase();
    turso.faults.add({ kind: 'status-after', status: 502 });
    await failFiveTimes(open());
    arrived();
    expect([(await endOf(open().write([INSERT]))).how, arrived()]).toEqual(['tenant-unavailable', 0]);
    await cooledDown();
    expect([(await endOf(open().write([INSERT]))).how, arrived()]).toEqual(['tenant-unavailable', 1]);
    turso.faults.clear();
    expect(await rows()).toBe(0);
  });

  it('a write after the pause is done once the database has answered a reading', async () => {
    const { turso, open, rows, arrived } = await brokenDatabase();
    turso.faults.add({ kind: 'status-before', status: 500, times: 5 });
    await failFiveTimes(open());
    await cooledDown();
    arrived();
    expect([(await endOf(open().write([INSERT]))).how, arrived()]).toEqual(['answered', 2]);
    expect(await rows()).toBe(1);
  });

  it('leaves unknown what is unknown: writes under way when it opens are not called refused', async () => {
    const { turso, open, rows } = await brokenDatabase();
    turso.faults.add({ kind: 'status-after', status: 502 });
    const writes = Array.from({ length: 8 }, (_, index) =>
      endOf(open().write([`INSERT INTO t (name) VALUES ('${index}')`])),
    );
    expect((await Promise.all(writes)).map(({ how }) => how)).toEqual(Array(8).fill('unknown'));
    expect((await endOf(open().requireAnswering())).how).toBe('tenant-unavailable');
    turso.faults.clear();
    expect(await rows()).toBe(8);
  });

  it('takes a refusal for an answer', async () => {
    const { open, rows } = await brokenDatabase();
    await open().write([INSERT]);
    for (let count = 0; count < 8; count++) expect((await endOf(open().write([INSERT]))).how).toBe('refused');
    expect([(await endOf(open().requireAnswering())).how, await rows()]).toEqual(['answered', 1]);
  });
});
