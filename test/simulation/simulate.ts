import { instantOf } from '../../src/kernel/local-time.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { type Attempt, attempt, type Undertaking } from './clients.ts';
import { drawFaultRates, NO_FAULTS } from './faults.ts';
import { takeOverGlobals } from './globals.ts';
import { checkHealed } from './healed.ts';
import { hear } from './hearing.ts';
import { checkHistories } from './histories.ts';
import { STARTS_AT } from './images.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { seededRandom } from './random.ts';
import {
  busyRows,
  type DayLimit,
  findExcess,
  findOverlap,
  type Travel,
  travelIn,
  type Violation,
} from './safety.ts';
import { openShop } from './shop.ts';
import { pause, type Simulation, sweep } from './simulation.ts';
import { createTimeline } from './timeline.ts';
import { startTrouble, untilRush } from './trouble.ts';
import { createWorld, hostOf, type World, type WorldMaterial, type WorldOptions } from './world.ts';

const MINUTE_MS = 60_000;
const CLIENTS = 5;
const EACH = 5;

export interface SeedReport {
  readonly seed: number;
  readonly hash: string;
  readonly steps: number;
  readonly violations: readonly Violation[];
  /** How often each fault struck, each operation ended well, and the like. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface SimulateOptions {
  readonly seed: number;
  readonly material: WorldMaterial;
  readonly onTrace?: (line: string) => void;
}

/** One life of the platform: customers and faults at random, then no more faults, then everything must be well. */
export async function simulate({ seed, material, onTrace }: SimulateOptions): Promise<SeedReport> {
  const random = seededRandom(seed);
  const timeline = createTimeline(STARTS_AT, random, onTrace);
  const violations: Violation[] = [];
  let watch: ReturnType<typeof watchWrites> = () => undefined;
  const world = createWorld({
    timeline,
    material,
    rates: drawFaultRates(random),
    onWrite: (host, statements) => watch(host, statements),
  });
  const giveBack = takeOverGlobals({
    timeline,
    fetch: world.receivers.fetch,
    onLog: (line) => onTrace?.(`    log ${line}`),
  });
  try {
    if (random.chance(0.6)) world.leaveFirstTenant();
    const shops = world.tenants.map((tenant) => openShop(tenant, world.engineOf(tenant), random));
    const simulation = { world, shops, undertakings: [], violations };
    watch = watchWrites(simulation);
    await underFaults(simulation);
    await heal(simulation);
    if (violations.length === 0) await checkHealed(simulation);
    if (violations.length === 0) checkHistories(simulation);
  } catch (error) {
    violations.push({ property: 'no-crash', detail: String((error as Error).stack) });
  } finally {
    giveBack();
    world.close();
  }
  return {
    seed,
    hash: timeline.hash,
    steps: timeline.steps,
    violations,
    counts: Object.fromEntries([...world.chaos.counts].sort()),
  };
}

/** After every transaction that was committed. */
function watchWrites({ world, violations }: Simulation): WorldOptions['onWrite'] {
  const watched = world.tenants.map((tenant) => ({ tenant, ...rulesOf(world, tenant) }));
  return (host, statements) => {
    if (!statements.some(({ sql }) => sql.includes('busy_times'))) return;
    const one = watched.find(({ tenant }) => hostOf(tenant) === host);
    if (one === undefined) return;
    const engine = world.engineOf(one.tenant);
    const rows = busyRows(engine);
    const audit = statements.find(({ sql }) => sql.startsWith('insert into "audit_log"'))?.args ?? [];
    const commit = { commitId: String(audit[0]), action: String(audit[3]) };
    const found = findOverlap(rows, one.travel) ?? findExcess(commit, rows, one.limits);
    if (found !== undefined) violations.push(found);
  };
}

function rulesOf(world: World, tenant: Tenant): { travel: Travel; limits: DayLimit[] } {
  const engine = world.engineOf(tenant);
  const limited = engine.rows(
    'SELECT id, max_bookings_day AS bookings, max_minutes_day AS minutes FROM providers WHERE coalesce(max_bookings_day, max_minutes_day) IS NOT NULL',
  );
  const limits = limited.flatMap(({ id, bookings, minutes }) =>
    [25, 26].map((day) => ({
      providerId: String(id),
      from: instantOf(`2026-11-${day}`, 0, tenant.profile.timeZone),
      before: instantOf(`2026-11-${day + 1}`, 0, tenant.profile.timeZone),
      maxBookings: bookings as number | null,
      maxMinutes: minutes as number | null,
    })),
  );
  return { travel: travelIn(engine), limits };
}

async function underFaults(simulation: Simulation): Promise<void> {
  const { world, violations } = simulation;
  const { timeline } = world;
  let isOver = false;
  const stop = startTrouble(world);
  const clients = Array.from({ length: CLIENTS }, () => actAsClient(simulation));
  void Promise.all(clients).then(() => {
    isOver = true;
  });
  await timeline.runTo(timeline.now + 24 * 60 * MINUTE_MS, () => isOver || violations.length > 0);
  stop();
}

/** Somebody with a phone: thinks, does something, repeats it when there was no answer. */
async function actAsClient(simulation: Simulation): Promise<void> {
  const { world, shops, undertakings } = simulation;
  const { random, timeline } = world;
  for (let done = 0; done < EACH; done++) {
    await pause(world, thinkingTime(world));
    const shop = random.chance(0.75) ? shops[0] : shops.at(-1);
    const operation = someOperation(random.next());
    const call = shop && operation.prepare(shop);
    if (shop === undefined || call === undefined) continue;
    if (call.notBefore !== undefined) await pause(world, call.notBefore - timeline.now);
    const undertaking = {
      id: undertakings.length,
      name: operation.name,
      tenant: shop.tenant,
      call,
      attempts: [],
    };
    undertakings.push(undertaking);
    await undertake(simulation, undertaking);
  }
}

/** A moment, sometimes long; often until the next full two seconds, where everybody acts at once. */
function thinkingTime({ random, timeline }: World): number {
  if (random.chance(0.07)) return random.between(60_000, 400_000);
  return random.chance(0.5) ? untilRush(timeline.now) : random.between(0, 3_000);
}

const TOTAL_WEIGHT = OPERATIONS.reduce((sum, { weight }) => sum + weight, 0);

function someOperation(fraction: number): Operation {
  let left = fraction * TOTAL_WEIGHT;
  const found = OPERATIONS.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return found ?? (OPERATIONS[0] as Operation);
}

const MAX_ATTEMPTS = 4;

async function undertake(simulation: Simulation, undertaking: Undertaking): Promise<Attempt | undefined> {
  const { world } = simulation;
  const { random, chaos } = world;
  const { call, attempts } = undertaking;
  let last: Attempt | undefined;
  for (let number = 1; number <= MAX_ATTEMPTS; number++) {
    const isTwice = call.isRepeatable && chaos.strikes('doubleClick');
    const sent = await Promise.all(
      Array.from({ length: isTwice ? 2 : 1 }, () => attempt(world, undertaking)),
    );
    attempts.push(...sent);
    for (const made of sent) hear(simulation, undertaking, made);
    last = sent.find(({ result }) => result.kind === 'ok') ?? sent.at(-1);
    if (last === undefined || !isWorthRepeating(last) || !call.isRepeatable || random.chance(0.2)) break;
    await pause(world, random.between(100, 40_000));
  }
  return last;
}

function isWorthRepeating({ result }: Attempt): boolean {
  if (result.kind === 'refused')
    return result.code === 'request-in-progress' || result.code === 'tenant-unavailable';
  return result.kind === 'unknown';
}

/** No more faults, the right time everywhere, and what the platform does by itself: nothing else. */
async function heal({ world, violations }: Simulation): Promise<void> {
  if (violations.length > 0) return;
  const { timeline } = world;
  world.chaos.rates = NO_FAULTS;
  world.gone.clear();
  world.setClocksRight();
  timeline.note('healed');
  // Late requests arrive, leases end, holds expire; then the cron finds the rest.
  await timeline.runTo(timeline.now + 11 * MINUTE_MS);
  sweep(world);
  await timeline.runTo(timeline.now + 2 * MINUTE_MS);
}
