import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TenantProgress } from '../../../src/tenancy/rollouts/contract.ts';
import { decideRollout, nextAttemptAt, type Tally } from '../../../src/tenancy/rollouts/rules.ts';

const RULE = { stopFailures: 3, stopPercent: 5 };

function tally(state: TenantProgress, count: number, more: Partial<Tally> = {}): Tally {
  return { state, count, isCanary: false, isGivenUp: false, ...more };
}
const canary = { isCanary: true };
const givenUp = { isGivenUp: true };

describe('what becomes of a rollout', () => {
  it.each<[string, Tally[], string]>([
    ['nobody is behind', [], 'done'],
    ['canaries wait', [tally('pending', 1, canary), tally('pending', 9)], 'canary'],
    ['canaries are under way', [tally('running', 1, canary), tally('pending', 9)], 'canary'],
    ['a canary failed and will be tried again', [tally('failed', 1, canary), tally('pending', 9)], 'canary'],
    ['a canary is given up', [tally('failed', 1, { ...canary, ...givenUp }), tally('pending', 9)], 'stopped'],
    ['all canaries are done', [tally('done', 2, canary), tally('pending', 9)], 'running'],
    ['fewer failed than the rule asks', [tally('failed', 2), tally('pending', 9)], 'running'],
    [
      'as many failed, exactly the share',
      [tally('failed', 3), tally('done', 57), tally('pending', 1)],
      'running',
    ],
    ['as many failed, more than the share', [tally('failed', 3), tally('done', 56)], 'stopped'],
    ['one is left, under way', [tally('running', 1), tally('done', 9)], 'running'],
    ['one is left, waiting for another try', [tally('failed', 1), tally('done', 9)], 'running'],
    ['all are done but one that is given up', [tally('failed', 1, givenUp), tally('done', 99)], 'stopped'],
    ['all are done', [tally('done', 1, canary), tally('done', 9)], 'done'],
  ])('%s', (_, tallies, state) => {
    const verdict = decideRollout(RULE, tallies);
    expect(verdict.state).toBe(state);
    expect(verdict.stopReason === null).toBe(state !== 'stopped');
  });

  it('is never done while anybody is not', () => {
    const tallies = fc.array(
      fc.record({
        isCanary: fc.boolean(),
        state: fc.constantFrom<TenantProgress>('pending', 'running', 'done', 'failed'),
        isGivenUp: fc.boolean(),
        count: fc.integer({ min: 1, max: 50 }),
      }),
    );
    fc.assert(
      fc.property(tallies, (drawn) => {
        const real = drawn.map((one) => ({ ...one, isGivenUp: one.isGivenUp && one.state === 'failed' }));
        const { state } = decideRollout(RULE, real);
        if (state === 'done') expect(real.every((one) => one.state === 'done')).toBe(true);
        if (state === 'running') expect(real.some((one) => one.isCanary && one.state !== 'done')).toBe(false);
      }),
    );
  });
});

it('waits longer after each failure', () => {
  expect([1, 2, 3].map((failures) => nextAttemptAt(failures, 1_000))).toEqual([31_000, 121_000, 121_000]);
});
