import { spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import autocannon from 'autocannon';

/** One burst of load against one address. */
export interface LoadJob {
  url: string;
  host: string;
  path: string;
  /** Asked for in turn, in place of `path`. */
  paths?: string[];
  connections: number;
  /** Requests a second, evenly spaced and over all connections; without it each asks again when it is answered. */
  rate?: number;
  /** How long; with `bodies` the burst ends when each was sent once. */
  seconds: number;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** One body a request, each sent once. */
  bodies?: string[];
}

export interface LoadResult {
  requestsPerSecond: number;
  p50: number;
  p95: number;
  p99: number;
  requests: number;
  errors: number;
  non2xx: number;
  /** Processor time of the generator, in cores. */
  generatorCores: number;
}

/** Runs the load in a process of its own, so that the generator never shares a thread with what it measures. */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const child = spawn(process.execPath, [import.meta.filename], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(job));
  const output = await text(child.stdout);
  if (output === '') {
    throw new Error(`The load generator died at ${job.path}.`);
  }
  return JSON.parse(output) as LoadResult;
}

async function generate(job: LoadJob): Promise<LoadResult> {
  const milliseconds: number[] = [];
  const startedAt = performance.now();
  const run = autocannon({
    url: job.url,
    connections: Math.min(job.connections, job.bodies?.length ?? job.connections),
    ...(job.bodies === undefined ? { duration: job.seconds } : { amount: job.bodies.length }),
    headers: { ...job.headers, host: job.host },
    requests: (job.paths ?? [job.path]).map((path) => ({
      method: job.method ?? 'GET',
      path,
      ...bodySetup(job.bodies),
    })),
  });
  run.on('response', (_client, _status, _bytes, took) => milliseconds.push(took));
  const result = await run;
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage();
  milliseconds.sort((a, b) => a - b);
  return {
    // A fixed number of requests ends before autocannon's own clock ticks: count the time ourselves.
    requestsPerSecond: milliseconds.length / (job.bodies === undefined ? result.duration : seconds),
    p50: quantile(milliseconds, 0.5),
    p95: quantile(milliseconds, 0.95),
    p99: quantile(milliseconds, 0.99),
    requests: milliseconds.length,
    errors: result.errors + result.timeouts,
    non2xx: result.non2xx,
    generatorCores: (user + system) / 1e6 / seconds,
  };
}

/**
 * Requests at their times, whether those before them were answered or not, each on the next connection. Counted from
 * when a request was due: one that waits for its connection or for this process is late, not forgotten.
 */
async function generateEvenly(job: LoadJob, rate: number): Promise<LoadResult> {
  const agents = Array.from({ length: job.connections }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  await Promise.all(agents.map((agent) => ask(job, agent)));
  const startedAt = performance.now();
  const asked: Promise<Outcome>[] = [];
  while (asked.length < job.seconds * rate) {
    const due = Math.min(job.seconds * rate, Math.floor(((performance.now() - startedAt) / 1000) * rate));
    while (asked.length < due) {
      const dueAt = startedAt + (asked.length / rate) * 1000;
      asked.push(ask(job, agents[asked.length % agents.length], dueAt));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const outcomes = await Promise.all(asked);
  const seconds = (performance.now() - startedAt) / 1000;
  for (const agent of agents) agent.destroy();
  const { user, system } = process.cpuUsage();
  const milliseconds = outcomes.map(({ took }) => took).sort((a, b) => a - b);
  return {
    requestsPerSecond: outcomes.length / seconds,
    p50: quantile(milliseconds, 0.5),
    p95: quantile(milliseconds, 0.95),
    p99: quantile(milliseconds, 0.99),
    requests: outcomes.length,
    errors: outcomes.filter(({ status }) => status === 0).length,
    non2xx: outcomes.filter(({ status }) => status !== 0 && (status < 200 || status > 299)).length,
    generatorCores: (user + system) / 1e6 / seconds,
  };
}

interface Outcome {
  /** 0: there was no answer. */
  readonly status: number;
  readonly took: number;
}

function ask(job: LoadJob, agent: Agent | undefined, dueAt = performance.now()): Promise<Outcome> {
  const { method = 'GET', path, host } = job;
  return new Promise((resolve) => {
    const end = (status: number) => resolve({ status, took: performance.now() - dueAt });
    const asked = request(job.url, { agent, method, path, headers: { ...job.headers, host } }, (answer) => {
      answer.resume().once('end', () => end(answer.statusCode ?? 0));
    });
    asked.once('error', () => end(0)).end();
  });
}

function bodySetup(bodies: string[] | undefined) {
  let sent = 0;
  if (bodies === undefined) {
    return {};
  }
  return {
    setupRequest: (request: object) => {
      const body = bodies[sent++ % bodies.length] ?? '';
      return { ...request, body };
    },
  };
}

function quantile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

if (process.argv[1] === import.meta.filename) {
  const job = JSON.parse(await text(process.stdin)) as LoadJob;
  const result = await (job.rate === undefined ? generate(job) : generateEvenly(job, job.rate));
  console.log(JSON.stringify(result));
}
