import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/problem.ts';
import { act } from '../../src/platform/action.ts';
import { checkOwnDomain } from '../../src/tenancy/domains/present-domain.ts';
import { pointerOf } from '../../src/tenancy/domains/rules/records.ts';
import { applyTenant } from '../../src/tenancy/onboarding/apply-tenant.ts';
import { advanceOnboarding } from '../../src/tenancy/pipeline/advance-onboarding.ts';
import {
  approveOnboarding,
  cancelOnboarding,
  retryOnboarding,
} from '../../src/tenancy/pipeline/change-onboarding.ts';
import type { Onboarded, Onboarding } from '../../src/tenancy/pipeline/contract.ts';
import { createOnboarding } from '../../src/tenancy/pipeline/create-onboarding.ts';
import { readOnboarding, readSuccess } from '../../src/tenancy/pipeline/read-onboarding.ts';
import { onboardingRequest } from '../support/onboarding-request.ts';
import { openDatabaseOf, rowsOf } from '../support/platform-rows.ts';
import { CNAME_TARGET, type PlatformWorld, startPlatformWorld } from '../support/platform-world.ts';

let world: PlatformWorld;
beforeAll(async () => {
  world = await startPlatformWorld();
});
afterAll(() => world.stop());

const start = (slug: string, change: object = {}, process = world.process()) =>
  act(createOnboarding, process.ctx, onboardingRequest(slug, change)) as Promise<Onboarding>;
const advance = (id: string, process = world.process()) => advanceOnboarding(process.ctx, id);
const track = (id: string) => act(readOnboarding, world.process().ctx, { id }) as Promise<Onboarding>;
const decide = (action: typeof retryOnboarding, id: string) =>
  act(action, world.process().ctx, { id }) as Promise<Onboarding>;

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => 'done',
    (error) => (error instanceof AppError ? error.code : error),
  );
}

/** Nothing of a tenant is left but the record of its onboarding. */
async function expectNothingOf(slug: string): Promise<void> {
  expect(await world.databases()).not.toContain(`bp-${slug}`);
  expect(await rowsOf(world.registry, `SELECT id FROM tenants WHERE slug = '${slug}'`)).toEqual([]);
  expect(await rowsOf(world.registry, `SELECT host FROM hosts WHERE host LIKE '${slug}.%'`)).toEqual([]);
  expect(
    await rowsOf(
      world.registry,
      'SELECT id FROM invitations WHERE tenant_id NOT IN (SELECT id FROM tenants)',
    ),
  ).toEqual([]);
}

describe('a request', () => {
  it('becomes a live tenant: database, catalog, hosts, invitation, ten steps', async () => {
    const { id, percent } = await start('uno', { domains: ['turnos.uno.com.ar'] });
    expect(percent).toBe(0);
    await advance(id);
    const done = await track(id);
    expect([done.state, done.percent, done.isClosed, done.step]).toEqual(['live', 100, true, null]);
    expect(done.steps.map(({ state, attempts }) => [state, attempts])).toEqual(Array(10).fill(['done', 1]));
    const success = (await act(readSuccess, world.process().ctx, { id })) as Onboarded;
    expect(success.hosts).toEqual(['uno.barberpro.test']);
    expect(success.agendaUrl).toBe('https://uno.barberpro.test/agenda');
    expect(success.invitationUrl).toMatch(/^https:\/\/uno\.barberpro\.test\/agenda\/invitacion\/[\w-]{43}$/);
    const pointer = pointerOf(success.tenantId, CNAME_TARGET);
    expect(done.todo).toContain(
      `En el DNS de turnos.uno.com.ar, agregá CNAME turnos.uno.com.ar → ${pointer}`,
    );
    world.cloudflare.dns.set('turnos.uno.com.ar', { CNAME: pointer });
    const { domains } = world.process().ctx;
    await checkOwnDomain(domains, { tenantId: success.tenantId, host: 'turnos.uno.com.ar' });
    const proven = (await act(readSuccess, world.process().ctx, { id })) as Onboarded;
    expect([proven.hosts, proven.agendaUrl]).toEqual([
      ['uno.barberpro.test', 'turnos.uno.com.ar'],
      'https://turnos.uno.com.ar/agenda',
    ]);
    const tenant = await rowsOf(
      world.registry,
      `SELECT status, schema_version FROM tenants WHERE slug = 'uno'`,
    );
    const newest = world.process().ctx.tenantMigrations.at(-1)?.version;
    expect(tenant).toEqual([{ status: 'live', schema_version: newest }]);
    const shop = await openDatabaseOf(world, 'uno');
    expect(await rowsOf(shop, 'SELECT count(*) AS services FROM services')).toEqual([{ services: 7 }]);
    expect(await rowsOf(shop, 'SELECT name FROM providers')).toEqual([{ name: 'Rocío Paz' }]);
  });

  it('books once on the real path, and leaves no trace of it but in the audit log', async () => {
    const { id } = await start('dos');
    await advance(id);
    const shop = await openDatabaseOf(world, 'dos');
    for (const table of ['bookings', 'customers', 'events', 'busy_times', 'webhook_deliveries', 'api_keys'])
      expect([table, await rowsOf(shop, `SELECT * FROM ${table}`)]).toEqual([table, []]);
    expect(await rowsOf(shop, `SELECT seq FROM sqlite_sequence WHERE name = 'events'`)).toEqual([{ seq: 0 }]);
    const audit = await rowsOf(
      shop,
      `SELECT action, actor FROM audit_log WHERE action LIKE 'bookings.%' ORDER BY id`,
    );
    expect(audit.map(({ action }) => action).toSorted()).toEqual(['bookings.cancel', 'bookings.create']);
    expect(new Set(audit.map(({ actor }) => actor))).toEqual(new Set(['system:onboarding']));
  });

  it('sent again is the same onboarding, before and after it is live; with other data it is refused', async () => {
    const first = await start('tres');
    expect((await start('tres')).id).toBe(first.id);
    expect(await codeOf(start('tres', { ownerName: 'Otra Persona' }))).toBe('already-exists');
    await advance(first.id);
    expect(await start('tres')).toMatchObject({ id: first.id, state: 'live' });
    expect(await codeOf(start('tres', { ownerName: 'Otra Persona' }))).toBe('already-exists');
  });

  it('sent four times at once is one onboarding', async () => {
    const ids = (await Promise.all([1, 2, 3, 4].map(() => start('cuatro')))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1);
  });

  it('is told of success only when there is one', async () => {
    const { id } = await start('cinco');
    expect(await codeOf(act(readSuccess, world.process().ctx, { id }))).toBe('too-early');
    expect(await codeOf(act(readSuccess, world.process().ctx, { id: 'onb_nobody' }))).toBe('not-found');
  });

  it('whose catalog can never be booked fails at the trial, with what to change', async () => {
    const closed = { ...(await import('../../tenants/psicologia-belgrano/tenant.json')).default.catalog };
    const services = closed.services.map((one) => ({ ...one, bookableFrom: '2031-01-01' }));
    const { id } = await start('seis', {
      vertical: 'psychology',
      catalog: { ...closed, services },
      template: undefined,
    });
    await advance(id);
    const failed = await track(id);
    expect([failed.state, failed.step, failed.problem?.code]).toEqual([
      'failed',
      'smoke',
      'slot-not-offered',
    ]);
    expect(failed.todo[0]).toMatch(/Revisá los horarios/);
    await decide(cancelOnboarding, id);
    await world.drain();
    await expectNothingOf('seis');
  });
});

describe('several at one onboarding at once', () => {
  it('do every step once', async () => {
    const { id } = await start('varios');
    await Promise.all([1, 2, 3, 4].map(() => advance(id)));
    const done = await track(id);
    expect([done.state, done.steps.map(({ attempts }) => attempts)]).toEqual(['live', Array(10).fill(1)]);
  });

  it('an operator who cancels while a step is under way: what the step did is undone too', async () => {
    const { id } = await start('cortado');
    world.turso.faults.add({ kind: 'latency', ms: 700, api: 'create', times: 1 });
    const running = advance(id);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect((await decide(cancelOnboarding, id)).state).toBe('cancelled');
    await running;
    expect(await track(id)).toMatchObject({ state: 'cancelled', isClosed: true });
    await expectNothingOf('cortado');
  });

  it('another door is closed to a tenant that is being onboarded', async () => {
    const { id } = await start('puerta');
    const file = (await import('../../tenants/psicologia-belgrano/tenant.json')).default;
    const brand = { ...file.brand, logoSvg: '<svg xmlns="http://www.w3.org/2000/svg"/>' };
    const spec = { ...file, slug: 'puerta', domains: [], brand };
    const apply = () => codeOf(act(applyTenant, world.process().ctx, spec));
    expect(await apply()).toBe('already-exists');
    await advance(id);
    expect(await apply()).toBe('done');
    expect((await rowsOf(world.registry, `SELECT id FROM tenants WHERE slug = 'puerta'`)).length).toBe(1);
  });

  it('a tenant that is live is nobody’s to undo', async () => {
    const { id } = await start('abierta');
    await advance(id);
    for (const action of [cancelOnboarding, retryOnboarding, approveOnboarding])
      expect(await codeOf(decide(action, id))).toBe('onboarding-closed');
    expect(await world.databases()).toContain('bp-abierta');
  });
});

describe('the database service answers', () => {
  it.each([429, 500, 502, 503] as const)('%s for a while: tried again until it is live', async (status) => {
    const { id } = await start(`pasa-${status}`);
    world.turso.faults.add({ kind: 'status-before', status, api: 'create', times: 2 });
    world.turso.faults.add({ kind: 'status-before', status, api: 'token', times: 1 });
    await advance(id);
    expect(await track(id)).toMatchObject({
      state: 'running',
      step: 'database',
      nextAttemptAt: expect.any(String),
    });
    await world.drain();
    const done = await track(id);
    expect(done.state).toBe('live');
    expect(done.steps.find(({ name }) => name === 'database')?.attempts).toBe(3);
  });

  it.each(['lost-response', 'status-after'] as const)('%s, having done it: found done', async (kind) => {
    const { id } = await start(`hecho-${kind}`);
    for (const api of ['create', 'token'] as const)
      world.turso.faults.add(
        kind === 'lost-response' ? { kind, api, times: 1 } : { kind, status: 502, api, times: 1 },
      );
    await world.drain();
    expect((await track(id)).state).toBe('live');
  });

  it.each([401, 402, 403] as const)(
    '%s: fails with what to change, and goes on when that is changed',
    async (status) => {
      const { id } = await start(`no-${status}`);
      world.turso.faults.add({ kind: 'status-before', status, api: 'create', times: 1 });
      await advance(id);
      const failed = await track(id);
      expect([failed.state, failed.problem?.kind]).toEqual(['failed', 'fix']);
      expect(failed.todo.length).toBe(2);
      await world.drain(600_000);
      expect((await track(id)).state).toBe('failed');
      await decide(retryOnboarding, id);
      await world.drain();
      expect((await track(id)).state).toBe('live');
    },
  );

  it('nothing for an hour: everything is taken back, and the name is free again', async () => {
    const { id } = await start('nunca');
    world.turso.faults.add({ kind: 'status-before', status: 503, api: 'token' });
    await world.drain();
    world.turso.faults.clear();
    await world.drain();
    expect(await track(id)).toMatchObject({ state: 'failed', isClosed: true, step: 'token' });
    await expectNothingOf('nunca');
    const again = await start('nunca');
    expect(again.id).not.toBe(id);
    await world.drain();
    expect((await track(again.id)).state).toBe('live');
  });

  it('nothing while it is asked to take back: it is asked again until it has', async () => {
    const { id } = await start('terco');
    world.turso.faults.add({ kind: 'status-before', status: 503, api: 'token', times: 1 });
    await advance(id);
    world.turso.faults.add({ kind: 'status-before', status: 500, api: 'delete', times: 3 });
    await decide(cancelOnboarding, id);
    await advance(id);
    expect(await track(id)).toMatchObject({ state: 'cancelled', isClosed: false });
    await world.drain();
    expect(await track(id)).toMatchObject({ state: 'cancelled', isClosed: true });
    await expectNothingOf('terco');
  });

  it('that a stranger’s database has the name: it is not taken over, nor deleted', async () => {
    await world.turso.createDatabase('bp-ajena');
    const { id } = await start('ajena');
    await advance(id);
    expect(await track(id)).toMatchObject({
      state: 'failed',
      step: 'database',
      problem: { code: 'already-exists' },
    });
    await decide(cancelOnboarding, id);
    await world.drain();
    expect((await track(id)).isClosed).toBe(true);
    expect(await world.databases()).toContain('bp-ajena');
  });

  it('a tenant’s new database does not answer at first', async () => {
    const { id } = await start('lenta');
    const database = `bp-lenta-${world.turso.organization}.turso.io`;
    world.turso.faults.add({ kind: 'status-before', status: 503, database, times: 4 });
    await world.drain();
    expect((await track(id)).state).toBe('live');
  });
});

describe('risk', () => {
  it('from 70 on waits for an operator’s yes, with its reasons; nothing is created before', async () => {
    const { id } = await start('riesgo', { ownerEmail: 'x@yopmail.com' });
    await world.drain();
    const waiting = await track(id);
    expect([waiting.state, waiting.risk?.reasons.map(({ code }) => code)]).toEqual([
      'waiting',
      ['disposable-mail'],
    ]);
    await expectNothingOf('riesgo');
    await decide(approveOnboarding, id);
    await world.drain();
    expect(await track(id)).toMatchObject({ state: 'live', risk: { score: 70 } });
  });

  it('of a request that is turned down leaves nothing', async () => {
    const { id } = await start('riesgo-dos', { ownerEmail: 'y@yopmail.com' });
    await world.drain();
    await decide(cancelOnboarding, id);
    await world.drain();
    expect(await track(id)).toMatchObject({ state: 'cancelled', isClosed: true });
    expect(await codeOf(decide(approveOnboarding, id))).toBe('onboarding-closed');
  });

  it('sees many requests of one owner in a day, and no more a day later', async () => {
    const ownerEmail = 'muchas@cadena.com.ar';
    const codes = async (slug: string) => {
      const { id } = await start(slug, { ownerEmail, legal: { name: 'Cadena SRL', cuit: '30-71234567-1' } });
      await world.drain();
      return (await track(id)).risk?.reasons.map(({ code }) => code);
    };
    expect(await codes('cadena-norte')).toEqual([]);
    expect(await codes('cadena-oeste')).toEqual([]);
    expect(await codes('cadena-litoral')).toEqual(['many-for-owner', 'many-for-tax-id']);
    world.now += 25 * 3_600_000;
    expect(await codes('cadena-patagonica')).toEqual([]);
  });
});
