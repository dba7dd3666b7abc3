import { afterEach, beforeEach, expect, it } from 'vitest';
import { act } from '../../src/platform/action.ts';
import { advanceOnboarding } from '../../src/tenancy/pipeline/advance-onboarding.ts';
import { cancelOnboarding } from '../../src/tenancy/pipeline/change-onboarding.ts';
import { createOnboarding } from '../../src/tenancy/pipeline/create-onboarding.ts';
import { listOrphans, purgeOrphans } from '../../src/tenancy/pipeline/purge-orphans.ts';
import { onboardingRequest } from '../support/onboarding-request.ts';
import { type PlatformWorld, startPlatformWorld } from '../support/platform-world.ts';

const HOUR_MS = 3_600_000;

let world: PlatformWorld;
beforeEach(async () => {
  world = await startPlatformWorld();
});
afterEach(() => world.stop());

const purge = () => purgeOrphans(world.process().ctx);
const listed = async () => {
  const { data } = (await act(listOrphans, world.process().ctx, {})) as { data: { name: string }[] };
  return data.map(({ name }) => name);
};

async function onboard(slug: string): Promise<string> {
  const { id } = (await act(createOnboarding, world.process().ctx, onboardingRequest(slug))) as {
    id: string;
  };
  await advanceOnboarding(world.process().ctx, id);
  return id;
}

it('a database that nobody owns is listed at once, and deleted when an hour has passed since it was first seen', async () => {
  await onboard('uno');
  await world.turso.createDatabase('bp-huerfana');
  expect(await listed()).toEqual(['bp-huerfana']);
  expect(await purge()).toEqual([]);
  world.now += HOUR_MS - 1;
  expect(await purge()).toEqual([]);
  world.now += 1;
  expect(await purge()).toEqual(['bp-huerfana']);
  expect(await world.databases()).toEqual(['bp-uno']);
  expect(await listed()).toEqual([]);
});

it('looking at the list deletes nothing, however late', async () => {
  await world.turso.createDatabase('bp-huerfana');
  await purge();
  world.now += 9 * HOUR_MS;
  expect(await listed()).toEqual(['bp-huerfana']);
  expect(await world.databases()).toEqual(['bp-huerfana']);
});

it('one that finds an owner within the hour stays, and so do others’ databases and those beside a tenant’s own', async () => {
  const beside = ['bpx-uno-r3', 'bpx-uno-smh3k2x9a', 'bpx-verify-01jd8xyzabcd'];
  for (const name of ['bp-dos', 'metricas', ...beside]) await world.turso.createDatabase(name);
  await onboard('uno');
  expect(await listed()).toEqual(['bp-dos']);
  await purge();
  world.now += HOUR_MS / 2;
  await world.registry.write([
    `INSERT INTO tenants (id, slug, status, profile, owner_email, created_at, updated_at)
     VALUES ('tnt_dos', 'dos', 'provisioning', '{}', 'a@b.ar', 0, 0)`,
  ]);
  world.now += HOUR_MS;
  expect(await purge()).toEqual([]);
  expect(await world.databases()).toEqual(['bp-dos', 'metricas', ...beside, 'bp-uno']);
});

it('a name that was orphaned, gone and is back starts its hour anew', async () => {
  await world.turso.createDatabase('bp-vuelve');
  await purge();
  await world.process().ctx.provisioner.deleteDatabase('bp-vuelve');
  world.now += HOUR_MS;
  await purge();
  await world.turso.createDatabase('bp-vuelve');
  expect(await purge()).toEqual([]);
  world.now += HOUR_MS - 1;
  expect(await purge()).toEqual([]);
  world.now += 1;
  expect(await purge()).toEqual(['bp-vuelve']);
});

it('so many at once that the registry must have forgotten them: none is deleted', async () => {
  for (let i = 0; i < 21; i++) await world.turso.createDatabase(`bp-perdida-${i}x`);
  await expect(purge()).rejects.toThrow('21 databases without an owner');
  world.now += 2 * HOUR_MS;
  await expect(purge()).rejects.toThrow('none deleted');
  expect((await world.databases()).length).toBe(21);
});

it('a creation that arrives after everything was taken back leaves an orphan, and the sweep deletes it', async () => {
  const { id } = (await act(createOnboarding, world.process().ctx, onboardingRequest('tarde'))) as {
    id: string;
  };
  world.turso.faults.add({ kind: 'status-before', status: 504, api: 'create', times: 1 });
  await advanceOnboarding(world.process().ctx, id);
  await act(cancelOnboarding, world.process().ctx, { id });
  await world.drain();
  expect(await world.databases()).toEqual([]);
  // The gateway gave up on it, and now it gets there.
  await world.process().ctx.provisioner.ensureDatabase('bp-tarde', 'default');
  await purge();
  world.now += HOUR_MS;
  expect(await purge()).toEqual(['bp-tarde']);
  expect(await world.databases()).toEqual([]);
});
