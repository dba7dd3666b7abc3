import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/problem.ts';
import {
  ABANDON_MS,
  afterFailure,
  GIVE_UP_MS,
  pauseBefore,
} from '../../../src/tenancy/pipeline/rules/after-failure.ts';
import { explainFailure } from '../../../src/tenancy/pipeline/rules/explain-failure.ts';
import {
  currentStep,
  mayHaveDone,
  nextMove,
  type Progress,
  percentOf,
  recordOf,
  STEPS,
  type StepProblem,
  type StepRecord,
  withAttempt,
  withFreshStart,
  withProblem,
  withSuccess,
} from '../../../src/tenancy/pipeline/rules/steps.ts';

const NOW = 1_700_000_000_000;
const RETRY: StepProblem = { kind: 'retry', code: 'upstream-failed', detail: 'no answer' };
const FIX: StepProblem = { kind: 'fix', code: 'upstream-failed', detail: 'no' };

function finished(count: number): StepRecord[] {
  return STEPS.slice(0, count).reduce<StepRecord[]>(
    (steps, name) => withSuccess(withAttempt(steps, name, NOW), name, NOW + 1),
    [],
  );
}

function progress(change: Partial<Progress> = {}): Progress {
  return { state: 'running', steps: [], nextAt: NOW, undoAt: null, closedAt: null, ...change };
}

describe('what comes next', () => {
  it('is each step once, in order, until the last; the percentage grows with each', () => {
    let steps: StepRecord[] = [];
    const order: string[] = [];
    const percents: number[] = [];
    for (;;) {
      const move = nextMove(progress({ steps }), NOW);
      if (move.move !== 'step') break;
      order.push(move.name);
      steps = withSuccess(withAttempt(steps, move.name, NOW), move.name, NOW);
      percents.push(percentOf(steps));
    }
    expect(order).toEqual([...STEPS]);
    expect(percents).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });

  it.each<[string, Partial<Progress>, string]>([
    ['not yet due', { nextAt: NOW + 1 }, 'rest'],
    ['never due by itself', { nextAt: null }, 'rest'],
    ['waiting for a yes', { state: 'waiting' }, 'rest'],
    ['closed', { closedAt: NOW }, 'rest'],
    ['closed while undoing', { closedAt: NOW, undoAt: NOW }, 'rest'],
    ['failed, with time left to fix it', { state: 'failed', undoAt: NOW + 1 }, 'rest'],
    ['failed for good', { state: 'failed', undoAt: NOW }, 'undo'],
    ['cancelled', { state: 'cancelled', undoAt: NOW }, 'undo'],
    ['refused', { state: 'refused', undoAt: NOW - 1 }, 'undo'],
    ['all done but not recorded so', { steps: finished(10) }, 'rest'],
  ])('%s', (_, change, move) => {
    expect(nextMove(progress(change), NOW).move).toBe(move);
  });
});

describe('an attempt', () => {
  it('is counted, keeps the first start, and forgets the problem before it', () => {
    const failed = withProblem(withAttempt(finished(1), 'database', NOW), 'database', RETRY);
    expect(recordOf(withAttempt(failed, 'database', NOW + 5), 'database')).toMatchObject({
      attempts: 2,
      startedAt: NOW,
      problem: null,
    });
  });

  it('that was cut, or never answered, may have happened; one that was refused did not', () => {
    const begun = withAttempt([], 'database', NOW);
    const next = (steps: StepRecord[]) => recordOf(withAttempt(steps, 'database', NOW), 'database');
    expect(recordOf(begun, 'database')?.mayHaveHappened).toBe(false);
    expect(next(begun)?.mayHaveHappened).toBe(true);
    expect(next(withProblem(begun, 'database', RETRY))?.mayHaveHappened).toBe(true);
    const refused = withProblem(begun, 'database', FIX);
    expect(next(refused)?.mayHaveHappened).toBe(false);
    const lostOnce = withProblem(
      withAttempt(withProblem(begun, 'database', RETRY), 'database', NOW),
      'database',
      FIX,
    );
    expect(next(lostOnce)?.mayHaveHappened).toBe(true);
    expect(
      [begun, withProblem(begun, 'database', RETRY), refused, lostOnce, []].map((steps) =>
        mayHaveDone(steps, 'database'),
      ),
    ).toEqual([true, true, false, true, false]);
  });

  it('after an operator’s retry has its full time again, and its number goes on', () => {
    const failed = withProblem(withAttempt(finished(2), 'token', NOW), 'token', FIX);
    const fresh = withFreshStart(failed, NOW + 9);
    expect(recordOf(fresh, 'token')).toMatchObject({ since: NOW + 9, startedAt: NOW, attempts: 1 });
    expect(currentStep(fresh)).toBe('token');
    expect(withFreshStart(finished(10), NOW)).toEqual(finished(10));
  });
});

describe('after a failure', () => {
  const step = { name: 'database', attempts: 1, since: NOW } as const;
  const at = (now: number) => ({ id: 'onb_1', now });

  it('what may heal is tried again, for an hour; then it is undone', () => {
    const soon = afterFailure(step, 'retry', at(NOW));
    expect(soon).toMatchObject({ state: 'running', undoAt: null });
    expect(soon.nextAt).toBeGreaterThan(NOW);
    expect(afterFailure(step, 'retry', at(NOW + GIVE_UP_MS - 1)).state).toBe('running');
    const end = NOW + GIVE_UP_MS;
    expect(afterFailure(step, 'retry', at(end))).toEqual({ state: 'failed', nextAt: end, undoAt: end });
  });

  it('what somebody has to change waits for them a week; what can never be is undone at once', () => {
    const week = NOW + ABANDON_MS;
    expect(afterFailure(step, 'fix', at(NOW))).toEqual({ state: 'failed', nextAt: week, undoAt: week });
    expect(afterFailure(step, 'refuse', at(NOW))).toEqual({ state: 'refused', nextAt: NOW, undoAt: NOW });
  });

  it('pauses double up to ten minutes, never less than half of that, and differ between onboardings', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.string(), (attempt, text) => {
        const full = Math.min(2_000 * 2 ** (attempt - 2), 600_000);
        const pause = pauseBefore(attempt, text);
        expect(pause).toBeGreaterThanOrEqual(full / 2);
        expect(pause).toBeLessThanOrEqual(full);
        expect(pauseBefore(attempt, text)).toBe(pause);
      }),
    );
    const pauses = new Set(Array.from({ length: 50 }, (_, index) => pauseBefore(5, `onb_${index} database`)));
    expect(pauses.size).toBeGreaterThan(40);
  });
});

describe('a failure means', () => {
  const upstream = (upstreamStatus?: number) =>
    new AppError(
      'upstream-failed',
      `Turso contestó ${upstreamStatus}.`,
      upstreamStatus === undefined ? {} : { upstreamStatus },
    );

  it.each([
    [undefined, 'retry'],
    [408, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [400, 'fix'],
    [401, 'fix'],
    [402, 'fix'],
    [403, 'fix'],
    [404, 'fix'],
    [409, 'fix'],
  ])('Turso’s %s: %s', (status, kind) => {
    expect(explainFailure(upstream(status)).kind).toBe(kind);
  });

  it('something to change where the request is at fault, and says what; else another try', () => {
    expect(explainFailure(upstream(401)).detail).toContain('TURSO_API_TOKEN');
    expect(explainFailure(new AppError('already-exists', 'Ya es de otro sitio.'))).toMatchObject({
      kind: 'fix',
      detail: 'Ya es de otro sitio.',
    });
    expect(explainFailure(new AppError('slot-not-offered', 'Nada libre')).kind).toBe('fix');
    expect(explainFailure(new AppError('tenant-unavailable', 'No responde')).kind).toBe('retry');
    const unknown = explainFailure(new TypeError('x is undefined'));
    expect(unknown.kind).toBe('retry');
    expect(unknown.detail).not.toContain('undefined');
  });
});

type Fate = 'done' | 'cut' | StepProblem['kind'];

/** A progress after one attempt of a step that ended so. */
function attempted(
  row: Progress,
  name: StepRecord['name'],
  { fate, now }: { fate: Fate; now: number },
): Progress {
  const steps = withAttempt(row.steps, name, now);
  if (fate === 'cut') return { ...row, steps };
  if (fate === 'done') {
    const end = name === 'live' ? ({ state: 'live', closedAt: now } as const) : {};
    return { ...row, steps: withSuccess(steps, name, now), ...end };
  }
  const after = afterFailure(recordOf(steps, name)!, fate, { id: 'onb_1', now });
  return { ...row, steps: withProblem(steps, name, { ...RETRY, kind: fate }), ...after };
}

/** Lets time pass and attempts end as they are fated, until it is closed. */
function live(fates: Fate[]): { row: Progress; undone: number } {
  let now = NOW;
  let undone = 0;
  let row = progress();
  for (let moves = 0; row.closedAt === null; moves++) {
    expect(moves).toBeLessThan(400);
    const next = nextMove(row, now);
    if (next.move === 'step') row = attempted(row, next.name, { fate: fates.shift() ?? 'done', now });
    else if (next.move === 'undo') {
      undone++;
      row = { ...row, closedAt: now };
    } else {
      expect(row.nextAt).toBeGreaterThan(now);
      now = row.nextAt ?? now;
    }
  }
  return { row, undone };
}

it('whatever becomes of the attempts, it ends: live with every step done, or with everything taken back', () => {
  const fates = fc.array(fc.constantFrom<Fate>('done', 'done', 'retry', 'fix', 'refuse', 'cut'), {
    maxLength: 60,
  });
  const ends = new Set<string>();
  fc.assert(
    fc.property(fates, (list) => {
      const { row, undone } = live([...list]);
      ends.add(row.state);
      const finished = STEPS.filter((name) => recordOf(row.steps, name)?.finishedAt != null);
      expect(finished).toEqual(STEPS.slice(0, finished.length));
      expect([finished.length === STEPS.length, undone]).toEqual(
        row.state === 'live' ? [true, 0] : [false, 1],
      );
    }),
  );
  expect([...ends].toSorted()).toEqual(['failed', 'live', 'refused']);
});
