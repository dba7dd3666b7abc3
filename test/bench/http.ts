import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Bundle, buildWorker, buildWorkers } from '../../src/local/world/build-worker.ts';
import { writeLocalFile } from '../../src/local/world/local-file.ts';
import { projectRoot } from '../../src/local/world/project.ts';
import { provisionTenants, waitUntilLive } from '../../src/local/world/provision.ts';
import { type Runtime, startRuntime } from '../../src/local/world/start-runtime.ts';
import { startWorld, type World } from '../../src/local/world/start-world.ts';
import { readWorkerOptions } from '../../src/local/world/worker-options.ts';
import { measureColdStart } from './cold-start.ts';
import { countRoundTrips, type Measured, measureBurst, median, settle } from './measure.ts';
import { floorName, missedBars, printReport, type Report, toRows } from './report.ts';
import { bypassOutboundInterceptor } from './straight-outbound.ts';
import { findTargets, type Target, writeBenchTenant } from './targets.ts';

// Both Workers run at once, on the same runtime, socket and build settings; the load alternates between them
// (floor, product, floor, product), so that a slow minute of the machine touches both.

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '4' },
    repeats: { type: 'string', default: '2' },
    tenant: { type: 'string', default: 'barberia-palermo' },
  },
});
const seconds = Number(flags.seconds);
const repeats = Number(flags.repeats);
const levels = [32, 1000];
const coldStarts = 9;
const floorTarget: Target = { name: floorName, path: '/', host: 'localhost' };
const shares = new Map<string, number>();

bypassOutboundInterceptor();
const dir = await mkdtemp(join(tmpdir(), 'barberpro-bench-'));
try {
  const { report, targets } = await bench();
  const missed = missedBars(report, targets);
  if (flags.json) {
    console.log(JSON.stringify({ ...report, missed }));
  } else {
    printReport(report, missed);
  }
  process.exitCode = missed.length === 0 ? 0 : 1;
} finally {
  await rm(dir, { recursive: true, force: true });
}

async function bench(): Promise<{ report: Report; targets: Target[] }> {
  progress('building the Worker and the empty Worker');
  const bundles = await buildWorkers(join(dir, 'product'));
  const product = bundles.tenants;
  const empty = await buildWorker({ outDir: join(dir, 'floor'), entry: 'test/bench/floor/worker.ts' });
  const coldStart = await compareColdStarts(product, empty);
  const world = await startWorld({ port: 0, dataDir: join(dir, 'world'), bundles });
  const floor = await startFloor(empty);
  try {
    const targets = await prepareTargets(world);
    const roundTrips = await countAllRoundTrips(world, targets);
    const rows = toRows(await measureAll(world, floor, targets));
    const generator = await compareGenerators(floor, rows);
    return { report: { rows, generator, roundTrips, bundle: product, coldStart }, targets };
  } finally {
    await Promise.all([world.stop(), floor.stop()]);
  }
}

async function compareColdStarts(product: Bundle, empty: Bundle): Promise<Report['coldStart']> {
  progress('cold starts');
  const worker = readWorkerOptions({
    MASTER_KEY: Buffer.alloc(32).toString('base64'),
    OPERATOR_TOKEN: 'operator-token-of-the-bench',
    REGISTRY_TOKEN: 'none',
    TURSO_API_TOKEN: 'none',
    CLOUDFLARE_API_TOKEN: 'none',
    CLOUDFLARE_WEBHOOK_SECRET: 'webhook-secret-of-the-bench',
  });
  const productMs: number[] = [];
  const floorMs: number[] = [];
  for (let i = 0; i < coldStarts; i++) {
    floorMs.push(await measureColdStart(empty, worker));
    productMs.push(await measureColdStart(product, worker));
  }
  return { floorMs: median(floorMs), productMs: median(productMs) };
}

function startFloor(bundle: Bundle): Promise<Runtime> {
  return startRuntime({ bundle, worker: readWorkerOptions({}), port: 0, onLog: () => undefined });
}

async function prepareTargets(world: World): Promise<Target[]> {
  progress('provisioning');
  await waitUntilLive(world);
  const folder = join(dir, 'tenants');
  await writeBenchTenant(join(projectRoot, 'tenants', flags.tenant), join(folder, flags.tenant));
  const [tenant] = (await writeLocalFile(world, await provisionTenants(world, folder))).tenants;
  if (tenant === undefined) throw new Error(`tenants/ has no ${flags.tenant}.`);
  return findTargets(world.url, tenant);
}

async function countAllRoundTrips(world: World, targets: Target[]): Promise<Report['roundTrips']> {
  const count = () => world.turso.stats().total.pipelines;
  const counted: Report['roundTrips'] = [];
  for (const target of targets) {
    await settle(count);
    const perRequest = await countRoundTrips(world.url, target, count);
    counted.push({ name: target.name, perRequest, ...atMost(target.roundTrips) });
  }
  return counted;
}

function atMost(roundTrips: number | undefined): { atMost?: number } {
  return roundTrips === undefined ? {} : { atMost: roundTrips };
}

async function measureAll(world: World, floor: Runtime, targets: Target[]): Promise<Measured[]> {
  // First, before anything is behind with its work: after an overload, locks and queues catch up for a minute.
  const measured: Measured[] = await measurePaced(world, floor, targets);
  const bursts = levels.length * repeats;
  for (const connections of levels) {
    for (let repeat = 1; repeat <= repeats; repeat++) {
      progress(`${connections} connections, repeat ${repeat} of ${repeats}`);
      measured.push(await burst(floor, floorTarget, { connections }));
      for (const target of targets) {
        measured.push(await burst(world, withShareOfBodies(target, bursts), { connections }));
        await settle(() => world.turso.stats().total.pipelines);
      }
    }
  }
  return measured;
}

/**
 * How long an answer takes while the Worker is not saturated. When it is, so many connections wait for as many
 * answers as it gives in that time (Little's law): a latency that only says the throughput again.
 */
async function measurePaced(world: World, floor: Runtime, targets: Target[]): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const target of targets) {
    if (target.p99 === undefined) continue;
    progress(`${target.p99.connections} connections, ${target.p99.rate} requests a second`);
    for (let repeat = 1; repeat <= repeats; repeat++) {
      measured.push(await burst(floor, floorTarget, target.p99));
      measured.push(await burst(world, target, target.p99));
    }
  }
  return measured;
}

type Load = { readonly connections: number; readonly rate?: number };

async function burst(runtime: Pick<Runtime, 'url' | 'workerdPid'>, target: Target, load: Load) {
  const { url } = runtime;
  const workerdPid = runtime.workerdPid();
  const warmUp = {
    ...target,
    ...(target.bodies === undefined ? {} : { bodies: target.bodies.splice(0, 20) }),
  };
  await measureBurst({ url, workerdPid, target: warmUp, connections: 32, seconds: 1 });
  const { connections, rate } = load;
  return measureBurst({
    url,
    workerdPid,
    target,
    connections,
    seconds,
    ...(rate === undefined ? {} : { rate }),
  });
}

/** A slot can be sold once: each burst gets its own part of the free ones. */
function withShareOfBodies(target: Target, bursts: number): Target {
  if (target.bodies === undefined) {
    return target;
  }
  const share = shares.get(target.name) ?? Math.floor(target.bodies.length / bursts);
  shares.set(target.name, share);
  return { ...target, bodies: target.bodies.splice(0, share) };
}

/** wrk is written in C: when it gets no more out of the floor, autocannon is not what limits it. */
async function compareGenerators(floor: Runtime, rows: Report['rows']): Promise<Report['generator']> {
  const compared: Report['generator'] = [];
  for (const connections of levels) {
    const autocannon = rows.find((row) => row.name === floorName && row.connections === connections);
    const wrk = await runWrk(floor.url, connections);
    compared.push({ connections, autocannon: autocannon?.requestsPerSecond ?? 0, ...wrk });
  }
  return compared;
}

async function runWrk(url: string, connections: number): Promise<{ wrk?: number }> {
  const args = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, `${url}/`];
  const { stdout } = await promisify(execFile)('wrk', args).catch(() => ({ stdout: '' }));
  const perSecond = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  return perSecond === undefined ? {} : { wrk: Number(perSecond) };
}

function progress(text: string): void {
  console.error(`- ${text}`);
}
