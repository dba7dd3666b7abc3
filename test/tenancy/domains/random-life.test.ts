import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/problem.ts';
import { reconcileDomains } from '../../../src/tenancy/domains/reconcile-domains.ts';
import { removeDomain } from '../../../src/tenancy/domains/remove-domain.ts';
import { pointerOf, proofRecord } from '../../../src/tenancy/domains/rules/records.ts';
import { type DomainWorld, domainWorld, HOUR, MINUTE, ONE, rowOf, TWO } from './domain-world.ts';

const TARGET = 'dominios.plataforma.example';
const EDGE = '203.0.113.10';

const tenant = fc.constantFrom(ONE, TWO);
const deed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), tenant }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('point' as const), tenant }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('leave' as const, 'flatten' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('prove' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), tenant }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('check' as const), tenant }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 900 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      fault: fc.constantFrom('status-before', 'status-after', 'lost-response', 'servfail', 'none'),
    }),
  },
);
type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never;

async function ignoringRefusals(doing: Promise<unknown>): Promise<void> {
  try {
    await doing;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

async function perform(world: DomainWorld, host: string, one: Deed): Promise<void> {
  const { dns, faults } = world.cloudflare;
  switch (one.kind) {
    case 'add':
      return await ignoringRefusals(world.add(host, one.tenant));
    case 'point':
      return world.point(host, one.tenant);
    case 'leave':
      return dns.set(host, { A: ['198.51.100.9'] });
    case 'flatten':
      return dns.set(host, { A: [EDGE] });
    case 'prove': {
      const row = await rowOf(world, host);
      if (row !== undefined) dns.set(proofRecord(row).name, { TXT: [proofRecord(row).value] });
      return;
    }
    case 'remove':
      return await ignoringRefusals(removeDomain(world.ctx(), one.tenant, host));
    case 'check':
      return await ignoringRefusals(world.check(host, one.tenant));
    case 'wait':
      world.cloudflare.advance(one.minutes * MINUTE);
      return await ignoringRefusals(reconcileDomains(world.ctx(), 'remove'));
    case 'fail':
      faults.clear();
      if (one.fault === 'servfail') faults.add({ kind: 'servfail', on: 'dns' });
      else if (one.fault === 'lost-response') faults.add({ kind: 'lost-response' });
      else if (one.fault !== 'none') faults.add({ kind: one.fault as 'status-before', status: 503 });
  }
}

/** What whoever keeps the DNS of a domain has agreed to just now, by the records alone. */
async function hasConsent(world: DomainWorld, host: string, tenantId: string): Promise<boolean> {
  const { records } = world.cloudflare.dns.resolve(host, 'A');
  if (records.some(({ data }) => data === pointerOf(tenantId, TARGET))) return true;
  const row = await rowOf(world, host);
  return (
    row?.tenantId === tenantId && world.cloudflare.dns.hasText(proofRecord(row).name, proofRecord(row).value)
  );
}

it('whatever happens, a domain begins to serve only with consent and both statuses, and goes without a trace', async () => {
  const world = await domainWorld();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 5, maxLength: 25 }), async (deeds) => {
      const host = `turnos.sitio${count++}.com.ar`;
      let served: string | undefined;
      for (const one of deeds) {
        await perform(world, host, one);
        const now = (await world.serving())[host];
        if (now !== undefined && now !== served) {
          expect(await hasConsent(world, host, now)).toBe(true);
          const known = world.cloudflare.hostnames().find(({ hostname }) => hostname === host);
          expect([known?.status, known?.ssl.status]).toEqual(['active', 'active']);
        }
        served = now;
      }
      world.cloudflare.faults.clear();
      for (const id of [ONE, TWO]) await ignoringRefusals(removeDomain(world.ctx(), id, host));
      await world.live(24 * HOUR, 3 * HOUR);
      expect(await rowOf(world, host)).toBeUndefined();
      expect(world.cloudflare.hostnames().filter(({ hostname }) => hostname === host)).toEqual([]);
    }),
    { numRuns: 40 },
  );
}, 120_000);
