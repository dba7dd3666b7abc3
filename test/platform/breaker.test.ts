import { expect, it } from 'vitest';
import { type Breaker, type BreakerChange, createBreaker, type Turn } from '../../src/platform/breaker.ts';

const NOW = 1_000_000;

function watched() {
  const changes: BreakerChange[] = [];
  return { changes, breaker: createBreaker((change) => changes.push(change)) };
}

function turnOf(turn: Turn | undefined): Turn {
  if (turn === undefined) throw new Error('The breaker gave no turn');
  return turn;
}

function fail(breaker: Breaker, times: number, now = NOW): void {
  for (let count = 0; count < times; count++) breaker.failed(turnOf(breaker.pass()), now);
}

/** Opened at NOW by five failures. */
function opened() {
  const all = watched();
  fail(all.breaker, 5);
  return all;
}

it('lets calls through while fewer than five in a row fail', () => {
  const { breaker, changes } = watched();
  for (let round = 0; round < 3; round++) {
    fail(breaker, 4);
    breaker.answered(turnOf(breaker.pass()));
  }
  fail(breaker, 4);
  expect([breaker.pass(), breaker.probe(NOW + 60_000), changes]).toEqual([expect.anything(), undefined, []]);
});

it('opens at the fifth failure in a row: nothing passes, not even a probe, for a second', () => {
  const { breaker, changes } = opened();
  expect([breaker.pass(), breaker.probe(NOW + 999), changes]).toEqual([undefined, undefined, ['opened']]);
  expect(breaker.probe(NOW + 1_000)).toMatchObject({ isProbe: true });
});

it('half-open lets one probe through, and nothing else', () => {
  const { breaker } = opened();
  const probes = Array.from({ length: 20 }, () => breaker.probe(NOW + 1_000));
  expect(probes.filter((probe) => probe !== undefined)).toHaveLength(1);
  expect(breaker.pass()).toBeUndefined();
});

it('closes when the probe is answered, and counts from nothing', () => {
  const { breaker, changes } = opened();
  breaker.answered(turnOf(breaker.probe(NOW + 1_000)));
  fail(breaker, 4, NOW + 1_001);
  expect([breaker.pass(), changes]).toEqual([expect.anything(), ['opened', 'closed']]);
});

it('stays open when the probe fails: twice as long each time, never longer than five seconds', () => {
  const { breaker, changes } = opened();
  let now = NOW + 1_000;
  for (const pause of [2_000, 4_000, 5_000, 5_000]) {
    breaker.failed(turnOf(breaker.probe(now)), now);
    expect(breaker.probe(now + pause - 1)).toBeUndefined();
    now += pause;
  }
  expect([breaker.pass(), changes]).toEqual([undefined, ['opened']]);
});

it('after it has closed, the next opening is short again', () => {
  const { breaker } = opened();
  breaker.failed(turnOf(breaker.probe(NOW + 1_000)), NOW + 1_000);
  breaker.answered(turnOf(breaker.probe(NOW + 3_000)));
  fail(breaker, 5, NOW + 4_000);
  expect([breaker.probe(NOW + 4_999), breaker.probe(NOW + 5_000)]).toEqual([undefined, expect.anything()]);
});

it('does not wait for ever for a probe whose sender is gone', () => {
  const { breaker } = opened();
  breaker.probe(NOW + 1_000);
  expect([breaker.probe(NOW + 3_499), breaker.probe(NOW + 3_500)]).toEqual([undefined, expect.anything()]);
});

it('is not moved by news of calls from before it opened', () => {
  const { breaker, changes } = watched();
  const early = turnOf(breaker.pass());
  fail(breaker, 5);
  breaker.answered(early);
  expect([breaker.pass(), changes]).toEqual([undefined, ['opened']]);
  breaker.answered(turnOf(breaker.probe(NOW + 1_000)));
  for (let count = 0; count < 5; count++) breaker.failed(early, NOW + 1_001);
  expect([breaker.pass(), changes]).toEqual([expect.anything(), ['opened', 'closed']]);
});

it('is not moved by news of a probe that was given up', () => {
  const { breaker, changes } = opened();
  const lost = turnOf(breaker.probe(NOW + 1_000));
  const second = turnOf(breaker.probe(NOW + 3_500));
  breaker.answered(lost);
  expect([breaker.pass(), changes]).toEqual([undefined, ['opened']]);
  breaker.answered(second);
  expect(breaker.pass()).toBeDefined();
});
