import { setTimeout as delay } from 'node:timers/promises';
import { domainToASCII } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database-client.ts';
import type { Onboarded, Onboarding } from '../../src/tenancy/pipeline/contract.ts';
import { CONSOLE, problem } from '../http/api.ts';
import { onboardingRequest } from '../support/onboarding-request.ts';
import { type RequestInit, startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld({ tenants: 'none' });
}, 60_000);
afterAll(() => world.stop());

const call = (path: string, init: RequestInit = {}) =>
  world.fetchAs(CONSOLE, `/api/enterprise${path}`, {
    ...init,
    headers: { authorization: `Bearer ${world.operatorToken}`, ...init.headers },
  });
const post = (path: string, json: unknown = {}) => call(path, { method: 'POST', json });
const initiate = (slug: string, change: object = {}) =>
  post('/onboarding/initiate', onboardingRequest(slug, change));
const body = async <Answer>(answer: Promise<Response>) => (await (await answer).json()) as Answer;
const track = (id: string) => body<Onboarding>(call(`/onboarding/track/${id}`));

/** Behind the Worker's back. */
async function sqlOnRegistry(sql: string): Promise<void> {
  const { url, organization, apiToken } = world.turso;
  const minted = await fetch(`${url}/v1/organizations/${organization}/databases/registry/auth/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiToken}` },
  });
  const { jwt } = (await minted.json()) as { jwt: string };
  const address = { url: world.turso.databaseUrl(`registry-${organization}.turso.io`), token: jwt };
  await openDatabase(address).write([sql]);
}

async function untilClosed(id: string, patienceMs = 15_000): Promise<Onboarding> {
  for (const end = Date.now() + patienceMs; ; await delay(50)) {
    const onboarding = await track(id);
    if (onboarding.isClosed || Date.now() > end) return onboarding;
  }
}

describe('an onboarding over HTTP', () => {
  it('goes from a request to a shop that its owner enters by invitation, once, and customers book at', async () => {
    const started = await initiate('primera');
    expect(started.status).toBe(201);
    const { id } = (await started.json()) as Onboarding;
    expect(await untilClosed(id)).toMatchObject({ state: 'live', percent: 100 });
    const { hosts, invitationUrl, seconds } = await body<Onboarded>(call(`/onboarding/success/${id}`));
    expect([hosts, Object.keys(seconds.steps).length]).toEqual([['primera.localhost'], 10]);
    const { pathname } = new URL(invitationUrl ?? '');
    const shop = (path: string, init?: RequestInit) => world.fetchAs('primera.localhost', path, init);
    const page = await (await shop(pathname)).text();
    expect(page).toContain('Crear mi clave y entrar');
    expect(page).not.toContain('bp_live_');
    const used = await shop(pathname, { method: 'POST' });
    const key = /bp_live_[\w-]+/.exec(await used.text())?.[0] ?? '';
    const cookie = used.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await shop('/agenda', { headers: { cookie } })).status).toBe(200);
    expect((await shop('/api/v1/bookings', { headers: { authorization: `Bearer ${key}` } })).status).toBe(
      200,
    );
    for (const method of ['GET', 'POST']) expect((await shop(pathname, { method })).status).toBe(404);
    expect(await body<Onboarded>(call(`/onboarding/success/${id}`))).toMatchObject({
      invitationUrl: null,
      invitation: { acceptedAt: expect.any(String) },
    });
    expect((await post(`/onboarding/${id}/invitation`)).status).toBe(200);
    const renewed = await body<Onboarded>(call(`/onboarding/success/${id}`));
    const again = new URL(renewed.invitationUrl ?? '').pathname;
    expect(again).not.toBe(pathname);
    expect([(await shop(pathname)).status, (await shop(again)).status]).toEqual([404, 200]);
    const events = await shop('/api/v1/events?after=0', { headers: { authorization: `Bearer ${key}` } });
    expect(((await events.json()) as { data: unknown[] }).data).toEqual([]);
  });

  it('an invitation opens only its own shop', async () => {
    const ids = await Promise.all(
      ['ajeno-norte', 'ajeno-oeste'].map(async (slug) => (await body<Onboarding>(initiate(slug))).id),
    );
    for (const id of ids) expect((await untilClosed(id)).state).toBe('live');
    const { invitationUrl } = await body<Onboarded>(call(`/onboarding/success/${ids[0]}`));
    const { pathname } = new URL(invitationUrl ?? '');
    expect((await world.fetchAs('ajeno-oeste.localhost', pathname, { method: 'POST' })).status).toBe(404);
    const altered = pathname.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await world.fetchAs('ajeno-norte.localhost', altered)).status).toBe(404);
    expect((await world.fetchAs('ajeno-norte.localhost', pathname)).status).toBe(200);
  });

  it('is listed, found and paged, newest first', async () => {
    const { id } = await body<Onboarding>(initiate('listada'));
    await untilClosed(id);
    const list = (query: string) =>
      body<{ data: { id: string; slug: string }[]; nextCursor: string | null }>(call(`/onboarding?${query}`));
    expect((await list('q=LISTAD')).data.map(({ slug }) => slug)).toEqual(['listada']);
    expect((await list('q=%25')).data.length).toBeGreaterThan(1);
    expect((await list('state=waiting')).data).toEqual([]);
    const all = (await list('limit=100')).data.map((one) => one.id);
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`limit=1${cursor && `&cursor=${cursor}`}`);
      pages.push(...page.data.map((one) => one.id));
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all);
    expect(all).toEqual(all.toSorted().toReversed());
  });

  it('killed in the middle of a step, goes on by itself', async () => {
    world.turso.faults.add({ kind: 'latency', ms: 3_000, api: 'create', times: 1 });
    const { id } = await body<Onboarding>(initiate('matada'));
    const attempts = async () => (await track(id)).steps.find(({ name }) => name === 'database')?.attempts;
    while ((await attempts()) !== 1) await delay(20);
    const killed = world.workerdPid();
    process.kill(killed ?? 0, 'SIGKILL');
    for (;;) {
      if (world.workerdPid() !== killed && (await call('/onboarding').catch(() => undefined))?.ok) break;
      await delay(100);
    }
    expect(await track(id)).toMatchObject({ state: 'running', step: 'database' });
    // Its lease is of a minute: as if that were over.
    await sqlOnRegistry('UPDATE onboardings SET lease_until = 0');
    await world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });
    const done = await untilClosed(id);
    expect([done.state, done.steps.find(({ name }) => name === 'database')?.attempts]).toEqual(['live', 2]);
  }, 60_000);
});

describe('the door is closed', () => {
  it.each([
    ['without a token', {}],
    ['with another token', { authorization: 'Bearer op_another' }],
    ['with a token in another form', { authorization: 'Basic xyz' }],
  ])('%s', async (_, headers) => {
    for (const path of ['/onboarding', '/orphans', '/onboarding/track/onb_1', '/onboarding/success/onb_1']) {
      const answer = world.fetchAs(CONSOLE, `/api/enterprise${path}`, { headers });
      expect((await problem(answer)).code).toBe('unauthenticated');
    }
    const json = onboardingRequest('intrusa');
    const answer = world.fetchAs(CONSOLE, '/api/enterprise/onboarding/initiate', {
      method: 'POST',
      headers,
      json,
    });
    expect((await problem(answer)).code).toBe('unauthenticated');
  });

  it('on a shop’s host, whatever the token', async () => {
    const headers = { authorization: `Bearer ${world.operatorToken}` };
    for (const host of ['primera.localhost', 'nobody.example'])
      expect(
        (await world.fetchAs(host, '/api/enterprise/onboarding', { headers })).status,
      ).toBeGreaterThanOrEqual(404);
  });
});

describe('a request that cannot be served says at which field, and what to change', () => {
  const brand = { tagline: '', primaryColor: '#1f4d3a' };
  const lookAlike = domainToASCII('turnos.con-dоminio.com.ar');

  beforeAll(async () => {
    const { id } = await body<Onboarding>(
      initiate('con-dominio', { domains: ['turnos.con-dominio.com.ar'] }),
    );
    expect((await untilClosed(id)).state).toBe('live');
  });

  it.each<[string, object, string, RegExp]>([
    ['a reserved name', { slug: 'admin' }, '/slug', /reservado/],
    ['a name that is taken', { slug: 'con-dominio' }, '/slug', /en uso/],
    [
      'a name that looks like one that is taken',
      { slug: 'c0n-dominio' },
      '/slug',
      /confunde con con-dominio/,
    ],
    [
      'a domain that is taken',
      { domains: ['libre.com.ar', 'turnos.con-dominio.com.ar'] },
      '/domains/1',
      /en uso/,
    ],
    [
      'a domain that looks like one that is taken',
      { domains: [lookAlike] },
      '/domains/0',
      /confunde con turnos/,
    ],
    ['localhost', { domains: ['localhost'] }, '/domains/0', /público/],
    ['an address', { domains: ['192.168.0.1'] }, '/domains/0', /IP/],
    ['the platform’s own', { domains: ['otra.localhost'] }, '/domains/0', /público/],
    ['a domain twice', { domains: ['a-b.com.ar', 'a-b.com.ar'] }, '/domains/1', /repetido/],
    ['an e-mail that is none', { ownerEmail: 'rocio@' }, '/ownerEmail', /casilla/],
    [
      'a CUIT with a digit changed',
      { legal: { name: 'Paz', cuit: '27-28033514-9' } },
      '/legal/cuit',
      /verificador/,
    ],
    ['no CUIT in Argentina', { legal: { name: 'Paz' } }, '/legal/cuit', /Falta/],
    ['nobody who answers for it', { legal: undefined }, '/legal', /CUIT/],
    [
      'a CUIT elsewhere',
      { country: 'MX', legal: { name: 'Paz', cuit: '27-28033514-8' } },
      '/legal/cuit',
      /Argentina/,
    ],
    ['a line of business that nobody wrote', { vertical: 'dentist' }, '/vertical', /rubros/],
    ['neither catalog nor template', { template: undefined }, '/template', /uno de los dos/],
    [
      'a logo with a script',
      { brand: { ...brand, logoSvg: '<svg><script/></svg>' } },
      '/brand/logoSvg',
      /scripts/,
    ],
    ['an unknown field', { plan: 'gold' }, '/plan', /./],
  ])('%s', async (_, change, pointer, detail) => {
    const refused = await problem(initiate('fallida', change));
    expect(refused.errors?.map((one) => one.pointer)).toEqual([pointer]);
    expect(refused.errors?.[0]?.detail).toMatch(detail);
  });

  it('and nothing of it is kept', async () => {
    const { data } = await body<{ data: unknown[] }>(call('/onboarding?q=fallida'));
    expect(data).toEqual([]);
  });
});

describe('what else the host offers', () => {
  it('describes its API', async () => {
    const { paths, servers } = await body<{ paths: object; servers: object[] }>(call('/openapi.json'));
    expect(servers).toEqual([{ url: '/api/enterprise' }]);
    expect(Object.keys(paths).toSorted()).toEqual([
      '/onboarding',
      '/onboarding/initiate',
      '/onboarding/success/{id}',
      '/onboarding/track/{id}',
      '/onboarding/{id}/approve',
      '/onboarding/{id}/cancel',
      '/onboarding/{id}/invitation',
      '/onboarding/{id}/retry',
      '/orphans',
    ]);
  });

  it('lists orphans without deleting them', async () => {
    await world.turso.createDatabase('bp-nadie');
    const { data } = await body<{ data: { name: string }[] }>(call('/orphans'));
    expect(data.map(({ name }) => name)).toEqual(['bp-nadie']);
  });
});
