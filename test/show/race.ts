import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundles, buildWorker, buildWorkers } from '../../src/local/world/build-worker.ts';
import { showOptions, showResult } from '../support/show.ts';
import { findOverlaps, openTenantDatabase } from '../support/tenant-database.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';
import { type Answer, type Door, openDoor } from './race/door.ts';
import type { Ground } from './race/paths.ts';
import { prepareGround, rage, type Tally } from './race/storm.ts';

// npm run show:race -- --attempts 100000: over HTTP, everybody for one slot, everybody for one session's seats, and
// every path there is to the same few times; then again, smaller, with each of the two barriers taken away.

const SHOPS = ['barberia-palermo', 'psicologia-belgrano', 'salon-recoleta'];
/** Everybody at once for one slot. */
const RIVALS = 500;
/** Of a session with fewer seats. */
const SEAT_RIVALS = 200;
/** The part of the attempts that are made without the one barrier, and without the other. */
const WITHOUT_BARRIER = 0.05;
const TRIGGERS = ['busy_times_no_overlap', 'busy_times_no_room', 'busy_times_no_seat'];

interface Round {
  readonly barriers: string;
  readonly oneSlot: {
    readonly accepted: number;
    readonly refusedWithAlternatives: number;
    readonly of: number;
  };
  readonly seats: { readonly accepted: number; readonly seats: number; readonly of: number };
  readonly attempts: number;
  readonly accepted: number;
  readonly serverErrors: number;
  readonly overlaps: number;
  readonly seconds: number;
  readonly paths: Readonly<Record<string, Tally>>;
}

const { attempts, racers, seed, json } = showOptions({ attempts: 100_000, racers: 50, seed: 1 });
const few = Math.ceil(attempts * WITHOUT_BARRIER);
const withLock = await buildWorkers(join(tmpdir(), `barberpro-race-${process.pid}`));
const withoutLock = {
  ...withLock,
  tenants: await buildWorker({
    entry: new URL('./worker-without-lock.ts', import.meta.url).pathname,
    outDir: join(tmpdir(), `barberpro-race-nolock-${process.pid}`),
  }),
};
const rounds = [
  await race({
    barriers: 'lock and triggers',
    bundles: withLock,
    hasTriggers: true,
    storm: attempts - 2 * few,
  }),
  await race({ barriers: 'triggers only (lock off)', bundles: withoutLock, hasTriggers: true, storm: few }),
  await race({ barriers: 'lock only (triggers off)', bundles: withLock, hasTriggers: false, storm: few }),
];
const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
showResult(
  {
    passed: rounds.every(isRight) && rounds.slice(0, 1).every(isEveryPathTried),
    rounds,
    figure:
      `${sum((round) => round.attempts)} attempts on ${Object.keys(rounds[0]?.paths ?? {}).length} paths, ` +
      `${sum((round) => round.accepted)} accepted: overlaps ${rounds.map((round) => round.overlaps).join(', ')}; ` +
      `server errors ${rounds.map((round) => round.serverErrors).join(', ')}; ` +
      `of ${RIVALS} for one slot accepted ${rounds.map((round) => round.oneSlot.accepted).join(', ')}; ` +
      `of ${SEAT_RIVALS} for ${rounds[0]?.seats.seats} seats ${rounds.map((round) => round.seats.accepted).join(', ')}`,
  },
  json,
);

function isRight({ oneSlot, seats, serverErrors, overlaps }: Round): boolean {
  return (
    oneSlot.accepted === 1 &&
    oneSlot.refusedWithAlternatives === oneSlot.of - 1 &&
    seats.accepted === seats.seats &&
    serverErrors === 0 &&
    overlaps === 0
  );
}

/** Of the round that all barriers guard: the others are too short for what comes up rarely. */
function isEveryPathTried({ paths }: Round): boolean {
  return Object.values(paths).every(({ accepted, refused }) => accepted + refused > 0);
}

interface Setup {
  readonly barriers: string;
  readonly bundles: Bundles;
  readonly hasTriggers: boolean;
  readonly storm: number;
}

async function race({ barriers, bundles, hasTriggers, storm }: Setup): Promise<Round> {
  const world = await startTestWorld({ bundles });
  const door = openDoor(world.url, Math.max(RIVALS, racers));
  const startedAt = performance.now();
  try {
    if (!hasTriggers) await dropTriggers(world);
    const grounds = await Promise.all(SHOPS.map((slug) => prepareGround(world, slug)));
    const oneSlot = await raceForOneSlot(door, grounds[0] as Ground);
    const seats = await raceForSeats(world, door, grounds[2] as Ground);
    const paths = await rage({ grounds, door, attempts: storm, racers, seed });
    const tallies = [...paths.values()];
    const total = (of: (tally: Tally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
    const round = {
      barriers,
      oneSlot,
      seats,
      attempts:
        RIVALS +
        SEAT_RIVALS +
        total(({ accepted, refused, serverErrors }) => accepted + refused + serverErrors),
      accepted: oneSlot.accepted + seats.accepted + total(({ accepted }) => accepted),
      serverErrors: oneSlot.serverErrors + seats.serverErrors + total(({ serverErrors }) => serverErrors),
      overlaps: await countOverlaps(world),
      seconds: Math.round((performance.now() - startedAt) / 1_000),
      paths: Object.fromEntries(paths),
    };
    if (!json) print(round);
    return round;
  } finally {
    door.close();
    await world.stop();
  }
}

function print({ paths, ...round }: Round): void {
  console.log(round);
  console.table(paths);
}

async function dropTriggers(world: TestWorld): Promise<void> {
  for (const slug of SHOPS) {
    const database = await openTenantDatabase(world, slug);
    for (const trigger of TRIGGERS) await database.execute(`DROP TRIGGER ${trigger}`);
  }
}

async function countOverlaps(world: TestWorld): Promise<number> {
  let overlaps = 0;
  for (const slug of SHOPS) overlaps += (await findOverlaps(await openTenantDatabase(world, slug))).length;
  return overlaps;
}

/** Opens every connection first, then sends all requests in the same turn of the event loop. */
async function allAtOnce(door: Door, { host }: Ground, bodies: readonly object[]): Promise<Answer[]> {
  await Promise.all(bodies.map(() => door.knock({ host, method: 'GET', path: '/livez' })));
  return await Promise.all(
    bodies.map((body) => door.knock({ host, method: 'POST', path: '/api/v1/bookings', body })),
  );
}

async function raceForOneSlot(door: Door, ground: Ground) {
  const { serviceId, providerId, startsAt } = ground.hot.at(-1) as Ground['hot'][number];
  const bodies = Array.from({ length: RIVALS }, (_, index) => ({
    ...{ serviceId, providerId, startsAt },
    customer: { name: `Rival ${index}`, email: `rival${index}@example.com` },
  }));
  const answers = await allAtOnce(door, ground, bodies);
  const isRefusal = ({ status, body }: Answer) =>
    status === 409 && body.code === 'slot-taken' && (body.alternatives as unknown[]).length > 0;
  return {
    accepted: answers.filter(({ status }) => status === 201).length,
    refusedWithAlternatives: answers.filter(isRefusal).length,
    serverErrors: countServerErrors(answers),
    of: RIVALS,
  };
}

async function raceForSeats(world: TestWorld, door: Door, ground: Ground) {
  const services = (await (await world.fetchAs(ground.host, '/api/v1/services')).json()) as {
    data: { id: string; seats: number }[];
  };
  const session = services.data.find(({ seats }) => seats > 1);
  const slot = ground.hot.find(({ serviceId }) => serviceId === session?.id);
  if (session === undefined || slot === undefined) throw new Error('No session to race for');
  const { serviceId, providerId, startsAt } = slot;
  const bodies = Array.from({ length: SEAT_RIVALS }, (_, index) => ({
    ...{ serviceId, providerId, startsAt },
    customer: { name: `Guest ${index}`, email: `guest${index}@example.com` },
  }));
  const answers = await allAtOnce(door, ground, bodies);
  return {
    accepted: answers.filter(({ status }) => status === 201).length,
    serverErrors: countServerErrors(answers),
    seats: session.seats,
    of: SEAT_RIVALS,
  };
}

function countServerErrors(answers: readonly Answer[]): number {
  return answers.filter(({ status }) => status === 0 || status >= 500).length;
}
