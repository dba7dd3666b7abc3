import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createLog } from '../../src/platform/log.ts';
import type { RateMeter } from '../../src/tenancy/plans/rate-meter-object.ts';
import { monthAt } from '../../src/tenancy/plans/rules/month.ts';
import { requestsOf, takeCell } from '../../src/tenancy/plans/take-cell.ts';

const namespace = env.RATE_METER as DurableObjectNamespace<RateMeter>;
const TIER = { perMinute: 600, burst: 100 };
const month = monthAt(Date.now(), 'UTC').name;
const log = createLog('error', { requestId: 'req_test' });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let made = 0;

function newTenant() {
  made++;
  const tenantId = `tnt_meter_${made}`;
  return { tenantId, stub: namespace.getByName(tenantId) };
}

const call = (tenantId: string, tier = TIER) => takeCell({ namespace, tenantId, tier, now: Date.now(), log });

/** Calls at ten times the rate for so long: how many were let through, and what the contract says of the time that it took. */
async function overload(goesOn: () => Promise<boolean>, forMs: number) {
  const sentAt = Date.now();
  let accepted = (await goesOn()) ? 1 : 0;
  const answeredAt = Date.now();
  let [lastSentAt, lastAnsweredAt] = [sentAt, answeredAt];
  while (lastAnsweredAt - sentAt < forMs) {
    await sleep(10);
    lastSentAt = Date.now();
    if (await goesOn()) accepted++;
    lastAnsweredAt = Date.now();
  }
  const contractOf = (ms: number) => TIER.burst + (TIER.perMinute * ms) / 60_000;
  return { accepted, least: contractOf(lastSentAt - answeredAt), most: contractOf(lastAnsweredAt - sentAt) };
}

it('at ten times the rate lets through what the contract says, within one, and counts it', async () => {
  const { tenantId, stub } = newTenant();
  const take = async () => (await stub.take({ tier: TIER, wanted: 1, used: 0 })).granted === 1;
  const { accepted, least, most } = await overload(take, 6_000);
  expect(accepted).toBeGreaterThanOrEqual(least - 1);
  expect(accepted).toBeLessThanOrEqual(most + 1);
  expect(await requestsOf({ namespace, tenantId, month })).toBe(accepted);
}, 20_000);

it('an isolate that takes several at once stays as near to it, and loses no call from the count', async () => {
  const { tenantId } = newTenant();
  // A call that the meter was too slow to answer is let through outside of the contract.
  const take = async () => (await call(tenantId))?.isWithin === true;
  const { accepted, least, most } = await overload(take, 4_000);
  // What it holds when it is held up for longer than its lease is lost.
  expect(accepted).toBeGreaterThanOrEqual(least - 1 - TIER.perMinute / 60);
  expect(accepted).toBeLessThanOrEqual(most + 1);
  expect(await requestsOf({ namespace, tenantId, month })).toBe(accepted);
}, 20_000);

it('asks once for many calls while it is far below the limit', async () => {
  const { tenantId } = newTenant();
  let asked = 0;
  const counted = {
    getByName: (name: string) => {
      asked++;
      return namespace.getByName(name);
    },
  } as typeof namespace;
  for (let i = 0; i < 40; i++) {
    const rate = await takeCell({ namespace: counted, tenantId, tier: TIER, now: Date.now(), log });
    expect(rate?.isWithin).toBe(true);
  }
  expect(asked).toBeLessThan(10);
});

it('tells a refused caller how long to wait, and lets it through then', async () => {
  const { tenantId } = newTenant();
  const slow = { perMinute: 60, burst: 2 };
  await call(tenantId, slow);
  await call(tenantId, slow);
  const refused = await call(tenantId, slow);
  expect(refused).toMatchObject({ isWithin: false, left: 0 });
  await sleep(refused?.waitMs ?? 0);
  expect((await call(tenantId, slow))?.isWithin).toBe(true);
});

it('remembers what was taken and counted when its machine goes', async () => {
  const { stub } = newTenant();
  const tier = { perMinute: 1, burst: 3 };
  for (let i = 0; i < 3; i++) await stub.take({ tier, wanted: 1, used: 0 });
  await sleep(1_500);
  await evictDurableObject(stub);
  expect((await stub.take({ tier, wanted: 1, used: 0 })).granted).toBe(0);
  expect(await stub.countOf(month)).toBe(3);
});

it('counts what an isolate used of what it took, and nothing else', async () => {
  const { stub } = newTenant();
  await stub.take({ tier: TIER, wanted: 8, used: 0 });
  await stub.take({ tier: TIER, wanted: 1, used: 5 });
  expect(await stub.countOf(month)).toBe(7);
});

it('lets everybody through when the meter does not answer', async () => {
  const silent = { getByName: () => ({ take: () => new Promise(() => undefined) }) };
  const broken = { getByName: () => ({ take: () => Promise.reject(new Error('gone')) }) };
  for (const [index, one] of [silent, broken].entries()) {
    const asked = { namespace: one as never, tenantId: `tnt_silent_${index}`, tier: TIER, log };
    const beganAt = Date.now();
    expect(await takeCell({ ...asked, now: beganAt })).toBeUndefined();
    expect(await takeCell({ ...asked, now: beganAt + 1 })).toBeUndefined();
    expect(Date.now() - beganAt).toBeLessThan(600);
  }
});
