import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OwnDomain } from '../../src/kernel/domain.ts';
import { pointDomains } from '../../src/local/world/provision.ts';
import { loadSecrets } from '../../src/local/world/secrets.ts';
import { openDatabase } from '../../src/platform/database-client.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

const CONSOLE = 'console.localhost';
const MINUTE = 60_000;

let world: TestWorld;
let spec: { brand: object; [field: string]: unknown };
beforeAll(async () => {
  world = await startTestWorld({ tenants: 'none', vars: { PLATFORM_HOST_PAGES: 'redirect' } });
  spec = JSON.parse(await readFile('tenants/barberia-palermo/tenant.json', 'utf8'));
  spec.brand = { ...spec.brand, logoSvg: '<svg xmlns="http://www.w3.org/2000/svg"/>' };
}, 60_000);
afterAll(() => world.stop());
afterEach(() => world.cloudflare.faults.clear());

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

async function operator<Body = OwnDomain & { code?: string; errors?: { pointer: string }[] }>(
  method: string,
  path: string,
  json?: unknown,
): Promise<Answer<Body>> {
  const headers = { authorization: `Bearer ${world.operatorToken}` };
  const init = { method, headers, ...(json !== undefined && { json }) };
  const answer = await world.fetchAs(CONSOLE, `/api/operator${path}`, init);
  return { status: answer.status, body: (await answer.json()) as Body };
}

/** A tenant on the platform's subdomain, with its key. */
async function open(slug: string, domains: string[] = []): Promise<string> {
  const { status, body } = await operator<{ apiKey?: string }>('POST', '/tenants', {
    ...spec,
    slug,
    domains,
  });
  if (status !== 201 || body.apiKey === undefined) throw new Error(JSON.stringify(body));
  return body.apiKey;
}

const add = (slug: string, host: string) => operator('POST', `/tenants/${slug}/domains`, { host });
const check = (slug: string, host: string) => operator('POST', `/tenants/${slug}/domains/${host}/check`, {});

/** The shop adds the records that are missing, and its domain is looked at. */
async function point(slug: string, host: string): Promise<Answer<OwnDomain>> {
  const { data } = (await operator<{ data: OwnDomain[] }>('GET', `/tenants/${slug}/domains`)).body;
  for (const { type, name, value } of data.find((domain) => domain.host === host)?.missing ?? [])
    world.cloudflare.dns.set(name, type === 'CNAME' ? { CNAME: value } : { TXT: [value] });
  return await check(slug, host);
}

async function serve(slug: string, host: string): Promise<void> {
  await add(slug, host);
  expect((await point(slug, host)).body).toMatchObject({ state: 'active', isServing: true });
}

const api = async (host: string) => (await world.fetchAs(host, '/api/v1/tenant')).status;

async function page(host: string, path = '/', init = {}): Promise<[number, string | null]> {
  const answer = await world.fetchAs(host, path, init);
  return [answer.status, answer.headers.get('location')];
}

describe('from nothing to one’s own domain', () => {
  const HOST = 'turnos.uno.com.ar';

  it('answers 421 until it is proven, then as the tenant', async () => {
    await open('uno');
    expect(await api(HOST)).toBe(421);
    const { status, body } = await add('uno', HOST);
    expect([status, body.state, body.missing.map(({ type, name }) => [type, name])]).toEqual([
      201,
      'dns-missing',
      [['CNAME', HOST]],
    ]);
    expect(await api(HOST)).toBe(421);
    expect((await point('uno', HOST)).body.state).toBe('active');
    const tenant = (await (await world.fetchAs(HOST, '/api/v1/tenant')).json()) as Record<string, string>;
    expect([tenant.slug, tenant.canonicalUrl]).toEqual(['uno', `https://${HOST}/`]);
  });

  it('is removed at once and whole', async () => {
    expect(await operator('DELETE', `/tenants/uno/domains/${HOST}`)).toEqual({
      status: 200,
      body: { host: HOST, isGone: true },
    });
    expect(await api(HOST)).toBe(421);
    expect(world.cloudflare.hostnames().filter(({ hostname }) => hostname === HOST)).toEqual([]);
    expect((await operator('DELETE', `/tenants/uno/domains/${HOST}`)).status).toBe(404);
  });

  it('is on the way by its specification too, and serves when the record is there', async () => {
    await open('dos', ['turnos.dos.com.ar']);
    expect(await api('turnos.dos.com.ar')).toBe(421);
    expect(await pointDomains(world, 'dos')).toEqual(['turnos.dos.com.ar']);
    expect(await api('turnos.dos.com.ar')).toBe(200);
  });

  it.each([
    ['an address', '10.0.0.1'],
    ['a local name', 'shop.localhost'],
    ['the platform’s own', 'otro.dominios.plataforma.example'],
    ['a wildcard', '*.tienda.com.ar'],
    ['a name with its dot', 'tienda.com.ar.'],
  ])('refuses %s at its field', async (_, host) => {
    const { status, body } = await add('uno', host);
    expect([status, body.errors?.map(({ pointer }) => pointer)]).toEqual([422, ['/host']]);
  });
});

describe('pages have one address', () => {
  const ONE = 'turnos.tres.com.ar';
  const TWO = 'reservas.tres.com.ar';
  const PLATFORM = 'tres.localhost';

  it('on the platform’s subdomain while no own domain serves', async () => {
    await open('tres');
    expect(await page(PLATFORM)).toEqual([200, null]);
    await add('tres', ONE);
    expect(await page(PLATFORM)).toEqual([200, null]);
  });

  it('the others lead there, with path and query, and nobody keeps that', async () => {
    await serve('tres', ONE);
    expect(await page(ONE)).toEqual([200, null]);
    expect(await page(PLATFORM, '/reservar?servicio=corte')).toEqual([
      308,
      `https://${ONE}/reservar?servicio=corte`,
    ]);
    expect(await page(PLATFORM, '/no-hay-nada', { method: 'HEAD' })).toEqual([
      308,
      `https://${ONE}/no-hay-nada`,
    ]);
    const answer = await world.fetchAs(PLATFORM, '/');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('programs, the agenda, health and proofs of ownership are answered where they are asked', async () => {
    expect(await api(PLATFORM)).toBe(200);
    expect((await world.fetchAs(PLATFORM, '/livez')).status).toBe(200);
    expect((await world.fetchAs(PLATFORM, '/agenda/entrar')).status).toBe(200);
    expect((await world.fetchAs(PLATFORM, '/.well-known/acme-challenge/x')).status).toBe(404);
    const form = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=b',
    };
    expect((await world.fetchAs(PLATFORM, '/reservar/datos', form)).status).not.toBe(308);
  });

  it('which one, the operator chooses', async () => {
    await serve('tres', TWO);
    expect(await page(TWO)).toEqual([308, `https://${ONE}/`]);
    expect((await operator('POST', `/tenants/tres/domains/${TWO}/canonical`, {})).body).toMatchObject({
      host: TWO,
      isCanonical: true,
    });
    expect(await page(TWO)).toEqual([200, null]);
    expect(await page(ONE)).toEqual([308, `https://${TWO}/`]);
    expect(await page(PLATFORM)).toEqual([308, `https://${TWO}/`]);
    await add('tres', 'nueva.tres.com.ar');
    const early = await operator('POST', '/tenants/tres/domains/nueva.tres.com.ar/canonical', {});
    expect([early.status, early.body.code]).toEqual([409, 'too-early']);
  });

  it('a path that looks like another host stays a path', async () => {
    expect(await page(PLATFORM, '/%2F%2Fevil.example/x')).toEqual([
      308,
      `https://${TWO}/%2F%2Fevil.example/x`,
    ]);
  });
});

describe('a domain that goes away', () => {
  const HOST = 'turnos.cuatro.com.ar';

  it('serves nobody once it has lapsed, least of all another tenant', async () => {
    await open('cuatro');
    await open('cinco');
    await serve('cuatro', HOST);
    world.cloudflare.dns.set(HOST, { A: ['198.51.100.9'] });
    world.cloudflare.advance(25 * 60 * MINUTE);
    expect((await check('cuatro', HOST)).body.state).toBe('lapsed');
    expect(await api(HOST)).toBe(421);
    expect(await page('cuatro.localhost')).toEqual([200, null]);
    const taken = await add('cinco', HOST);
    expect([taken.status, taken.body.code]).toEqual([409, 'already-exists']);
    expect((await check('cinco', HOST)).status).toBe(404);
    expect(await api(HOST)).toBe(421);
  });

  it('comes back when it is proven anew', async () => {
    expect((await point('cuatro', HOST)).body).toMatchObject({ state: 'active', isServing: true });
    expect(await api(HOST)).toBe(200);
  });
});

describe('notifications of Cloudflare', () => {
  const HOST = 'turnos.seis.com.ar';
  const notify = (headers: Record<string, string>, json: unknown = { data: { hostname: HOST } }) =>
    world.fetchAs(CONSOLE, '/api/cloudflare/webhook', { method: 'POST', headers, json });

  it('make a domain serve within moments of its certificate, without sweep and without anybody asking', async () => {
    await open('seis');
    await add('seis', HOST);
    const [{ value } = { value: '' }] = (
      await operator<{ data: OwnDomain[] }>('GET', '/tenants/seis/domains')
    ).body.data[0]?.missing ?? [{ value: '' }];
    world.cloudflare.dns.set(HOST, { CNAME: value });
    world.cloudflare.faults.add({ kind: 'duplicate-webhook', times: 2 });
    world.cloudflare.advance(2 * MINUTE);
    await world.cloudflare.settled();
    await expect.poll(() => api(HOST), { timeout: 5_000 }).toBe(200);
  });

  it.each([
    ['no secret', {}],
    ['another secret', { 'cf-webhook-auth': 'not-the-secret-that-was-agreed-on' }],
    ['the operator’s token', () => ({ authorization: `Bearer ${world.operatorToken}` })],
  ])('with %s are refused', async (_, headers) => {
    const sent = typeof headers === 'function' ? headers() : headers;
    expect((await notify(sent as Record<string, string>)).status).toBe(401);
  });

  it('are taken nowhere but on the console’s host', async () => {
    const there = await world.fetchAs('seis.localhost', '/api/cloudflare/webhook', {
      method: 'POST',
      json: {},
    });
    expect(there.status).toBe(404);
  });
});

describe('what the shop sees', () => {
  const HOST = 'turnos.siete.com.ar';
  let cookie: string;
  let key: string;

  const desk = (path: string, init: { method?: string } = {}) =>
    world.fetchAs('siete.localhost', path, {
      ...init,
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    });

  it('is each record in fields to copy, in its own brand', async () => {
    key = await open('siete');
    const entered = await world.fetchAs('siete.localhost', '/agenda/entrar', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `clave=${key}`,
    });
    cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await (await desk('/agenda/dominio')).text()).toContain('Todavía no hay un dominio propio');
    await add('siete', HOST);
    const html = await (await desk('/agenda/dominio')).text();
    expect(html).toContain(`value="${HOST}"`);
    expect(html).toMatch(/value="[0-9a-z]{12}\.dominios\.plataforma\.example"/);
    expect(html).toContain('Hoy no hay ninguno.');
    // Where a record leads is not ours to choose; everything else is.
    expect(html.replaceAll(/ value="[^"]*"/g, '')).not.toMatch(/barberpro|plataforma|cloudflare/i);
  });

  it('and what became of it after «Revisar ahora», which asks at most every ten seconds', async () => {
    const seen = async () => (await (await desk('/agenda/dominio')).text()).includes('Atiende');
    const { data } = (await operator<{ data: OwnDomain[] }>('GET', '/tenants/siete/domains')).body;
    world.cloudflare.dns.set(HOST, { CNAME: data[0]?.missing[0]?.value ?? '' });
    const answer = await desk(`/agenda/dominio/${HOST}/revisar`, { method: 'POST' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/agenda/dominio?listo=revisado']);
    expect(await seen()).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    await desk(`/agenda/dominio/${HOST}/revisar`, { method: 'POST' });
    expect(await seen()).toBe(true);
  }, 30_000);

  it('is nobody else’s: another tenant’s domain does not exist', async () => {
    const answer = await desk('/agenda/dominio/turnos.seis.com.ar/revisar', { method: 'POST' });
    expect(answer.status).toBe(404);
    const guest = await world.fetchAs('siete.localhost', '/api/v1/domains');
    expect(guest.status).toBe(401);
    const headers = { authorization: `Bearer ${key}` };
    const list = await world.fetchAs('siete.localhost', '/api/v1/domains', { headers });
    const { data } = (await list.json()) as { data: OwnDomain[] };
    expect(data.map(({ host, state }) => [host, state])).toEqual([[HOST, 'active']]);
    const theirs = '/api/v1/domains/turnos.seis.com.ar/check';
    expect(
      (await world.fetchAs('siete.localhost', theirs, { headers, json: {}, method: 'POST' })).status,
    ).toBe(404);
  });
});

describe('the sweep', () => {
  it('finds what became due, without anybody asking', async () => {
    const host = 'turnos.nueve.com.ar';
    await open('nueve');
    const { body } = await add('nueve', host);
    world.cloudflare.faults.add({ kind: 'lost-webhook' });
    world.cloudflare.dns.set(host, { CNAME: body.missing[0]?.value ?? '' });
    await world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });
    expect(await api(host)).toBe(421);
    await makeDue(host);
    await world.fireScheduled({ cron: '*/5 * * * *', scheduledTime: new Date() });
    await expect.poll(() => api(host), { timeout: 5_000 }).toBe(200);
  });
});

/** The Worker's clock is the machine's: what waits for a minute is told that it is over. */
async function makeDue(host: string): Promise<void> {
  const { registry } = await loadSecrets(world.paths.secrets);
  const url = world.turso.databaseUrl(registry?.hostname ?? '');
  const database = openDatabase({ url, token: registry?.token ?? '' });
  await database.write([{ sql: 'UPDATE domains SET next_check_at = 0 WHERE host = ?', args: [host] }]);
}

describe('Cloudflare in trouble', () => {
  it('a specification is applied all the same, and its domain follows when it answers', async () => {
    world.cloudflare.faults.add({ kind: 'status-before', status: 503 });
    await open('ocho', ['turnos.ocho.com.ar']);
    expect(await api('ocho.localhost')).toBe(200);
    world.cloudflare.faults.clear();
    expect((await check('ocho', 'turnos.ocho.com.ar')).body.state).toBe('dns-missing');
    expect((await point('ocho', 'turnos.ocho.com.ar')).body.state).toBe('active');
  });
});
