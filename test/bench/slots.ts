import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { offeredSlots } from '../../src/agenda/availability/rules/offered-slots.ts';
import type { BusyRow } from '../../src/agenda/availability/rules/provider-time.ts';
import { wantedVisit } from '../../src/agenda/availability/rules/wanted-visit.ts';
import { type Catalog, indexCatalog } from '../../src/agenda/catalog/rules.ts';
import { addDays, instantOf } from '../../src/kernel/local-time.ts';
import { location, provider, service, ZONE } from '../agenda/availability/plain-records.ts';

// The slot engine alone, as availability calls it: the catalog and the rows of busy time in memory, every free start of
// every provider out. In milliseconds of computing (the thread's CPU time). `npm run bench:slots [-- --json]`; exit code 1 when a bar is missed.

const BAR_MS = 3;
/** Time may grow as the 1.15th power of providers and days: what is more is not linear. */
const BAR_EXPONENT = 1.15;
const BAR_HEAP_KB = 512;
const FIRST_DATE = '2026-11-02';
const NOW = instantOf(FIRST_DATE, 0, ZONE);
const BOOKINGS_A_WEEK = 40;
const MINUTE_MS = 60_000;

interface Size {
  readonly providers: number;
  readonly days: number;
}

interface Measured extends Size {
  readonly starts: number;
  readonly medianMs: number;
  readonly worstMs: number;
}

/** A fixed sequence, so that every run measures the same bookings (Lehmer, 48271 modulo 2^31 - 1). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function makeCatalog(providers: number): Catalog {
  const ids = Array.from({ length: providers }, (_, index) => `prv_${index}`);
  const corte = service('corte', {
    durationMinutes: 30,
    stepMinutes: 15,
    bufferAfterMinutes: 5,
    windowDays: 730,
  });
  return indexCatalog(1, {
    locations: [location('centro')],
    services: [corte],
    providers: ids.map((id) =>
      provider(id, {
        services: [{ serviceId: 'corte', durationMinutes: null, priceCentavos: null, skill: 0 }],
      }),
    ),
    resources: [],
    travelTimes: [],
    holidayOverrides: [{ date: addDays(FIRST_DATE, 21), name: 'Feriado', isOpen: false }],
    weeklyHours: ids.flatMap((providerId) =>
      [1, 2, 3, 4, 5, 6].flatMap((weekday) => [
        { providerId, locationId: 'centro', weekday, opensMinute: 540, closesMinute: 780 },
        { providerId, locationId: 'centro', weekday, opensMinute: 900, closesMinute: 1200 },
      ]),
    ),
    datedHours: [],
  });
}

function makeBusy({ providers, days }: Size): BusyRow[] {
  return Array.from({ length: providers }, (_, index) => {
    const random = randomFrom(index + 1);
    const rows = Array.from({ length: Math.floor((days / 7) * BOOKINGS_A_WEEK) }, (__, booking): BusyRow => {
      const startsAt = instantOf(addDays(FIRST_DATE, random(days)), 540 + random(44) * 15, ZONE);
      const buffers = { bufferBefore: 0, bufferAfter: 5 * MINUTE_MS };
      const time = { startsAt, endsAt: startsAt + 30 * MINUTE_MS, ...buffers };
      const owner = { ownerType: 'booking' as const, ownerId: `${index} ${booking}`, expiresAt: null };
      return { subjectId: `prv_${index}`, ...time, ...owner, placeId: 'centro', party: null, seats: 1 };
    });
    return rows.toSorted((a, b) => a.startsAt - b.startsAt);
  }).flat();
}

/** A call to be repeated; it returns how many starts there are. */
function prepare(size: Size): () => number {
  const catalog = makeCatalog(size.providers);
  const busy = makeBusy(size);
  const visit = wantedVisit(catalog, { service: catalog.services[0]! });
  const range = { from: FIRST_DATE, to: addDays(FIRST_DATE, size.days - 1), everyProvider: true };
  return () => offeredSlots({ catalog, visit, busy, now: NOW }, range).length;
}

/** Time that this thread has computed, in milliseconds: what else the machine does is left out. Coarse: some 4 ms. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Calls that take about so long together make one sample. */
const SAMPLE_MS = 120;
const SAMPLES = 9;

function measure(size: Size): Measured {
  const call = prepare(size);
  const starts = call();
  const began = performance.now();
  for (let warmUp = 0; warmUp < 10 || performance.now() - began < SAMPLE_MS; warmUp++) call();
  const times = Array.from({ length: SAMPLES }, () => {
    const from = threadMs();
    let calls = 0;
    for (; threadMs() - from < SAMPLE_MS; calls++) call();
    return (threadMs() - from) / calls;
  }).sort((a, b) => a - b);
  return {
    ...size,
    starts,
    medianMs: times[SAMPLES >> 1] ?? Number.NaN,
    worstMs: times.at(-1) ?? Number.NaN,
  };
}

/** The power of the size with which time grows: the slope of the line of least squares through the logarithms. */
function exponentOf(rows: readonly Measured[], sizeOf: (row: Measured) => number): number {
  const points = rows.map((row) => [Math.log(sizeOf(row)), Math.log(row.medianMs)] as const);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([size]) => size)), mean(points.map(([, time]) => time))];
  const above = points.reduce((sum, [size, time]) => sum + (size - x) * (time - y), 0);
  return above / points.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
}

/** How much the heap has grown over many calls, after collecting garbage, in KB. */
function heapGrowthKb(size: Size): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const call = prepare(size);
  const used = (calls: number) => {
    for (let done = 0; done < calls; done++) call();
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = used(200);
  return Math.round((used(2_000) - before) / 1024);
}

const base = measure({ providers: 10, days: 60 });
const byProviders = [25, 50, 100, 200].map((providers) => measure({ providers, days: 60 }));
const byDays = [15, 30, 120, 365].map((days) => measure({ providers: 10, days }));
const growth = {
  providers: exponentOf([base, ...byProviders], ({ providers }) => providers),
  days: exponentOf([base, ...byDays], ({ days }) => days),
};
const heapKb = heapGrowthKb({ providers: 10, days: 60 });
const passed =
  base.medianMs <= BAR_MS &&
  growth.providers <= BAR_EXPONENT &&
  growth.days <= BAR_EXPONENT &&
  heapKb <= BAR_HEAP_KB;

if (process.argv.includes('--json')) {
  console.log(
    JSON.stringify({
      base,
      byProviders,
      byDays,
      growth,
      heapKb,
      barMs: BAR_MS,
      barExponent: BAR_EXPONENT,
      passed,
    }),
  );
} else {
  console.log('providers   days   starts   median ms    worst ms   ns a start');
  for (const { providers, days, starts, medianMs, worstMs } of [base, ...byProviders, ...byDays]) {
    const cells: [string, number][] = [
      [`${providers}`, 9],
      [`${days}`, 7],
      [`${starts}`, 9],
      [medianMs.toFixed(3), 12],
      [worstMs.toFixed(3), 12],
      [((medianMs * 1e6) / starts).toFixed(0), 13],
    ];
    console.log(cells.map(([text, width]) => text.padStart(width)).join(''));
  }
  console.log(
    `time grows as providers^${growth.providers.toFixed(2)} and days^${growth.days.toFixed(2)} (bar ${BAR_EXPONENT})`,
  );
  console.log(`heap after 2000 more calls: ${heapKb >= 0 ? '+' : ''}${heapKb} KB (bar ${BAR_HEAP_KB} KB)`);
  console.log(
    `${base.medianMs.toFixed(3)} ms median for 10 providers x 60 days (bar ${BAR_MS} ms): ${passed ? 'met' : 'MISSED'}`,
  );
}
process.exitCode = passed ? 0 : 1;
