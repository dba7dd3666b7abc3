import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, buildWorker } from '../../src/local/world/build-worker.ts';
import { showOptions, showResult } from '../support/show.ts';
import { countOverlaps, openTenantDatabase } from '../support/tenant-database.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

// npm run show:race -- --attempts 1000: one slot, all at once, over HTTP; then again without each barrier.

const SLUG = 'barberia-palermo';
const HOST = 'turnos.barberiapalermo.com.ar';

interface Round {
  readonly barriers: string;
  readonly accepted: number;
  readonly refusedWithAlternatives: number;
  readonly serverErrors: number;
  readonly other: number;
  readonly bookings: number;
  readonly overlaps: number;
  readonly seconds: number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

const { attempts, json } = showOptions({ attempts: 1_000 });
const withLock = await buildWorker({ outDir: join(tmpdir(), `barberpro-race-${process.pid}`) });
const withoutLock = await buildWorker({
  entry: new URL('./worker-without-lock.ts', import.meta.url).pathname,
  outDir: join(tmpdir(), `barberpro-race-nolock-${process.pid}`),
});
const rounds = [
  await race({ barriers: 'lock and trigger', bundle: withLock, dropTriggers: false }),
  await race({ barriers: 'trigger only (lock off)', bundle: withoutLock, dropTriggers: false }),
  await race({ barriers: 'lock only (trigger off)', bundle: withLock, dropTriggers: true }),
];
showResult(
  {
    passed: rounds.every(isRight),
    attempts,
    rounds,
    figure: `${attempts} simultaneous bookings of one slot, three times: accepted ${rounds.map((r) => r.accepted).join(', ')}; server errors ${rounds.map((r) => r.serverErrors).join(', ')}`,
  },
  json,
);

function isRight(round: Round): boolean {
  return (
    round.accepted === 1 &&
    round.refusedWithAlternatives === attempts - 1 &&
    round.serverErrors === 0 &&
    round.bookings === 1 &&
    round.overlaps === 0
  );
}

async function race(setup: { barriers: string; bundle: Bundle; dropTriggers: boolean }): Promise<Round> {
  const world = await startTestWorld({ bundle: setup.bundle });
  try {
    const database = await openTenantDatabase(world, SLUG);
    if (setup.dropTriggers) {
      await database.execute('DROP TRIGGER busy_times_no_overlap');
      await database.execute('DROP TRIGGER busy_times_no_overlap_update');
    }
    const slot = await someSlot(world);
    const startedAt = performance.now();
    const answers = await bookAtOnce(world, slot);
    const seconds = Math.round(performance.now() - startedAt) / 1_000;
    const { rows } = await database.execute('SELECT count(*) AS bookings FROM bookings');
    const overlaps = await countOverlaps(database);
    const round = {
      barriers: setup.barriers,
      ...countAnswers(answers),
      bookings: Number(rows[0]?.bookings),
      overlaps,
      seconds,
    };
    if (!json) console.log(round);
    return round;
  } finally {
    await world.stop();
  }
}

function countAnswers(
  answers: readonly Answer[],
): Pick<Round, 'accepted' | 'refusedWithAlternatives' | 'serverErrors' | 'other'> {
  const isRefusal = ({ status, body }: Answer) => {
    if (status !== 409) return false;
    const problem = JSON.parse(body) as { code?: string; alternatives?: unknown[] };
    return problem.code === 'slot-taken' && (problem.alternatives?.length ?? 0) > 0;
  };
  const accepted = answers.filter(({ status }) => status === 201).length;
  const refusedWithAlternatives = answers.filter(isRefusal).length;
  const serverErrors = answers.filter(({ status }) => status >= 500 || status === 0).length;
  return {
    accepted,
    refusedWithAlternatives,
    serverErrors,
    other: answers.length - accepted - refusedWithAlternatives - serverErrors,
  };
}

interface Slot {
  readonly serviceId: string;
  readonly providerId: string;
  readonly startsAt: string;
}

async function someSlot(world: TestWorld): Promise<Slot> {
  const services = (await (await world.fetchAs(HOST, '/api/v1/services')).json()) as {
    data: { id: string }[];
  };
  const serviceId = services.data[0]?.id ?? '';
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const path = `/api/v1/availability?serviceId=${serviceId}&from=${day(2)}&to=${day(9)}`;
  const { slots } = (await (await world.fetchAs(HOST, path)).json()) as { slots: Omit<Slot, 'serviceId'>[] };
  const slot = slots[Math.floor(slots.length / 2)];
  if (slot === undefined) throw new Error('No free slot to race for');
  return { serviceId, providerId: slot.providerId, startsAt: slot.startsAt };
}

/** Opens every connection first, then sends all requests in the same turn of the event loop. */
async function bookAtOnce(world: TestWorld, slot: Slot): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: attempts });
  const everyone = Array.from({ length: attempts }, (_, index) => index);
  await Promise.all(everyone.map(() => call(world.url, agent, { path: '/livez' })));
  const answers = await Promise.all(
    everyone.map((index) => {
      const customer = { name: `Cliente ${index}`, email: `cliente${index}@example.com` };
      return call(world.url, agent, {
        path: '/api/v1/bookings',
        body: JSON.stringify({ ...slot, customer }),
      });
    }),
  );
  agent.destroy();
  return answers;
}

function call(url: string, agent: Agent, { path, body }: { path: string; body?: string }): Promise<Answer> {
  return new Promise((resolve) => {
    const headers = { host: HOST, ...(body && { 'content-type': 'application/json' }) };
    const outgoing = request(
      new URL(path, url).href,
      { agent, method: body ? 'POST' : 'GET', headers },
      async (incoming) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      },
    );
    outgoing.once('error', (error) => resolve({ status: 0, body: String(error) }));
    outgoing.end(body);
  });
}
