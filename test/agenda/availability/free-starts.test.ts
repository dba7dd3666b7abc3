import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { OpenHours, StartRequest } from '../../../src/agenda/availability/rules/free-gaps.ts';
import { forbiddenStarts, sessionsThatFit } from '../../../src/agenda/availability/rules/free-gaps.ts';
import { freeStarts } from '../../../src/agenda/availability/rules/free-starts.ts';
import type { PaddedInterval } from '../../../src/kernel/interval.ts';
import { cases, holds } from './arbitraries.ts';
import { mayStandTogether, oracleStarts } from './oracle.ts';

const NINE = 540;
const anyTime = { bufferBefore: 0, bufferAfter: 0, earliestStart: -1e6, latestStart: 1e6 };
const hourly: StartRequest = { ...anyTime, duration: 60, step: 60 };
const quarterly: StartRequest = { ...anyTime, duration: 30, step: 15 };
const morning = [{ opensAt: NINE, closesAt: 780 }];

function busy(startsAt: number, endsAt: number, bufferBefore = 0, bufferAfter = 0): PaddedInterval {
  return { startsAt, endsAt, bufferBefore, bufferAfter };
}

function clock(text: string): number[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => Number(word.slice(0, 2)) * 60 + Number(word.slice(3)));
}

type Row = {
  says: string;
  windows?: OpenHours[];
  busy?: PaddedInterval[];
  request: StartRequest;
  starts: string;
};

const rows: Row[] = [
  {
    says: 'the grid begins at the opening',
    windows: [{ opensAt: 550, closesAt: 680 }],
    request: quarterly,
    starts: '09:10 09:25 09:40 09:55 10:10 10:25 10:40',
  },
  { says: 'a session may end exactly at closing', request: hourly, starts: '09:00 10:00 11:00 12:00' },
  {
    says: 'a session longer than the window is not offered',
    request: { ...hourly, duration: 241 },
    starts: '',
  },
  {
    says: 'intervals are half-open: neighbours may touch',
    busy: [busy(600, 660)],
    request: hourly,
    starts: '09:00 11:00 12:00',
  },
  {
    says: 'ten minutes cost no hour when starting at their end sells more',
    windows: [{ opensAt: 540, closesAt: 790 }],
    busy: [busy(600, 610)],
    request: hourly,
    starts: '09:00 10:10 11:10 12:10',
  },
  {
    says: 'the grid stays when starting at the end of the interruption sells no more',
    busy: [busy(600, 610)],
    request: hourly,
    starts: '09:00 11:00 12:00',
  },
  {
    says: 'a re-anchored gap is left at the next interruption',
    busy: [busy(600, 610), busy(670, 720)],
    request: hourly,
    starts: '09:00 10:10 12:00',
  },
  {
    says: 'an interruption over the opening moves the first start',
    windows: [{ opensAt: 540, closesAt: 610 }],
    busy: [busy(500, 550)],
    request: hourly,
    starts: '09:10',
  },
  {
    says: 'between neighbours the larger buffer counts, not the sum',
    busy: [busy(600, 630, 10, 10)],
    request: { ...hourly, duration: 50, bufferBefore: 10, bufferAfter: 10 },
    starts: '09:00 11:00 12:00',
  },
  {
    says: 'the larger one is the other session’s',
    windows: [{ opensAt: NINE, closesAt: 810 }],
    busy: [busy(600, 660, 20, 20)],
    request: { ...hourly, bufferBefore: 5, bufferAfter: 5 },
    starts: '11:20 12:20',
  },
  {
    says: 'buffers may stick out of the window',
    request: { ...hourly, bufferBefore: 30, bufferAfter: 30 },
    starts: '09:00 10:00 11:00 12:00',
  },
  {
    says: 'a busy time outside the window keeps its distance',
    busy: [busy(790, 800, 15, 0)],
    request: hourly,
    starts: '09:00 10:00 11:00',
  },
  { says: 'notice is inclusive', request: { ...hourly, earliestStart: 600 }, starts: '10:00 11:00 12:00' },
  {
    says: 'notice cuts and does not re-anchor',
    request: { ...hourly, earliestStart: 601 },
    starts: '11:00 12:00',
  },
  {
    says: 'the last minute of the booking window is included',
    request: { ...hourly, latestStart: 660 },
    starts: '09:00 10:00 11:00',
  },
  { says: 'the booking window cuts', request: { ...hourly, latestStart: 659 }, starts: '09:00 10:00' },
  {
    says: 'a split shift has two grids',
    windows: [
      { opensAt: 540, closesAt: 660 },
      { opensAt: 970, closesAt: 1090 },
    ],
    request: hourly,
    starts: '09:00 10:00 16:10 17:10',
  },
  {
    says: 'busy times that overlap each other count once',
    windows: [{ opensAt: 540, closesAt: 790 }],
    busy: [busy(600, 650), busy(605, 610)],
    request: hourly,
    starts: '09:00 11:00 12:00',
  },
  {
    says: 'a step longer than the service re-anchors too',
    windows: [{ opensAt: 540, closesAt: 720 }],
    busy: [busy(600, 610)],
    request: { ...quarterly, step: 60 },
    starts: '09:00 10:10 11:10',
  },
];

describe('freeStarts', { timeout: 30_000 }, () => {
  test.each(rows)('$says', ({ windows = morning, busy: times = [], request, starts }) => {
    expect(freeStarts(windows, times, request).startsAt).toEqual(clock(starts));
  });

  it('agrees with the minute-by-minute oracle', () => {
    holds(
      3000,
      fc.property(cases, ({ windows, busy: times, request }) => {
        expect(freeStarts(windows, times, request)).toEqual(oracleStarts(windows, times, request));
      }),
    );
  });

  it('never offers a start that conflicts', () => {
    holds(
      2000,
      fc.property(cases, ({ windows, busy: times, request }) => {
        for (const startsAt of freeStarts(windows, times, request).startsAt) {
          const session = { ...request, startsAt, endsAt: startsAt + request.duration };
          expect(times.every((other) => mayStandTogether(session, other))).toBe(true);
        }
      }),
    );
  });

  it('finds the same on parts of the range as on the whole', () => {
    holds(
      1000,
      fc.property(cases, fc.nat(3), ({ windows, busy: times, request }, cut) => {
        const first = freeStarts(windows.slice(0, cut), times, request);
        const second = freeStarts(windows.slice(cut), times, request);
        expect(freeStarts(windows, times, request).startsAt).toEqual([...first.startsAt, ...second.startsAt]);
      }),
    );
  });

  it('sells no less when a busy time goes away', () => {
    holds(
      1000,
      fc.property(cases, fc.nat(6), ({ windows, busy: times, request }, removed) => {
        const open = { ...request, earliestStart: -1e6, latestStart: 1e6 };
        const fewer = times.filter((_, index) => index !== removed);
        for (const window of windows) {
          expect(soldInTurn(window, fewer, open)).toBeGreaterThanOrEqual(soldInTurn(window, times, open));
        }
      }),
    );
  });

  it('loses no sellable session: taking the first offer every time fills each gap as well as it can be filled', () => {
    holds(
      1000,
      fc.property(cases, ({ windows, busy: times, request }) => {
        const open = { ...request, earliestStart: -1e6, latestStart: 1e6 };
        for (const window of windows) expect(soldInTurn(window, times, open)).toBe(most(window, times, open));
      }),
    );
  });
});

function soldInTurn(window: OpenHours, times: readonly PaddedInterval[], request: StartRequest): number {
  const taken = [...times];
  for (let sold = 0; ; sold++) {
    const startsAt = freeStarts([window], taken, request).startsAt[0];
    if (startsAt === undefined) return sold;
    taken.push({ ...request, startsAt, endsAt: startsAt + request.duration });
    taken.sort((a, b) => a.startsAt - b.startsAt);
  }
}

/** The densest packing of the free gaps, whatever the grid. */
function most(window: OpenHours, times: readonly PaddedInterval[], request: StartRequest): number {
  const spans = forbiddenStarts(times, { ...request, startsAt: 0, endsAt: 1 });
  let opensAt = window.opensAt;
  let sessions = 0;
  for (const [index, from] of spans.from.entries()) {
    if (from > opensAt) sessions += sessionsThatFit(opensAt, Math.min(from, window.closesAt), request);
    opensAt = Math.max(opensAt, spans.until[index] ?? 0);
  }
  return sessions + sessionsThatFit(opensAt, window.closesAt, request);
}
