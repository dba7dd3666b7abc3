import { describe, expect, it } from 'vitest';
import type { Measured } from './measure.ts';
import { floorName, missedBars, type Report, toRows } from './report.ts';

const target = {
  name: 'GET /x',
  path: '/x',
  host: 'h',
  bar: 0.4,
  roundTrips: 1,
  p99: { connections: 200, rate: 1000, atMostMs: 50 },
};

describe('the bars of the benchmark', () => {
  it('are reached by a report without fault', () => {
    expect(missedBars(report({}), [target])).toEqual([]);
  });

  it.each<[string, Partial<Report>]>([
    ['0.390 of the floor', { rows: rows({ requestsPerSecond: 390 }) }],
    ['1 errors', { rows: rows({ errors: 1 }) }],
    ['p99 61 ms', { rows: rows({ connections: 200, rate: 1000, p99: 61 }) }],
    ['3 non-2xx', { rows: rows({ non2xx: 3 }) }],
    ['2 database round trips', { roundTrips: [{ name: 'GET /x', perRequest: 2, atMost: 1 }] }],
    ['300.0 KiB gzip', { bundle: { rawBytes: 1, gzipBytes: 300 * 1024 + 1 } }],
    ['+151 ms', { coldStart: { floorMs: 100, productMs: 251 } }],
  ])('are missed with %s', (words, change) => {
    expect(missedBars(report(change), [target]).join()).toContain(words);
  });

  it('compare medians over the repeats, with the floor of the same number of connections', () => {
    const measured = [
      ...[100, 1000, 1100].map((rate) => burst({ name: floorName, requestsPerSecond: rate })),
      burst({ name: floorName, connections: 1000, requestsPerSecond: 500 }),
      burst({ requestsPerSecond: 500 }),
      burst({ connections: 1000, requestsPerSecond: 500 }),
    ];
    expect(toRows(measured).map(({ ratio }) => ratio)).toEqual([1, 1, 0.5, 1]);
  });
});

function report(change: Partial<Report>): Report {
  return {
    rows: rows({}),
    generator: [],
    roundTrips: [{ name: 'GET /x', perRequest: 1, atMost: 1 }],
    bundle: { rawBytes: 1, gzipBytes: 300 * 1024 },
    coldStart: { floorMs: 100, productMs: 250 },
    ...change,
  };
}

function rows(change: Partial<Measured>) {
  return toRows([burst({ name: floorName, requestsPerSecond: 1000 }), burst(change)]);
}

function burst(change: Partial<Measured>): Measured {
  return {
    name: 'GET /x',
    connections: 32,
    requestsPerSecond: 400,
    p50: 1,
    p95: 2,
    p99: 3,
    requests: 100,
    errors: 0,
    non2xx: 0,
    generatorCores: 0.5,
    workerCores: 1,
    databaseCores: 0,
    ...change,
  };
}
