import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Bundles, buildWorker, buildWorkers } from '../../src/local/world/build-worker.ts';
import { waitUntilLive } from '../../src/local/world/provision.ts';
import { startRuntime } from '../../src/local/world/start-runtime.ts';
import { startWorld, type World } from '../../src/local/world/start-world.ts';
import { readWorkerOptions } from '../../src/local/world/worker-options.ts';
import type { Rollout } from '../../src/tenancy/rollouts/contract.ts';
import { median } from '../bench/measure.ts';
import { seededRandom } from '../simulation/random.ts';
import { freePort, killRuntime } from '../support/kill-runtime.ts';
import { asOperator, createTenants, type NewTenant, openRegistryOf } from '../support/operator.ts';
import { showOptions, showResult } from '../support/show.ts';
import { openTenantDatabase } from '../support/tenant-database.ts';
import { type Call, callSteadily, type Load } from './callers.ts';

// npm run drill:migrate: every tenant is brought to the next schema while the old and the new Worker serve them all, and
// the runtime that does it is killed at random points.

const CALLERS = 6;
const CANARIES = 2;
const PARALLEL = 4;
const LEASE_SECONDS = 2;
/** How long the next point of a kill, or the end, may take to come. */
const MAX_MINUTES = 3;

const { tenants: wanted, kills: wantedKills, seed, json } = showOptions({ tenants: 200, kills: 50, seed: 1 });
const random = seededRandom(seed);
const dataDir = await mkdtemp(join(tmpdir(), 'barberpro-migrate-'));
const startedAt = performance.now();
try {
  const entry = 'test/drills/worker-with-next-schema.ts';
  const backstage = await buildWorker({
    outDir: join(dataDir, 'bundle-of-both'),
    worker: 'backstage',
    entry,
  });
  const bundles = await buildWorkers(dataDir, { backstage });
  const port = await freePort();
  const tenants = await provision(bundles, port);
  say(`${tenants.length} tenants at the schema of today`);
  showResult(await drill({ bundles, port, tenants }), json);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
process.exit();

/** The Worker of today makes them all, and goes. */
async function provision(bundles: Bundles, port: number): Promise<NewTenant[]> {
  const world = await startWorld({ port, dataDir, bundles });
  await waitUntilLive(world);
  const slugs = Array.from({ length: wanted }, (_, index) => `peluqueria-${String(index).padStart(3, '0')}`);
  const tenants = await createTenants(world, slugs);
  await world.stop();
  return tenants;
}

interface Drill {
  readonly bundles: Bundles;
  readonly port: number;
  readonly tenants: readonly NewTenant[];
}

async function drill({ bundles, port, tenants }: Drill) {
  const world = await startWorld({ port, dataDir, bundles, vars: { NEXT_SCHEMA: 'known' } });
  const old = await startRuntime({
    bundle: bundles.tenants,
    worker: readWorkerOptions(world.bindings),
    port: 0,
    stateDir: join(dataDir, 'old-runtime'),
    onLog: () => undefined,
  });
  try {
    await waitUntilLive(world);
    const load: Load = { tenants, urls: [world.url, old.url], pauseMs: 15, isOver: false };
    const callers = Array.from({ length: CALLERS }, (_, index) => callSteadily(load, seed * 100 + index));
    await delay(2_000);
    const rollout = await rollOut(world, tenants);
    await delay(1_000);
    load.isOver = true;
    const calls = (await Promise.all(callers)).flat();
    const [fresh] = await createTenants(world, ['recien-llegada']);
    return await report({ world, tenants, fresh, calls, rollout });
  } finally {
    await old.stop();
    await world.stop();
  }
}

interface RolledOut {
  readonly rollout: Rollout & { readonly tenants: { attempts: number; elapsedMs: number | null }[] };
  readonly downsMs: readonly number[];
  /** From the start to the end, with all the kills in between. */
  readonly seconds: number;
}

/** Starts it, kills the runtime at points spread over its progress, and waits for its end. */
async function rollOut(world: World, tenants: readonly NewTenant[]): Promise<RolledOut> {
  const canaries = tenants.slice(0, CANARIES).map(({ slug }) => slug);
  const body = { canaries, parallel: PARALLEL, leaseSeconds: LEASE_SECONDS };
  const begunAt = performance.now();
  const { id } = (await asOperator<Rollout>(world, 'POST /rollouts', body)).body;
  const beat = startBeat(world);
  const downsMs: number[] = [];
  for (let killed = 0; killed < wantedKills; killed++) {
    await untilDone(world, id, pointOfKill(killed, await countDone(world, id)));
    await delay(random.between(0, 500));
    downsMs.push(await killRuntime(world));
    beat.now();
    if ((killed + 1) % 10 === 0) say(`${killed + 1} kills, ${await countDone(world, id)} migrated`);
  }
  await untilDone(world, id, tenants.length);
  beat.stop();
  const read = async () =>
    (await asOperator<RolledOut['rollout']>(world, `GET /rollouts/${id}?limit=1000`)).body;
  let rollout = await read();
  for (let tries = 0; rollout.state !== 'done' && tries < 50; tries++, rollout = await read())
    await delay(200);
  return { rollout, downsMs, seconds: (performance.now() - begunAt) / 1_000 };
}

/** The platform's cron, more often than every five minutes and after every kill, so that the drill need not wait. */
function startBeat(world: World) {
  const now = () =>
    void world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() }).catch(() => undefined);
  const timer = setInterval(now, 10_000);
  return { now, stop: () => clearInterval(timer) };
}

async function untilDone(world: World, rolloutId: string, count: number): Promise<void> {
  const deadline = performance.now() + MAX_MINUTES * 60_000;
  while ((await countDone(world, rolloutId)) < count) {
    if (performance.now() > deadline) throw new Error('The rollout does not get on');
    await delay(random.between(5, 40));
  }
}

/** Spread over what is left to do, so that the last kill comes before the end. */
function pointOfKill(killed: number, done: number): number {
  const share = (wanted - done) / Math.max(1, wantedKills - killed);
  return Math.min(wanted - 1, done + Math.floor(random.between(0, 100) * 0.018 * share));
}

async function countDone(world: World, rolloutId: string): Promise<number> {
  const registry = await openRegistryOf(world);
  const sql = `SELECT count(*) AS n FROM rollout_tenants WHERE rollout_id = ? AND state = 'done'`;
  const [result] = await registry.rows([{ sql, args: [rolloutId] }]);
  return Number(result?.rows[0]?.n);
}

interface Drilled {
  readonly world: World;
  readonly tenants: readonly NewTenant[];
  readonly fresh: NewTenant | undefined;
  readonly calls: readonly Call[];
  readonly rollout: RolledOut;
}

async function report({ world, tenants, fresh, calls, rollout: { rollout, downsMs, seconds } }: Drilled) {
  const schemas = new Set<string>();
  for (const one of [...tenants, fresh]) schemas.add(await schemaOf(world, one?.slug ?? ''));
  const answers = calls.filter(({ status }) => status !== 'lost');
  const errors = answers.filter(({ status }) => Number(status) >= 500);
  const booked = answers.filter(({ bookingId }) => bookingId !== undefined);
  const recorded = new Set<string>();
  for (const { slug } of tenants) for (const id of await bookingsOf(world, slug)) recorded.add(id);
  const lostBookings = booked.filter(({ bookingId = '' }) => !recorded.has(bookingId)).length;
  const times = rollout.tenants.flatMap(({ elapsedMs }) => (elapsedMs === null ? [] : [elapsedMs]));
  const again = rollout.tenants.filter(({ attempts }) => attempts > 1).length;
  const lost = calls.length - answers.length;
  const medianMs = Math.round(median(times));
  const passed =
    rollout.state === 'done' &&
    schemas.size === 1 &&
    errors.length === 0 &&
    lostBookings === 0 &&
    downsMs.length === wantedKills &&
    again > 0 &&
    booked.length > 0;
  return {
    passed,
    tenants: tenants.length,
    kills: downsMs.length,
    state: rollout.state,
    differentSchemas: schemas.size,
    requests: calls.length,
    serverErrors: errors.map(({ kind, status, code }) => ({ kind, status, code })).slice(0, 10),
    connectionsLostByKills: lost,
    bookings: booked.length,
    lostBookings,
    takenMoreThanOnce: again,
    medianMsPerTenant: medianMs,
    longestMsPerTenant: Math.max(...times),
    rolloutSeconds: Math.round(seconds),
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    figure:
      `${tenants.length} tenants, ${downsMs.length} kills, rollout ${rollout.state} after ${Math.round(seconds)} s: ` +
      `${schemas.size} schema(s), ${again} tenants taken more than once, ${medianMs} ms a tenant in the median, ${Math.max(...times)} ms at most; ` +
      `${answers.length} answers of old and new Workers meanwhile, ${errors.length} of them 5xx, ${lost} connections lost by the kills, ` +
      `${booked.length} bookings acknowledged, ${lostBookings} lost`,
  };
}

/** The whole schema and which migrations ran, as one text. */
async function schemaOf(world: World, slug: string): Promise<string> {
  const database = await openTenantDatabase(world, slug);
  const objects = await database.execute(
    'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name',
  );
  const ran = await database.execute('SELECT version, name FROM schema_migrations ORDER BY version');
  return JSON.stringify([objects.rows, ran.rows]);
}

async function bookingsOf(world: World, slug: string): Promise<string[]> {
  const database = await openTenantDatabase(world, slug);
  const { rows } = await database.execute('SELECT id FROM bookings');
  return rows.map(({ id }) => String(id));
}

function say(text: string): void {
  if (!json) console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s  ${text}`);
}
