import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const SEEDS = 150;
/** Of the lock, the database, the door, the commit, the reading and the relay, one each. */
const BUGS = [
  'no claim, and no trigger',
  'a voided commit may still arrive',
  'what was taken before a move stays taken',
  'acknowledging before the commit',
  'a hold stands in the way of its own booking',
  'the relay marks before it fans out',
];

async function simulate(...args: string[]): Promise<Record<string, unknown>> {
  const run = promisify(execFile)(process.execPath, ['test/simulation/run.ts', '--json', ...args]);
  // A promise that was broken is in the answer, whatever the exit code.
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the simulation', () => {
  it(`keeps every promise through ${SEEDS} seeds, and replays them alike`, { timeout: 300_000 }, async () => {
    const { broken, replayedDifferently, seeds } = await simulate('--seeds', String(SEEDS));
    expect({ broken, replayedDifferently, seeds }).toEqual({
      broken: [],
      replayedDifferently: [],
      seeds: SEEDS,
    });
  });

  it('finds planted bugs', { timeout: 300_000 }, async () => {
    const { found } = await simulate('--planted', ...BUGS.flatMap((name) => ['--bug', name]));
    const missed = (found as { bug: string; seed?: number }[]).filter(({ seed }) => seed === undefined);
    expect({ missed, tried: (found as unknown[]).length }).toEqual({ missed: [], tried: BUGS.length });
  });
});
