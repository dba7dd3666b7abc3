import { type Measured, median } from './measure.ts';
import type { Target } from './targets.ts';

export interface Row {
  name: string;
  connections: number;
  /** Requests a second that were asked for: then the share of the floor says nothing. */
  rate?: number;
  requestsPerSecond: number;
  ratio: number;
  p50: number;
  p95: number;
  p99: number;
  errors: number;
  non2xx: number;
  workerCores: number;
  databaseCores: number;
  generatorCores: number;
}

export interface Report {
  rows: Row[];
  generator: { connections: number; autocannon: number; wrk?: number }[];
  roundTrips: { name: string; perRequest: number; atMost?: number }[];
  bundle: { rawBytes: number; gzipBytes: number };
  coldStart: { floorMs: number; productMs: number };
}

export const floorName = 'floor (empty Worker)';
const gzipBudget = 300 * 1024;
const coldStartBudgetMs = 150;

/** One row a target and level of connections: medians over the repeats, errors summed. */
export function toRows(measured: Measured[]): Row[] {
  const groups = Map.groupBy(
    measured,
    ({ name, connections, rate = '' }) => `${connections} ${rate} ${name}`,
  );
  const rows = [...groups.values()].map(toRow);
  return rows.map((row) => ({ ...row, ratio: row.requestsPerSecond / floorOf(rows, row) }));
}

function toRow(repeats: Measured[]): Row {
  const middle = (key: keyof Measured) => median(repeats.map((repeat) => Number(repeat[key])));
  const sum = (key: keyof Measured) => repeats.reduce((total, repeat) => total + Number(repeat[key]), 0);
  return {
    name: repeats[0]?.name ?? '',
    connections: repeats[0]?.connections ?? 0,
    ...(repeats[0]?.rate === undefined ? {} : { rate: repeats[0].rate }),
    requestsPerSecond: middle('requestsPerSecond'),
    ratio: 0,
    p50: middle('p50'),
    p95: middle('p95'),
    p99: middle('p99'),
    errors: sum('errors'),
    non2xx: sum('non2xx'),
    workerCores: middle('workerCores'),
    databaseCores: middle('databaseCores'),
    generatorCores: middle('generatorCores'),
  };
}

function floorOf(rows: Row[], { connections, rate }: Row): number {
  const floor = rows.find(
    (row) => row.name === floorName && row.connections === connections && row.rate === rate,
  );
  return floor?.requestsPerSecond ?? 0;
}

/** Every bar that was missed, in words. An answer other than 2xx misses it too: a fast error is no speed. */
export function missedBars(report: Report, targets: Target[]): string[] {
  const bars = new Map(targets.map((target) => [target.name, target.bar ?? 0]));
  const slow = report.rows
    .filter((row) => row.rate === undefined && row.ratio < (bars.get(row.name) ?? 0))
    .map(
      (row) =>
        `${row.name} at ${row.connections}: ${row.ratio.toFixed(3)} of the floor, bar ${bars.get(row.name)}`,
    );
  const failed = report.rows
    .filter((row) => row.errors + row.non2xx > 0)
    .map((row) => `${row.name} at ${row.connections}: ${row.errors} errors, ${row.non2xx} non-2xx`);
  const chatty = report.roundTrips
    .filter((trip) => trip.perRequest > (trip.atMost ?? Number.POSITIVE_INFINITY))
    .map((trip) => `${trip.name}: ${trip.perRequest} database round trips, at most ${trip.atMost}`);
  const late = targets.flatMap(({ name, p99 }) =>
    report.rows
      .filter((row) => row.name === name && row.rate === p99?.rate && row.p99 > (p99?.atMostMs ?? Infinity))
      .map((row) => `${name} at ${row.connections}: p99 ${row.p99} ms, at most ${p99?.atMostMs} ms`),
  );
  return [...slow, ...failed, ...late, ...chatty, ...missedBudgets(report)];
}

function missedBudgets({ bundle, coldStart }: Report): string[] {
  const extraMs = coldStart.productMs - coldStart.floorMs;
  return [
    ...(bundle.gzipBytes > gzipBudget ? [`bundle: ${kib(bundle.gzipBytes)} gzip, at most 300 KiB`] : []),
    ...(extraMs > coldStartBudgetMs ? [`cold start: +${extraMs.toFixed(0)} ms, at most +150 ms`] : []),
  ];
}

export function printReport(report: Report, missed: string[]): void {
  console.table(report.rows.map(printableRow));
  for (const { connections, autocannon, wrk } of report.generator) {
    const other = wrk === undefined ? 'wrk is not installed to compare' : `wrk ${wrk.toFixed(0)}/s`;
    console.log(`generator on the floor at ${connections}: autocannon ${autocannon.toFixed(0)}/s, ${other}`);
  }
  for (const { name, perRequest } of report.roundTrips) {
    console.log(`database round trips: ${perRequest} for ${name}`);
  }
  const { bundle, coldStart } = report;
  console.log(`main module: ${kib(bundle.rawBytes)}, ${kib(bundle.gzipBytes)} gzip (at most 300 KiB)`);
  console.log(
    `cold start: ${coldStart.productMs.toFixed(0)} ms, empty Worker ${coldStart.floorMs.toFixed(0)} ms (at most +150)`,
  );
  for (const bar of missed) {
    console.log(`MISSED  ${bar}`);
  }
  console.log(figureLine(report, missed));
}

function figureLine({ rows }: Report, missed: string[]): string {
  const figures = rows
    .filter((row) => row.name !== floorName)
    .map(({ name, ratio, p99, connections, rate }) => {
      const share = rate === undefined ? ratio.toFixed(3) : `at ${rate}/s`;
      return `${name} ${share} p99 ${p99.toFixed(1)} ms @${connections}`;
    });
  return `${missed.length === 0 ? 'OK' : 'MISSED'} share of the floor: ${figures.join(', ')}`;
}

function printableRow(row: Row) {
  return {
    target: row.name,
    conns: row.connections,
    'req/s': Math.round(row.requestsPerSecond),
    'of floor': row.rate === undefined ? row.ratio.toFixed(3) : `asked ${row.rate}/s`,
    'p50 ms': Number(row.p50.toFixed(1)),
    'p95 ms': Number(row.p95.toFixed(1)),
    'p99 ms': Number(row.p99.toFixed(1)),
    errors: row.errors,
    'non-2xx': row.non2xx,
    'cores worker/db/load': [row.workerCores, row.databaseCores, row.generatorCores]
      .map((cores) => cores.toFixed(2))
      .join(' '),
  };
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
