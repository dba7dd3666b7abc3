import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../src/platform/log.ts';
import { LEASE_MS, takeCells } from '../../../src/tenancy/plans/rules/gcra.ts';
import { OFFERS } from '../../../src/tenancy/plans/rules/offer.ts';
import { takeCell } from '../../../src/tenancy/plans/take-cell.ts';

const log = createLog('error', { requestId: 'req_test' });
const TIER = { perMinute: 600, burst: 100 };
const START = Date.parse('2026-11-24T09:00:00Z');

/** When each cell was granted, over wishes at the instants given. */
function grantedAt(tier: typeof TIER, wishes: readonly { readonly at: number; readonly wanted: number }[]) {
  let wholeAt = 0;
  return wishes.flatMap(({ at, wanted }) => {
    const taken = takeCells(tier, { wholeAt, now: at, wanted });
    wholeAt = taken.wholeAt;
    return Array.from({ length: taken.granted }, () => at);
  });
}

/** Over all spans, the most calls beyond what drips in within the span. */
function mostBeyond(times: readonly number[], { perMinute }: typeof TIER): number {
  let most = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (const [index, at] of times.entries()) {
    const drips = ((at - START) * perMinute) / 60_000;
    best = Math.max(best, drips - index);
    most = Math.max(most, best + index + 1 - drips);
  }
  return most;
}

const tiers = fc.constantFrom(...OFFERS.map(({ rate }) => rate));
const wishes = fc
  .array(fc.record({ afterMs: fc.nat(5_000), wanted: fc.integer({ min: 1, max: 300 }) }), { maxLength: 300 })
  .map((list) => {
    let at = START;
    return list.map(({ afterMs, wanted }) => {
      at += afterMs;
      return { at, wanted };
    });
  });

describe('a bucket', () => {
  it('grants, over any span, no more than its burst and what drips in meanwhile', () => {
    fc.assert(
      fc.property(tiers, wishes, (tier, list) => {
        const granted = grantedAt(tier, list);
        expect(mostBeyond(granted, tier)).toBeLessThanOrEqual(tier.burst + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('never refuses whoever keeps to the rate', () => {
    fc.assert(
      fc.property(tiers, fc.array(fc.nat(400), { maxLength: 400 }), (tier, pauses) => {
        let at = START;
        let wholeAt = 0;
        for (const pause of pauses) {
          at += 60_000 / tier.perMinute + pause;
          const taken = takeCells(tier, { wholeAt, now: at, wanted: 1 });
          expect(taken.granted).toBe(1);
          wholeAt = taken.wholeAt;
        }
      }),
      { numRuns: 50 },
    );
  });

  it('under ten times its rate for a minute lets through its burst and a minute’s worth, to the call', () => {
    const calls = Array.from({ length: 6_000 }, (_, index) => ({ at: START + index * 10, wanted: 1 }));
    const accepted = grantedAt(TIER, calls).length;
    expect(Math.abs(accepted - (TIER.burst + TIER.perMinute))).toBeLessThanOrEqual(1);
  });

  it('says how long to wait: a millisecond sooner is refused, and then is let through', () => {
    let wholeAt = 0;
    for (let i = 0; i < TIER.burst; i++)
      wholeAt = takeCells(TIER, { wholeAt, now: START, wanted: 1 }).wholeAt;
    const refused = takeCells(TIER, { wholeAt, now: START + 30, wanted: 1 });
    expect(refused).toEqual({ granted: 0, wholeAt, left: 0, waitMs: 70 });
    expect(takeCells(TIER, { wholeAt, now: START + 99, wanted: 1 }).granted).toBe(0);
    expect(takeCells(TIER, { wholeAt, now: START + 100, wanted: 1 }).granted).toBe(1);
  });

  it('gives several at once only while more than half of it is there', () => {
    const whole = takeCells(TIER, { wholeAt: 0, now: START, wanted: 50 });
    expect(whole.granted).toBe(10);
    const halfway = { wholeAt: START + 5_000, now: START, wanted: 50 };
    expect(takeCells(TIER, halfway).granted).toBe(1);
  });

  it('grants nothing for a clock that goes back', () => {
    const { wholeAt } = takeCells(TIER, { wholeAt: 0, now: START, wanted: 1 });
    const earlier = takeCells(TIER, { wholeAt, now: START - 60_000, wanted: 1 });
    expect(earlier.granted).toBe(0);
  });
});

describe('an isolate', () => {
  it('that takes several at once never goes beyond the contract by more than drips in within its lease', async () => {
    let tenants = 0;
    await fc.assert(
      fc.asyncProperty(tiers, fc.array(fc.nat(600), { maxLength: 400 }), async (tier, pauses) => {
        let [at, wholeAt, asked] = [START, 0, 0];
        const take = ({ wanted }: { wanted: number }) => {
          asked++;
          const taken = takeCells(tier, { wholeAt, now: at, wanted });
          wholeAt = taken.wholeAt;
          return Promise.resolve({ ...taken, wholeInMs: Math.max(0, wholeAt - at) });
        };
        const namespace = { getByName: () => ({ take }) } as never;
        const tenantId = `tnt_${++tenants}`;
        const accepted: number[] = [];
        for (const pause of pauses) {
          // Crowds and lone callers: most come at once, some much later.
          at += pause > 500 ? pause * 4 : 0;
          const rate = await takeCell({ namespace, tenantId, tier, now: at, log });
          if (rate?.isWithin) accepted.push(at);
        }
        const slack = (tier.perMinute * LEASE_MS) / 60_000;
        expect(mostBeyond(accepted, tier)).toBeLessThanOrEqual(tier.burst + slack + 1e-6);
        expect(asked).toBeLessThanOrEqual(pauses.length);
      }),
      { numRuns: 100 },
    );
  });
});
