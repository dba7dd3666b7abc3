import { describe, expect, it } from 'vitest';
import {
  isGone,
  planNextStep,
  RETRY_DELAYS_MS,
} from '../../../src/partners/webhooks/rules/retry-schedule.ts';

const DAY = 86_400_000;
const NOW = 1_000_000;
const FAILED = { status: 500 };

function waitAfter(step: number, outcome: Parameters<typeof planNextStep>[1] = FAILED, id = 'dlv_1'): number {
  const next = planNextStep({ id, step }, outcome, NOW);
  if (next.status !== 'pending') throw new Error(next.status);
  expect(next.step).toBe(step + 1);
  return next.nextAttemptAt - NOW;
}

describe('the schedule of Standard Webhooks', () => {
  it('is ten attempts over 75 h 35 min 5 s', () => {
    expect(RETRY_DELAYS_MS).toHaveLength(10);
    expect(RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay)).toBe(((75 * 60 + 35) * 60 + 5) * 1_000);
  });

  it('waits each delay and up to a fifth more, the same for the same delivery', () => {
    for (const [index, delay] of RETRY_DELAYS_MS.slice(1).entries()) {
      for (const id of ['dlv_1', 'dlv_2', 'dlv_3']) {
        const wait = waitAfter(index, FAILED, id);
        expect(wait).toBeGreaterThanOrEqual(delay);
        expect(wait).toBeLessThanOrEqual(delay * 1.2);
        expect(waitAfter(index, FAILED, id)).toBe(wait);
      }
    }
  });

  it('brings what failed together back apart', () => {
    const waits = Array.from({ length: 50 }, (_, index) => waitAfter(2, FAILED, `dlv_${index}`));
    expect(new Set(waits).size).toBeGreaterThan(40);
  });

  it('ends after the tenth attempt', () => {
    expect(planNextStep({ id: 'dlv_1', step: 9 }, FAILED, NOW)).toEqual({ status: 'dead' });
  });

  it.each([
    ['less than the schedule', 1_000, RETRY_DELAYS_MS[3]],
    ['more than the schedule', DAY / 2, DAY / 2],
    ['more than a day', 3 * DAY, DAY],
  ])('gives a receiver that asks for %s what is right', (_, retryAfterMs, atLeast = 0) => {
    const wait = waitAfter(2, { status: 503, retryAfterMs });
    expect(wait).toBeGreaterThanOrEqual(atLeast);
    expect(wait).toBeLessThanOrEqual(Math.max(atLeast, (RETRY_DELAYS_MS[3] ?? 0) * 1.2));
  });
});

it.each([
  [{ status: 200 }, 'delivered'],
  [{ status: 299 }, 'delivered'],
  [{ status: 199 }, 'pending'],
  [{ status: 300 }, 'pending'],
  [{ status: 404 }, 'pending'],
  [{}, 'pending'],
])('%j is %s', (outcome, status) => {
  expect(planNextStep({ id: 'dlv_1', step: 0 }, outcome, NOW).status).toBe(status);
});

it('only 410 means never again', () => {
  expect([410, 404, 200, undefined].map((status) => isGone(status === undefined ? {} : { status }))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
