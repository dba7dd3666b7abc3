import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pointDomains } from '../../src/local/world/provision.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

interface Spec {
  slug: string;
  domains: string[];
  brand: { primaryColor: string; logoSvg: string };
  catalog: { services: { slug: string; priceCentavos: number }[]; providers: { services: string[] }[] };
  [field: string]: unknown;
}
interface Applied {
  tenant: { id: string; slug: string; hosts: string[] };
  apiKey?: string;
  code?: string;
  errors?: { pointer: string }[];
}

let world: TestWorld;
let barbershop: Spec;
beforeAll(async () => {
  world = await startTestWorld({ tenants: 'none' });
  barbershop = JSON.parse(await readFile('tenants/barberia-palermo/tenant.json', 'utf8')) as Spec;
  barbershop.brand.logoSvg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
}, 60_000);
afterAll(() => world.stop());

function spec(slug: string, change: object = {}): Spec {
  return { ...structuredClone(barbershop), slug, domains: [], ...change };
}

async function apply(body: object): Promise<{ status: number } & Applied> {
  const headers = { authorization: `Bearer ${world.operatorToken}` };
  const init = { method: 'POST', headers, json: body };
  const answer = await world.fetchAs('console.localhost', '/api/operator/tenants', init);
  return { status: answer.status, ...((await answer.json()) as Applied) };
}

async function servicesOf(host: string): Promise<{ id: string; slug: string; price: { amount: number } }[]> {
  const answer = await world.fetchAs(host, '/api/v1/services');
  return ((await answer.json()) as { data: { id: string; slug: string; price: { amount: number } }[] }).data;
}

describe('putting a tenant on the platform', () => {
  it('answers on its own domain and the platform’s, with a key that works', async () => {
    const { status, tenant, apiKey = '' } = await apply(spec('uno', { domains: ['turnos.uno.com.ar'] }));
    // Its own domain is noted, and serves when the DNS says that it is its own.
    expect([status, tenant.hosts]).toEqual([201, ['uno.localhost']]);
    await pointDomains(world, 'uno');
    const again = await apply(spec('uno', { domains: ['turnos.uno.com.ar'] }));
    expect(again.tenant.hosts).toEqual(['uno.localhost', 'turnos.uno.com.ar']);
    for (const host of again.tenant.hosts) {
      const headers = { authorization: `Bearer ${apiKey}` };
      expect((await world.fetchAs(host, '/api/v1/bookings', { headers })).status).toBe(200);
    }
  });

  it('again is the same tenant: no second key, the same ids, what changed is changed', async () => {
    const first = await apply(spec('dos'));
    const before = await servicesOf('dos.localhost');
    const changed = spec('dos');
    for (const service of changed.catalog.services) service.priceCentavos += 100;
    const second = await apply(changed);
    expect([second.tenant.id, second.apiKey]).toEqual([first.tenant.id, undefined]);
    const booking = {
      serviceId: before[0]?.id,
      startsAt: '2000-01-01T10:00:00-03:00',
      customer: { name: 'Ana', email: 'a@b.ar' },
    };
    // A refused booking reads the newest catalog, so that the list need not be waited for.
    await world.fetchAs('dos.localhost', '/api/v1/bookings', { method: 'POST', json: booking });
    const after = await servicesOf('dos.localhost');
    expect(after.map(({ id, slug }) => [id, slug])).toEqual(before.map(({ id, slug }) => [id, slug]));
    expect(after.map(({ price }) => price.amount)).toEqual(before.map(({ price }) => price.amount + 100));
  });

  it('four times at once ends in one tenant, and asking again finds it done', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => apply(spec('tres'))));
    const done = answers.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(done.map(({ tenant }) => tenant.id)).size).toBe(1);
    expect((await apply(spec('tres'))).status).toBe(201);
  });

  it('goes on where a failure of the database service cut it', async () => {
    world.turso.faults.add({ kind: 'status-before', status: 503, times: 4 });
    const cut = await apply(spec('cuatro'));
    world.turso.faults.clear();
    expect(cut.status).toBeGreaterThanOrEqual(500);
    expect((await world.fetchAs('cuatro.localhost', '/api/v1/services')).status).toBe(421);
    expect((await apply(spec('cuatro'))).status).toBe(201);
  });

  it('keeps one tenant’s data from another’s', async () => {
    await apply(spec('cinco'));
    await apply(spec('seis'));
    const [five, six] = [await servicesOf('cinco.localhost'), await servicesOf('seis.localhost')];
    expect(five.filter(({ id }) => six.some((other) => other.id === id))).toEqual([]);
  });
});

describe('a domain', () => {
  it('of another tenant is refused at its field, and nothing changes', async () => {
    await apply(spec('siete', { domains: ['turnos.siete.com.ar'] }));
    const refused = await apply(spec('ocho', { domains: ['ocho.com.ar', 'turnos.siete.com.ar'] }));
    expect([refused.code, refused.errors?.map(({ pointer }) => pointer)]).toEqual([
      'already-exists',
      ['/domains/1'],
    ]);
    expect((await world.fetchAs('ocho.com.ar', '/api/v1/services')).status).toBe(421);
  });

  it('that a tenant gave up answers no more and can be taken by another', async () => {
    await apply(spec('nueve', { domains: ['turnos.nueve.com.ar'] }));
    await pointDomains(world, 'nueve');
    expect((await world.fetchAs('turnos.nueve.com.ar', '/api/v1/services')).status).toBe(200);
    await apply(spec('nueve'));
    expect((await world.fetchAs('turnos.nueve.com.ar', '/api/v1/services')).status).toBe(421);
    expect((await apply(spec('diez', { domains: ['turnos.nueve.com.ar'] }))).status).toBe(201);
    // The record that it left behind opens it to nobody.
    expect((await world.fetchAs('turnos.nueve.com.ar', '/api/v1/services')).status).toBe(421);
    await pointDomains(world, 'diez');
    expect((await world.fetchAs('turnos.nueve.com.ar', '/api/v1/services')).status).toBe(200);
  });
});

describe('a specification that is wrong is refused at its field', () => {
  const logo = (svg: string) => ({ brand: { ...barbershop.brand, logoSvg: svg } });

  it.each([
    ['a reserved name', () => ({ slug: 'api' }), '/slug'],
    ['a name with capitals', () => ({ slug: 'Uno' }), '/slug'],
    ['an address for a domain', () => ({ domains: ['10.0.0.1'] }), '/domains/0'],
    ['a local domain', () => ({ domains: ['shop.localhost'] }), '/domains/0'],
    ['a wildcard domain', () => ({ domains: ['*.shop.com'] }), '/domains/0'],
    ['a zone that does not exist', () => ({ timeZone: 'America/Palermo' }), '/timeZone'],
    ['a logo with a script', () => logo('<svg><script>alert(1)</script></svg>'), '/brand/logoSvg'],
    ['a logo with an event', () => logo('<svg onload="alert(1)"/>'), '/brand/logoSvg'],
    [
      'a logo that loads something',
      () => logo('<svg><image href="https://evil.example/x"/></svg>'),
      '/brand/logoSvg',
    ],
    ['a logo that is no SVG', () => logo('<html>'), '/brand/logoSvg'],
    ['an unknown field', () => ({ isFree: true }), '/isFree'],
  ])('%s', async (_, change, pointer) => {
    const { status, errors = [] } = await apply(spec('once', change()));
    expect([status, [...new Set(errors.map((one) => one.pointer))]]).toEqual([422, [pointer]]);
  });
});
