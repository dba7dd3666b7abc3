import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../../src/platform/action.ts';
import { advanceOnboarding } from '../../src/tenancy/pipeline/advance-onboarding.ts';
import { cancelOnboarding } from '../../src/tenancy/pipeline/change-onboarding.ts';
import { createOnboarding } from '../../src/tenancy/pipeline/create-onboarding.ts';
import { purgeOrphans } from '../../src/tenancy/pipeline/purge-orphans.ts';
import { onboardingRequest } from '../support/onboarding-request.ts';
import { openDatabaseOf, rowsOf } from '../support/platform-rows.ts';
import { type Death, type PlatformWorld, startPlatformWorld } from '../support/platform-world.ts';

let world: PlatformWorld;
let calls: number;
beforeAll(async () => {
  world = await startPlatformWorld();
  calls = await run('medida');
}, 30_000);
afterAll(() => world.stop());

/** Starts an onboarding and runs it in a process that may die; answers how many calls it made. */
async function run(slug: string, death?: Death): Promise<number> {
  // Only the run dies: a request that was cut is sent again.
  const { id } = (await act(createOnboarding, world.process().ctx, request(slug))) as {
    id: string;
  };
  const process = world.process(death);
  await advanceOnboarding(process.ctx, id).catch(() => undefined);
  expect(process.isDead()).toBe(death !== undefined);
  return process.calls();
}

/** With a domain and a group of its own, so that it can be cut from Cloudflare and from those, too. */
function request(slug: string) {
  return onboardingRequest(slug, {
    domains: [`turnos.${slug}.com.ar`],
    plan: 'enterprise',
    hosting: { location: 'aws-eu-west-1', isDedicated: true },
  });
}

async function openRows() {
  return await rowsOf(world.registry, 'SELECT slug, state FROM onboardings WHERE closed_at IS NULL');
}

async function stateOf(slug: string) {
  const [row] = await rowsOf(world.registry, `SELECT id, state FROM onboardings WHERE slug = '${slug}'`);
  return row as { id: string; state: string };
}

/** After a sweep, an hour, and another: only databases and groups of tenants are left. */
async function expectNoOrphans() {
  await purgeOrphans(world.process().ctx);
  world.now += 61 * 60_000;
  await purgeOrphans(world.process().ctx);
  const tenants = await rowsOf(world.registry, 'SELECT slug FROM tenants ORDER BY slug');
  expect((await world.databases()).toSorted()).toEqual(tenants.map(({ slug }) => `bp-${slug}`));
  expect((await world.groups()).toSorted()).toEqual(
    tenants.map(({ slug }) => [`default-tenant-${slug}`, 'aws-eu-west-1']),
  );
}

describe('killed after any of its calls, or before the first', () => {
  it('an onboarding goes on and becomes one whole tenant', async () => {
    expect(calls).toBeGreaterThan(40);
    for (let made = 0; made <= calls; made++) {
      const slug = `vuelve-${made}`;
      await run(slug, made);
      await world.drain();
      expect([slug, (await stateOf(slug)).state]).toEqual([slug, 'live']);
      const shop = await openDatabaseOf(world, slug);
      const left = await rowsOf(
        shop,
        `SELECT (SELECT count(*) FROM bookings) + (SELECT count(*) FROM customers) + (SELECT count(*) FROM events)
           + (SELECT count(*) FROM busy_times) AS traces, (SELECT count(*) FROM services) AS services`,
      );
      expect([slug, left]).toEqual([slug, [{ traces: 0, services: 7 }]]);
    }
    expect(await openRows()).toEqual([]);
    await expectNoOrphans();
  }, 240_000);

  it('and then cancelled, it leaves nothing, unless it was live by then', async () => {
    for (let made = 0; made <= calls; made++) {
      const slug = `cae-${made}`;
      await run(slug, made);
      const { id, state } = await stateOf(slug);
      if (state === 'live') continue;
      await act(cancelOnboarding, world.process().ctx, { id });
      await world.drain();
      expect([slug, (await stateOf(slug)).state]).toEqual([slug, 'cancelled']);
    }
    expect(await openRows()).toEqual([]);
    expect(await rowsOf(world.registry, `SELECT slug FROM tenants WHERE status <> 'live'`)).toEqual([]);
    expect(
      await rowsOf(world.registry, 'SELECT host FROM hosts WHERE tenant_id NOT IN (SELECT id FROM tenants)'),
    ).toEqual([]);
    const hostnames = world.cloudflare.hostnames().map(({ hostname }) => hostname);
    const domains = await rowsOf(world.registry, 'SELECT host FROM domains ORDER BY host');
    expect(hostnames.toSorted()).toEqual(domains.map(({ host }) => host));
    const live = await rowsOf(world.registry, `SELECT slug FROM tenants WHERE slug LIKE 'cae-%'`);
    expect(hostnames.filter((host) => host.startsWith('turnos.cae-')).length).toBe(live.length);
    expect(live.length).toBeLessThan(calls / 4);
    await expectNoOrphans();
  }, 240_000);
});
