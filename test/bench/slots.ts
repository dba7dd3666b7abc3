import type { Schedule } from '../../src/agenda/availability/rules/day-hours.ts';
import { freeStarts } from '../../src/agenda/availability/rules/free-starts.ts';
import { workingWindows } from '../../src/agenda/availability/rules/working-windows.ts';
import type { PaddedInterval } from '../../src/kernel/interval.ts';
import { addDays, instantOf } from '../../src/kernel/local-time.ts';

// The slot engine alone: working windows and free starts of every provider, from plain facts in memory.
// `node test/bench/slots.ts [--json]`; exit code 1 when the median misses the bar.

const BAR_MS = 3;
const zone = 'America/Argentina/Buenos_Aires';
const firstDate = '2026-11-02';
const BOOKINGS_A_WEEK = 40;
const request = {
  duration: 30,
  step: 15,
  bufferBefore: 0,
  bufferAfter: 5,
  earliestStart: 0,
  latestStart: 1e9,
};

type Provider = { schedule: Schedule; busy: PaddedInterval[] };
type Measured = {
  providers: number;
  days: number;
  calls: number;
  starts: number;
  medianMs: number;
  p99Ms: number;
};

/** A fixed sequence, so that every run measures the same bookings (Lehmer, 48271 modulo 2^31 - 1). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function makeProvider(seed: number, days: number): Provider {
  const random = randomFrom(seed + 1);
  const weeklyHours = [1, 2, 3, 4, 5, 6].flatMap((weekday) => [
    { weekday, opensMinute: 540, closesMinute: 780, locationId: 'centro' },
    { weekday, opensMinute: 900, closesMinute: 1200, locationId: 'centro' },
  ]);
  const holidays = [{ date: addDays(firstDate, 21), name: 'Feriado' }];
  const busy: PaddedInterval[] = [];
  for (let booking = 0; booking < (days / 7) * BOOKINGS_A_WEEK; booking++) {
    const minute = 540 + random(44) * 15;
    const startsAt = instantOf(addDays(firstDate, random(days)), minute, zone) / 60_000;
    busy.push({ startsAt, endsAt: startsAt + 30, bufferBefore: 0, bufferAfter: 5 });
  }
  busy.sort((a, b) => a.startsAt - b.startsAt);
  return { schedule: { weeklyHours, exceptions: [], holidays }, busy };
}

function findAll(providers: readonly Provider[], range: { from: string; to: string; zone: string }): number {
  let starts = 0;
  for (const { schedule, busy } of providers) {
    starts += freeStarts(workingWindows(schedule, range), busy, request).startsAt.length;
  }
  return starts;
}

function measure(count: number, days: number, calls: number): Measured {
  const providers = Array.from({ length: count }, (_, index) => makeProvider(index, days));
  const range = { from: firstDate, to: addDays(firstDate, days - 1), zone };
  const starts = findAll(providers, range);
  for (let warmUp = 0; warmUp < calls / 4; warmUp++) findAll(providers, range);
  const times: number[] = [];
  for (let call = 0; call < calls; call++) {
    const began = performance.now();
    findAll(providers, range);
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor((times.length - 1) * share)] ?? Number.NaN;
  return { providers: count, days, calls, starts, medianMs: at(0.5), p99Ms: at(0.99) };
}

function nanosecondsAStart({ medianMs, starts }: Measured): number {
  return (medianMs * 1e6) / starts;
}

const base = measure(10, 60, 1000);
const manyProviders = measure(200, 60, 60);
const manyDays = measure(10, 365, 200);
const growth = {
  providers: nanosecondsAStart(manyProviders) / nanosecondsAStart(base),
  days: nanosecondsAStart(manyDays) / nanosecondsAStart(base),
};
const passed = base.medianMs <= BAR_MS;

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ base, manyProviders, manyDays, growth, barMs: BAR_MS, passed }));
} else {
  for (const row of [base, manyProviders, manyDays]) {
    const { providers, days, starts, calls, medianMs, p99Ms } = row;
    const time = `median ${medianMs.toFixed(3)} ms, p99 ${p99Ms.toFixed(3)} ms, ${nanosecondsAStart(row).toFixed(0)} ns a start`;
    console.log(`${providers} providers x ${days} days, ${starts} starts, ${calls} calls: ${time}`);
  }
  console.log(
    `growth of time a start: x${growth.providers.toFixed(2)} at 200 providers, x${growth.days.toFixed(2)} at 365 days`,
  );
  console.log(`${base.medianMs.toFixed(3)} ms median (bar ${BAR_MS} ms): ${passed ? 'met' : 'MISSED'}`);
}
process.exitCode = passed ? 0 : 1;
