import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { showResult } from '../support/show.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';
import type { Order } from './seeds.ts';
import type { SeedReport } from './simulate.ts';

// npm run simulate -- --seeds N [--from S] [--json]: so many lives of the platform, each broken promise named.
// npm run simulate -- --seed X [--trace]: one of them, with everything that happens.
// npm run simulate -- --planted [--bug NAME]: every planted bug (or those named) must be found.

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    bug: { type: 'string', multiple: true },
    trace: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const CHUNK = 25;
/** Within so many seeds a planted bug must be found. */
const MOST_SEEDS = 500;
/** Simulated once more, in another process. */
const REPLAYED = 20;

if (values.planted) await findPlanted();
else if (values.seed !== undefined) await showOne(Number(values.seed));
else await simulateMany(Number(values.from), Number(values.seeds));

async function simulateMany(from: number, count: number): Promise<void> {
  const startedAt = performance.now();
  const chunks = Array.from({ length: Math.ceil(count / CHUNK) }, (_, index) => ({
    from: from + index * CHUNK,
    count: Math.min(CHUNK, count - index * CHUNK),
  }));
  const reports: SeedReport[] = [];
  await withWorkers(async (ask) => {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift())
      reports.push(...(await ask(chunk)));
  });
  const differing = await replay(reports);
  const broken = reports.filter(({ violations }) => violations.length > 0);
  const seconds = (performance.now() - startedAt) / 1_000;
  const counts = sumCounts(reports);
  if (!values.json) printCounts(counts);
  if (!values.json) for (const report of broken) printBroken(report);
  const steps = reports.reduce((sum, one) => sum + one.steps, 0);
  showResult(
    {
      passed: broken.length === 0 && differing.length === 0,
      seeds: reports.length,
      steps,
      seconds: Math.round(seconds),
      broken: broken.map(({ seed, violations }) => ({ seed, violations })),
      replayedDifferently: differing,
      counts,
      figure:
        `${reports.length} seeds, ${steps} steps, ${broken.length} with a broken promise, in ${seconds.toFixed(0)} s; ` +
        `${Math.min(REPLAYED, reports.length)} replayed, ${differing.length} differently`,
    },
    values.json,
  );
}

/** The same seeds in a process of their own must leave the same traces. */
async function replay(reports: readonly SeedReport[]): Promise<number[]> {
  const step = Math.max(1, Math.floor(reports.length / REPLAYED));
  const chosen = reports.toSorted((a, b) => a.seed - b.seed).filter((_, index) => index % step === 0);
  const queue = chosen.slice(0, REPLAYED);
  const differing: number[] = [];
  await withWorkers(async (ask) => {
    for (let first = queue.pop(); first !== undefined; first = queue.pop()) {
      const [again] = await ask({ from: first.seed, count: 1 });
      if (again?.hash !== first.hash) differing.push(first.seed);
    }
  });
  return differing;
}

async function findPlanted(): Promise<void> {
  const startedAt = performance.now();
  const queue = PLANTED_BUGS.filter(({ name }) => values.bug === undefined || values.bug.includes(name));
  const total = queue.length;
  const found: { bug: string; seed: number | undefined; property: string | undefined }[] = [];
  const lane = async () => {
    for (let bug = queue.shift(); bug !== undefined; bug = queue.shift()) {
      const [ask, end] = await startWorker(bug.name);
      const reports = await ask({ from: Number(values.from), count: MOST_SEEDS, untilBroken: true });
      end();
      const broken = reports.find(({ violations }) => violations.length > 0);
      found.push({ bug: bug.name, seed: broken?.seed, property: broken?.violations[0]?.property });
      if (!values.json) console.log(describeFound(bug.name, broken));
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, lane));
  const missed = found.filter(({ seed }) => seed === undefined);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  showResult(
    {
      passed: missed.length === 0,
      found,
      figure: `${total - missed.length} of ${total} planted bugs found within ${MOST_SEEDS} seeds, in ${seconds} s`,
    },
    values.json,
  );
}

function describeFound(name: string, broken: SeedReport | undefined): string {
  const how = broken === undefined ? 'NOT FOUND' : `seed ${broken.seed}: ${broken.violations[0]?.property}`;
  return `${name.padEnd(72)} ${how}`;
}

async function showOne(seed: number): Promise<void> {
  const [ask, end] = await startWorker(values.bug?.[0]);
  const [report] = await ask({ from: seed, count: 1, isTraced: values.trace });
  end();
  if (report === undefined) throw new Error('No report');
  printCounts(report.counts);
  printBroken(report);
  const { violations, steps, hash } = report;
  const figure = `seed ${seed}: ${steps} steps, trace ${hash}, ${violations.length} broken promises`;
  showResult({ passed: violations.length === 0, ...report, figure }, values.json);
}

type Ask = (order: Order) => Promise<SeedReport[]>;

async function withWorkers(work: (ask: Ask) => Promise<void>): Promise<void> {
  const lane = async () => {
    const [ask, end] = await startWorker(undefined);
    await work(ask);
    end();
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, lane));
}

async function startWorker(bug: string | undefined): Promise<[Ask, () => void]> {
  const child = fork(fileURLToPath(import.meta.resolve('./seeds.ts')), bug === undefined ? [] : [bug], {
    stdio: 'inherit',
  });
  await messageOf(child);
  const ask: Ask = async (order) => {
    const answer = messageOf(child);
    child.send(order);
    return (await answer) as SeedReport[];
  };
  return [ask, () => child.disconnect()];
}

function messageOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A simulating process ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

function sumCounts(reports: readonly SeedReport[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { counts } of reports)
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  return Object.fromEntries(Object.entries(sums).sort());
}

function printCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) console.log(`${String(count).padStart(9)}  ${name}`);
}

function printBroken({ seed, violations }: SeedReport): void {
  for (const { property, detail } of violations.slice(0, 3))
    console.log(`seed ${seed}  ${property}: ${detail}`);
}
