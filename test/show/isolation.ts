import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../bench/measure.ts';
import { showOptions, showResult } from '../support/show.ts';
import { databaseHostname } from '../support/tenant-database.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

// npm run show:isolation: every tenant of the project under a steady load in the real runtime, one tenant's database
// made slow, failing and gone in turn, between windows in which all is well.

const BROKEN = 'barberia-palermo';
const MAX_TIME_TO_503_MS = 2_000;
/** Neighbours may wait a tenth longer than when all is well, or so many milliseconds where a tenth is less. */
const MAX_RATIO = 1.1;
const FLOOR_MS = 5;
/** Longer than an answer of the slots is given again without asking (decision 005). */
const CONFIRMED_MS = 150;

/** Without a fault is the control: how far two windows differ on this machine when nothing is broken at all. */
const FAULTS = {
  none: undefined,
  slow: { kind: 'latency', ms: 10_000 },
  failing: { kind: 'status-before', status: 500 },
  gone: { kind: 'database-missing' },
} as const;
type FaultName = keyof typeof FAULTS;
const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly hasRetryAfter: boolean;
  readonly ms: number;
}

interface Caller {
  readonly slug: string;
  readonly host: string;
  /** Each asked in turn, so that the database is asked and not the memory. */
  readonly paths: readonly string[];
}

const { rounds, seconds, rate, json } = showOptions({ rounds: 5, seconds: 5, rate: 25 });
const agent = new Agent({ keepAlive: true });
const world = await startTestWorld({ vars: { DATABASE_READ_TIMEOUT_MS: '1500' } });
try {
  const callers = await Promise.all(world.tenants.map(({ slug, host }) => callerOf(world, slug, host)));
  const hostname = await databaseHostname(world, BROKEN);
  const workerd = world.workerdPid();
  await runWindow(callers, undefined);
  const neighbours = callers.filter(({ slug }) => slug !== BROKEN).map(({ slug }) => slug);
  const pairs: Pair[] = [];
  const answered: Record<'neighbours' | 'well' | 'broken', Answer[]> = {
    neighbours: [],
    well: [],
    broken: [],
  };
  for (let round = 0; round < rounds; round++) {
    for (const fault of FAULT_NAMES) {
      const before = await runWindow(callers, undefined);
      const during = await runWindow(callers, faultOf(fault, hostname));
      for (const slug of neighbours) {
        const [well, beside] = [before.get(slug) ?? [], during.get(slug) ?? []];
        answered.neighbours.push(...well, ...beside);
        pairs.push({ slug, fault, beforeMs: quantile(well, 0.99), duringMs: quantile(beside, 0.99) });
      }
      answered.well.push(...(before.get(BROKEN) ?? []));
      const struck = fault === 'none' ? answered.well : answered.broken;
      struck.push(...(during.get(BROKEN) ?? []));
    }
  }
  if (world.workerdPid() !== workerd) throw new Error('workerd crashed and was started again');
  report(pairs, neighbours, answered);
} finally {
  agent.destroy();
  await world.stop();
}

/** A neighbour's p99 in a window with a fault and in the one just before it: a drift of the machine strikes both. */
interface Pair {
  readonly slug: string;
  readonly fault: FaultName;
  readonly beforeMs: number;
  readonly duringMs: number;
}

function report(
  pairs: readonly Pair[],
  slugs: readonly string[],
  answered: Readonly<Record<'neighbours' | 'well' | 'broken', readonly Answer[]>>,
): void {
  const compared = slugs.flatMap((slug) =>
    FAULT_NAMES.map((fault) => compare(pairs.filter((pair) => pair.slug === slug && pair.fault === fault))),
  );
  if (!json) console.table(compared);
  const neighbours = compared.filter(({ fault }) => fault !== 'none');
  const controls = compared.filter(({ fault }) => fault === 'none');
  const times = answered.broken.map(({ ms }) => ms);
  const longestMs = Math.ceil(Math.max(...times));
  const medianMs = round2(median(times));
  const errors = [...answered.neighbours, ...answered.well].filter(({ status }) => status !== 200).length;
  const otherAnswers = answered.broken.filter((answer) => !isRefusal(answer)).length;
  const worst = neighbours.reduce((one, other) => (other.ratio > one.ratio ? other : one));
  const isWithinBar =
    neighbours.every(({ isLikeBefore }) => isLikeBefore) &&
    longestMs < MAX_TIME_TO_503_MS &&
    errors + otherAnswers === 0;
  showResult(
    {
      passed: isWithinBar,
      rounds,
      windowSeconds: seconds,
      requestsPerSecondAndTenant: rate,
      bar: `p99 of each neighbour, median of its windows: at most ${MAX_RATIO} of the windows just before or ${FLOOR_MS} ms more; every answer of the broken tenant 503 tenant-unavailable with Retry-After in less than ${MAX_TIME_TO_503_MS} ms`,
      neighbours,
      controls,
      errorsWhereAllIsWell: errors,
      answersOfTheBrokenTenant: times.length,
      otherThan503: otherAnswers,
      medianTimeTo503Ms: medianMs,
      longestTimeTo503Ms: longestMs,
      figure: `neighbours' p99 at worst ${worst.ratio} of just before (${worst.p99BeforeMs} ms, then ${worst.p99DuringMs} ms, ${worst.slug} while the other is ${worst.fault}; without any fault ${controls.map(({ ratio }) => ratio).join(', ')}), errors ${errors}; ${times.length} answers of the broken tenant, other than 503: ${otherAnswers}, after ${medianMs} ms in the median, ${longestMs} ms at most`,
    },
    json,
  );
}

function compare(pairs: readonly Pair[]) {
  const before = median(pairs.map(({ beforeMs }) => beforeMs));
  const during = median(pairs.map(({ duringMs }) => duringMs));
  return {
    slug: pairs[0]?.slug,
    fault: pairs[0]?.fault,
    p99BeforeMs: round2(before),
    p99DuringMs: round2(during),
    ratio: round2(during / before),
    isLikeBefore: during <= Math.max(before * MAX_RATIO, before + FLOOR_MS),
  };
}

function faultOf(name: FaultName, database: string) {
  const fault = FAULTS[name];
  return fault && { ...fault, database };
}

/** Puts the fault in force, keeps every caller's rate for one window, and takes it back. */
async function runWindow(
  callers: readonly Caller[],
  fault: Parameters<typeof world.turso.faults.add>[0] | undefined,
): Promise<ReadonlyMap<string, Answer[]>> {
  if (fault !== undefined) world.turso.faults.add(fault);
  try {
    const calling = callers.map(async (caller) => [caller.slug, await callSteadily(caller)] as const);
    return new Map(await Promise.all(calling));
  } finally {
    world.turso.faults.clear();
    await untilAnswered(callers);
    // Nothing that was just confirmed is answered again without asking the database.
    await sleep(CONFIRMED_MS);
  }
}

/** At a rate, whatever the answers take: nobody waits for a slow one before asking again. */
async function callSteadily({ host, paths }: Caller): Promise<Answer[]> {
  const startedAt = performance.now();
  const asked: Promise<Answer>[] = [];
  for (let index = 0; index < rate * seconds; index++) {
    await sleep(Math.max(0, startedAt + (index * 1_000) / rate - performance.now()));
    asked.push(ask(host, paths[index % paths.length] ?? '/'));
  }
  return await Promise.all(asked);
}

async function ask(host: string, path: string): Promise<Answer> {
  const startedAt = performance.now();
  const { status, body, hasRetryAfter } = await call(host, path);
  const ms = performance.now() - startedAt;
  const { code } = status >= 200 && status < 400 ? {} : (JSON.parse(body || '{}') as { code?: string });
  return { status, code, hasRetryAfter, ms };
}

/** A socket that the server closed while it lay idle is no answer: asked again. Status 0: there was no answer at all. */
function call(host: string, path: string): Promise<Omit<Answer, 'code' | 'ms'> & { body: string }> {
  return new Promise((resolve) => {
    const outgoing = request(
      new URL(path, world.url).href,
      { agent, headers: { host } },
      async (incoming) => {
        const hasRetryAfter = incoming.headers['retry-after'] !== undefined;
        resolve({ status: incoming.statusCode ?? 0, body: await text(incoming), hasRetryAfter });
      },
    );
    outgoing.once('error', () =>
      resolve(outgoing.reusedSocket ? call(host, path) : { status: 0, body: '', hasRetryAfter: false }),
    );
    outgoing.end();
  });
}

async function untilAnswered(callers: readonly Caller[]): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (const { slug, host, paths } of callers) {
    while ((await ask(host, paths[0] ?? '/')).status !== 200) {
      if (performance.now() > deadline) throw new Error(`${slug} is not served again`);
      await sleep(100);
    }
  }
}

async function callerOf({ fetchAs }: TestWorld, slug: string, host: string): Promise<Caller> {
  const answer = await fetchAs(host, '/api/v1/services');
  const { data } = (await answer.json()) as { data: { id: string }[] };
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const paths = Array.from(
    { length: 28 },
    (_, ahead) => `/api/v1/availability?serviceId=${data[0]?.id}&from=${day(ahead + 1)}&to=${day(ahead + 7)}`,
  );
  return { slug, host, paths };
}

function isRefusal({ status, code, hasRetryAfter }: Answer): boolean {
  return status === 503 && code === 'tenant-unavailable' && hasRetryAfter;
}

function quantile(answers: readonly Answer[], share: number): number {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
