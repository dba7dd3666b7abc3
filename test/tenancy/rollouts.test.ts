import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWorker } from '../../src/local/world/build-worker.ts';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { waitUntilLive } from '../../src/local/world/provision.ts';
import { startWorld, type World } from '../../src/local/world/start-world.ts';
import type { Rollout } from '../../src/tenancy/rollouts/contract.ts';
import { readMigrations } from '../support/migrations.ts';
import { asOperator, createTenants, openRegistryOf } from '../support/operator.ts';
import { databaseHostname, openTenantDatabase } from '../support/tenant-database.ts';
import { bundlesOfRun } from '../support/world.ts';

const SLUGS = ['uno', 'dos-a', 'tres', 'cuatro', 'cinco', 'seis'];

interface Progress extends Rollout {
  readonly tenants: { slug: string; state: string; isCanary: boolean; reason: string | null }[];
}

let world: World;
let dataDir: string;
let today: number[];
let next: number[];
/** Tenants at the schema of today, under a Worker that brings the next one. */
beforeAll(async () => {
  today = (await readMigrations('tenant')).map(({ version }) => version);
  const newest = today.at(-1) ?? 0;
  next = [...today, newest + 1, newest + 2];
  dataDir = await mkdtemp(join(tmpdir(), 'barberpro-rollouts-'));
  const entry = 'test/drills/worker-with-next-schema.ts';
  const backstage = await buildWorker({
    outDir: join(dataDir, 'bundle-of-both'),
    worker: 'backstage',
    entry,
  });
  const bundles = { ...(await bundlesOfRun()), backstage };
  world = await startWorld({ port: 0, dataDir, bundles });
  await waitUntilLive(world);
  await createTenants(world, SLUGS);
  await world.stop();
  world = await startWorld({ port: 0, dataDir, bundles, vars: { NEXT_SCHEMA: 'known' } });
  await waitUntilLive(world);
}, 120_000);
afterAll(async () => {
  await world.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const start = (json: object) => asOperator<Rollout>(world, 'POST /rollouts', json);
const read = async (id: string) => (await asOperator<Progress>(world, `GET /rollouts/${id}`)).body;

async function ended(id: string, between = () => delay(50)): Promise<Progress> {
  for (let tries = 0; tries < 400; tries++) {
    const rollout = await read(id);
    if (rollout.state === 'stopped' || rollout.state === 'done') return rollout;
    await between();
  }
  throw new Error('The rollout does not end');
}

async function versionsOf(slug: string): Promise<number[]> {
  const database = await openTenantDatabase(world, slug);
  const { rows } = await database.execute('SELECT version FROM schema_migrations ORDER BY version');
  return rows.map(({ version }) => Number(version));
}

/** A database in which the next migration fails, until what is in its way is taken out. */
async function obstruct(slug: string): Promise<() => Promise<void>> {
  const database = await openTenantDatabase(world, slug);
  await database.execute('CREATE TABLE feedback (of_somebody_else TEXT)');
  return async () => void (await database.execute('DROP TABLE feedback'));
}

const services = (slug: string) =>
  hostFetch({ url: world.url, host: `${slug}.localhost`, path: '/api/v1/services' });

/** Failures wait for half a minute; these tests do not. */
async function waitNoMore(): Promise<void> {
  await (await openRegistryOf(world)).write(['UPDATE rollout_tenants SET next_at = 0']);
  await world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });
  await delay(300);
}

describe('a rollout', () => {
  it('is refused where it makes no sense, field by field', async () => {
    const unknown = await start({ canaries: ['uno', 'nadie'] });
    expect([unknown.status, unknown.body]).toMatchObject([422, { errors: [{ pointer: '/canaries/1' }] }]);
    const future = await start({ targetVersion: 99 });
    expect([future.status, future.body]).toMatchObject([422, { errors: [{ pointer: '/targetVersion' }] }]);
    expect((await asOperator(world, 'GET /rollouts/rol_none')).status).toBe(404);
    expect((await asOperator(world, 'POST /rollouts/rol_none/resume')).status).toBe(404);
    expect((await asOperator(world, 'POST /rollouts/rol_none/stop')).status).toBe(404);
  });

  it('stops at a canary that cannot be migrated, touches nobody else, and goes on once it can', async () => {
    const clear = await obstruct('tres');
    const { status, body } = await start({ canaries: ['tres'] });
    expect([status, body.state]).toEqual([201, 'canary']);
    const stopped = await ended(body.id, waitNoMore);
    expect([stopped.state, stopped.counts]).toEqual([
      'stopped',
      { pending: 5, running: 0, done: 0, failed: 1 },
    ]);
    expect(stopped.tenants[0]).toMatchObject({ slug: 'tres', isCanary: true, state: 'failed' });
    expect(stopped.tenants[0]?.reason).toContain('feedback');
    expect(await versionsOf('uno')).toEqual(today);
    expect((await services('tres')).status).toBe(200);
    await clear();
    await asOperator(world, `POST /rollouts/${body.id}/resume`);
    const done = await ended(body.id);
    expect([done.state, done.counts]).toEqual(['done', { pending: 0, running: 0, done: 6, failed: 0 }]);
    for (const slug of SLUGS) expect(await versionsOf(slug)).toEqual(next);
    const listed = await asOperator<{ data: { schemaVersion: number }[] }>(world, 'GET /tenants');
    expect(listed.body.data.map(({ schemaVersion }) => schemaVersion)).toEqual(SLUGS.map(() => next.at(-1)));
  });

  it('of nobody is done at once', async () => {
    const { body } = await start({});
    expect([body.state, body.targetVersion]).toEqual(['done', next.at(-1)]);
  });
});

describe('with tenants behind again', () => {
  beforeAll(async () => {
    for (const slug of SLUGS) {
      const database = await openTenantDatabase(world, slug);
      await database.batch([
        'DROP TRIGGER feedback_of_the_past',
        'DROP INDEX bookings_customer_time',
        'DROP TABLE feedback',
        'ALTER TABLE customers DROP COLUMN language',
        `DELETE FROM schema_migrations WHERE version > ${today.at(-1)}`,
      ]);
    }
    await (await openRegistryOf(world)).write([`UPDATE tenants SET schema_version = ${today.at(-1)}`]);
  });

  it('stops on the error rate while old and new schemas are served, and finishes after resuming', async () => {
    const clear = await Promise.all([obstruct('uno'), obstruct('dos-a'), obstruct('cinco')]);
    const { body } = await start({ parallel: 4, stopAfter: { failures: 2, percent: 20 } });
    const stopped = await ended(body.id);
    expect(stopped.state).toBe('stopped');
    expect(stopped.counts.failed).toBeGreaterThanOrEqual(2);
    for (const slug of SLUGS) expect((await services(slug)).status).toBe(200);
    for (const one of clear) await one();
    await asOperator(world, `POST /rollouts/${body.id}/resume`);
    expect((await ended(body.id)).counts).toEqual({ pending: 0, running: 0, done: 6, failed: 0 });
  });

  it('runs alone, keeps to its bound, and is stopped by an operator', async () => {
    const registry = await openRegistryOf(world);
    await registry.write([`UPDATE tenants SET schema_version = ${today.at(-1)}`]);
    for (const slug of SLUGS) {
      const database = await databaseHostname(world, slug);
      world.turso.faults.add({ kind: 'latency', ms: 700, database });
    }
    const { body } = await start({ parallel: 2 });
    expect((await start({})).body.code).toBe('already-exists');
    await waitFor(async () => (await read(body.id)).counts.running > 0);
    expect((await read(body.id)).counts.running).toBeLessThanOrEqual(2);
    expect((await asOperator<Rollout>(world, `POST /rollouts/${body.id}/stop`)).body.state).toBe('stopped');
    world.turso.faults.clear();
    await waitFor(async () => (await read(body.id)).counts.running === 0);
    const { counts } = await read(body.id);
    expect(counts.done).toBeLessThanOrEqual(4);
    expect(counts.done + counts.pending).toBe(6);
    await asOperator(world, `POST /rollouts/${body.id}/resume`);
    expect((await ended(body.id)).state).toBe('done');
  });

  it('answers 503 for a tenant that is too old for this Worker, until it is migrated', async () => {
    const registry = await openRegistryOf(world);
    const [{ id } = { id: '' }] = await createTenants(world, ['viejo']);
    await registry.write([{ sql: 'UPDATE tenants SET schema_version = 1 WHERE id = ?', args: [id] }]);
    const refused = await services('viejo');
    expect([refused.status, refused.headers.has('retry-after')]).toEqual([503, true]);
    expect(await refused.json()).toMatchObject({ code: 'tenant-unavailable' });
    await ended((await start({})).body.id);
    await waitFor(async () => (await services('viejo')).status === 200);
  });
});

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await delay(50);
  }
  throw new Error('It never came to be');
}
