import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { databaseHostname } from '../support/tenant-database.ts';
import { type Api, openApi, problem } from './api.ts';

let api: Api;
let brokenDatabase: string;
/** What the database is asked for: lists of the catalog are answered from memory for a moment. */
let question: string;
beforeAll(async () => {
  api = await openApi({ vars: { DATABASE_READ_TIMEOUT_MS: '1500' } });
  brokenDatabase = await databaseHostname(api.world, 'barberia-palermo');
  const { serviceId } = api.wish();
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  question = `/availability?serviceId=${serviceId}&from=${day(3)}&to=${day(4)}`;
}, 60_000);
afterAll(() => api.world.stop());
afterEach(() => api.world.turso.faults.clear());

const FAULTS = [
  ['slow', { kind: 'latency', ms: 10_000 }],
  ['failing', { kind: 'status-before', status: 500 }],
  ['gone', { kind: 'database-missing' }],
] as const;

/** Waits until an opened breaker has let a probe through, and until no answer is given again without asking. */
async function untilAnswered(): Promise<void> {
  await expect.poll(async () => (await api.call(question)).status, { timeout: 10_000 }).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 150));
}

async function timed<Result>(call: Promise<Result>): Promise<{ result: Result; ms: number }> {
  const startedAt = performance.now();
  const result = await call;
  return { result, ms: performance.now() - startedAt };
}

it.each(FAULTS)(
  'a database that is %s: its tenant is told 503 in less than two seconds, the other tenant is served',
  async (_, fault) => {
    await untilAnswered();
    api.world.turso.faults.add({ ...fault, database: brokenDatabase });
    const crowd = Array.from({ length: 20 }, () => timed(problem(api.call(question))));
    const neighbour = await timed(api.call('/services', {}, api.other.host));
    for (const { result, ms } of await Promise.all(crowd)) {
      expect([result.status, result.code]).toEqual([503, 'tenant-unavailable']);
      expect(ms).toBeLessThan(2_000);
    }
    expect(neighbour.result.status).toBe(200);
    expect(neighbour.ms).toBeLessThan(1_000);
    const later = await timed(api.call(question));
    expect(later.result.status).toBe(503);
    expect(later.result.headers.get('retry-after')).toBe('5');
  },
  60_000,
);

it('what was asked while it was broken is free afterwards: nothing was claimed', async () => {
  await untilAnswered();
  api.world.turso.faults.add({ kind: 'status-before', status: 500, database: brokenDatabase });
  const wishes = Array.from({ length: 8 }, () => api.wish());
  for (const wish of wishes) expect((await problem(api.book({}, wish))).code).toBe('tenant-unavailable');
  api.world.turso.faults.clear();
  await untilAnswered();
  for (const wish of wishes) expect((await api.book({}, wish)).status).toBe(201);
}, 60_000);
