import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { type LoadResult, runLoad } from './load.ts';
import type { Target } from './targets.ts';

const clockTicks = 100; // USER_HZ, 100 on every Linux

export interface Measured extends LoadResult {
  name: string;
  connections: number;
  /** Requests a second that were asked for; without it as many as were answered. */
  rate?: number;
  /** Processor time of the Worker and of this process (the database server), in cores. */
  workerCores: number;
  databaseCores: number;
}

export interface Burst {
  url: string;
  workerdPid: number | undefined;
  target: Target;
  connections: number;
  rate?: number;
  seconds: number;
}

/** One burst of load on one target, with what each process spent on it. */
export async function measureBurst({
  url,
  workerdPid,
  target,
  connections,
  rate,
  seconds,
}: Burst): Promise<Measured> {
  const startedAt = performance.now();
  const own = process.cpuUsage();
  const worker = cpuSeconds(workerdPid);
  const result = await runLoad({
    ...target,
    url,
    connections,
    seconds,
    ...(rate === undefined ? {} : { rate }),
  });
  const took = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(own);
  return {
    ...result,
    name: target.name,
    connections,
    ...(rate === undefined ? {} : { rate }),
    workerCores: (cpuSeconds(workerdPid) - worker) / took,
    databaseCores: (user + system) / 1e6 / took,
  };
}

/** Database round trips of one request: the median of single requests, so that background work does not count. */
export async function countRoundTrips(url: string, target: Target, count: () => number): Promise<number> {
  const seen: number[] = [];
  for (let i = 0; i < 9; i++) {
    const before = count();
    const response = await hostFetch({ url, ...target, ...bodyOf(target) });
    await response.arrayBuffer();
    if (!response.ok) {
      throw new Error(`${target.name} answered ${response.status}; its round trips cannot be counted.`);
    }
    seen.push(count() - before);
  }
  return median(seen);
}

/** Waits until the database has been quiet for a second: relays and projections of the burst before are done. */
export async function settle(count: () => number): Promise<void> {
  for (let quiet = 0; quiet < 4; ) {
    const before = count();
    await delay(250);
    quiet = count() === before ? quiet + 1 : 0;
  }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

function bodyOf(target: Target): { body?: string } {
  const body = target.bodies?.shift();
  return body === undefined ? {} : { body };
}

function cpuSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / clockTicks;
  } catch {
    return 0; // no /proc on this system: the column stays empty
  }
}
