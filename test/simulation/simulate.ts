import { instantOf } from '../../src/kernel/local-time.ts';
import type { Tenant } from '../../src/kernel/tenant.ts';
import { type Attempt, attempt, type Undertaking } from './clients.ts';
import { drawFaultRates, NO_FAULTS } from './faults.ts';
import { takeOverGlobals } from './globals.ts';
import { checkHealed } from './healed.ts';
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
import { PEOPLE, pause, type Simulation, sweep } from './simulation.ts';
import { createTimeline } from './timeline.ts';
import { createWorld, hostOf, type World, type WorldMaterial, type WorldOptions } from './world.ts';

const MINUTE_MS = 60_000;
const CLIENTS = 5;
const EACH = 7;

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
    const shop = random.chance(0.75) ? shops[0] : shops[1];
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
  return random.chance(0.5) ? RUSH_MS - (timeline.now % RUSH_MS) : random.between(0, 3_000);
}

const RUSH_MS = 2_000;
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

/** What was acknowledged is in the database at that very moment; what broke must never be seen. */
function hear(
  { world, violations }: Simulation,
  { name, tenant, call, attempts }: Undertaking,
  made: Attempt,
): void {
  const { result } = made;
  world.chaos.count(`${name}: ${result.kind === 'refused' ? result.code : result.kind}`);
  if (result.kind === 'broken')
    violations.push({ property: 'no-broken-answer', detail: `${name}: ${result.why}` });
  if (result.kind !== 'ok') return;
  const texts = attempts.flatMap(({ result: one }) => (one.kind === 'ok' ? [one.text] : []));
  if (new Set(texts).size > 1)
    violations.push({ property: 'same-answer', detail: `${name} ${made.requestId}` });
  const isTaking = call.effect.kind === 'take' || (call.effect.kind === 'move' && !result.isReplay);
  if (isTaking && !isRecorded(world, tenant, attempts)) {
    const isNothingNew = call.effect.kind === 'move';
    if (!isNothingNew)
      violations.push({ property: 'acknowledged-is-recorded', detail: `${name} ${made.requestId}` });
  }
  if (attempts.find(({ result: one }) => one.kind === 'ok') === made) call.learn?.(result.answer as never);
}

function isRecorded(world: World, tenant: Tenant, attempts: readonly Attempt[]): boolean {
  const engine = world.engineOf(tenant);
  return attempts.some(
    ({ requestId }) => engine.rows('SELECT 1 FROM audit_log WHERE request_id = ?', requestId).length > 0,
  );
}

/** Deaths, jumps of clocks and the like, at moments of their own; and the cron every five minutes. */
function startTrouble(world: World): () => void {
  const { timeline, chaos, random } = world;
  let isStopped = false;
  const often = (name: string, perHour: number, happen: () => void) => {
    if (perHour === 0) return;
    const next = () => {
      const wait = (-Math.log(1 - random.next()) * 3_600_000) / perHour;
      timeline.after(
        wait,
        name,
        () => {
          if (isStopped) return;
          chaos.count(name);
          happen();
          next();
        },
        PEOPLE,
      );
    };
    next();
  };
  const { rates } = chaos;
  often('isolateKilled', rates.isolateKilled, world.killOne);
  often('everythingKilled', rates.everythingKilled, world.killAll);
  often('clockJumps', rates.clockJumps, world.jumpClock);
  often('objectEvicted', rates.objectEvicted, () => {
    const names = [...world.locks.all.keys()];
    if (names.length > 0) world.locks.evict(random.pick(names));
  });
  often('databaseGone', rates.databaseGone, () => {
    const host = hostOf(random.pick(world.tenants));
    world.gone.add(host);
    timeline.after(random.between(1_000, 40_000), 'database is back', () => world.gone.delete(host), PEOPLE);
  });
  const cron = () => {
    if (isStopped) return;
    sweep(world);
    timeline.after(5 * MINUTE_MS, 'cron', cron, PEOPLE);
  };
  timeline.after(5 * MINUTE_MS * random.next(), 'cron', cron, PEOPLE);
  return () => {
    isStopped = true;
  };
}

/** No more faults, the right time everywhere, and what the platform does by itself: nothing else. */
async function heal({ world, violations }: Simulation): Promise<void> {
  if (violations.length > 0) return;
  const { timeline } = world;
  world.chaos.rates = NO_FAULTS;
  world.gone.clear();
  world.setClocksRight();
  timeline.note('healed');
  for (const minutes of [3, 8]) {
    await timeline.runTo(timeline.now + minutes * MINUTE_MS);
    sweep(world);
  }
  await timeline.runTo(timeline.now + 2 * MINUTE_MS);
}
