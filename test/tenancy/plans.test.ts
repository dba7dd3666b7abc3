import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOperator, type NewTenant } from '../support/operator.ts';
import { type RequestInit, startTestWorld, type TestWorld } from '../support/world.ts';

interface Answer {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string }[];
  readonly [member: string]: unknown;
}

let world: TestWorld;
let spec: Record<string, unknown> & { brand: { logoSvg: string }; catalog: { providers: object[] } };
beforeAll(async () => {
  // As deployed: the plans' own rates.
  world = await startTestWorld({ tenants: 'none', vars: { API_RATE_FACTOR: '1' } });
  spec = JSON.parse(await readFile('tenants/barberia-palermo/tenant.json', 'utf8'));
  spec.brand.logoSvg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
}, 60_000);
afterAll(() => world.stop());

function specOf(slug: string, change: object = {}) {
  return { ...structuredClone(spec), slug, domains: [], ...change };
}

async function newTenant(slug: string, change: object = {}): Promise<NewTenant> {
  const { status, body } = await asOperator<{ tenant: { id: string; hosts: string[] }; apiKey: string }>(
    world,
    'POST /tenants',
    specOf(slug, change),
  );
  expect([status, body.detail]).toEqual([201, undefined]);
  return { id: body.tenant.id, slug, host: body.tenant.hosts[0] ?? '', apiKey: body.apiKey };
}

/** A shop that fits into the smallest plan. */
function small() {
  const { locations, services, providers } = structuredClone(spec.catalog) as unknown as {
    locations: { slug: string }[];
    services: { resourceKinds?: string[] }[];
    providers: { slug: string; weeklyHours: { location: string }[]; datedHours?: object[] }[];
  };
  const [place] = locations;
  const [first] = providers.filter(({ weeklyHours }) =>
    weeklyHours.every(({ location }) => location === place?.slug),
  );
  const [service] = services;
  const provider = { ...first, services: [(service as { slug?: string }).slug], datedHours: [] };
  return { catalog: { locations: [place], services: [service], providers: [provider] } };
}

async function ask(
  { host, apiKey }: NewTenant,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; body: Answer }> {
  const answer = await world.fetchAs(host, `/api/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${apiKey}` },
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer };
}

const post = (tenant: NewTenant, path: string, json: object) => ask(tenant, path, { method: 'POST', json });
const planOf = (slug: string, plan: string, dryRun = false) =>
  asOperator<Answer>(world, `PUT /tenants/${slug}/plan`, { plan, dryRun });

const HOOK = { url: 'http://127.0.0.1:9/hook', events: ['booking.created'] };

describe('a tenant’s plan', () => {
  it('is professional when nobody says another, and tells the shop what it has and uses', async () => {
    const shop = await newTenant('plan-uno');
    const { status, body } = await ask(shop, '/plan');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'professional', name: 'Profesional', bookings: { used: 0 } });
    const quotas = body.quotas as { quota: string; used: number; limit: number }[];
    expect(quotas.map(({ quota, used }) => [quota, used])).toEqual([
      ['locations', 2],
      ['providers', 6],
      ['own-domains', 0],
      ['api-keys', 1],
      ['webhook-endpoints', 0],
    ]);
    expect((body.next as { id: string }).id).toBe('enterprise');
  });

  it('is not changed to one in which what there is does not fit: the answer lists it', async () => {
    const shop = await newTenant('plan-dos');
    await post(shop, '/webhook-endpoints', HOOK);
    const { status, body } = await planOf('plan-dos', 'starter');
    expect([status, body.code]).toEqual([409, 'plan-exceeded']);
    expect((body.over as { what: string; used: number; limit: number }[]).map((one) => one.what)).toEqual([
      'locations',
      'providers',
      'webhook-endpoints',
    ]);
    expect(body.detail).toContain('No entra en el plan Inicial: sucursales, hay 2 y entran 1;');
    expect((await ask(shop, '/plan')).body.id).toBe('professional');
  });

  it('is tried without changing anything, and then changed', async () => {
    const shop = await newTenant('plan-tres');
    const tried = await planOf('plan-tres', 'enterprise', true);
    expect(tried.body).toMatchObject({ from: 'professional', to: 'enterprise', isChanged: false, loses: [] });
    expect((await ask(shop, '/plan')).body.id).toBe('professional');
    expect((await planOf('plan-tres', 'enterprise')).body).toMatchObject({ isChanged: true });
    expect((await ask(shop, '/plan')).body.id).toBe('enterprise');
    expect((await planOf('plan-tres', 'enterprise')).body).toMatchObject({ isChanged: false });
  });

  it('that does not exist, of a tenant that does not exist, is refused', async () => {
    expect((await planOf('plan-tres', 'gratis')).status).toBe(422);
    expect((await planOf('nadie', 'starter')).status).toBe(404);
  });
});

describe('on the smallest plan', () => {
  let shop: NewTenant;
  beforeAll(async () => {
    shop = await newTenant('chica', { plan: 'starter', ...small() });
  });

  it('what it does not have is refused, with the plans that have it', async () => {
    const { status, body } = await post(shop, '/webhook-endpoints', HOOK);
    expect([status, body.code]).toEqual([403, 'plan-required']);
    expect(body.plans).toEqual(['professional', 'enterprise', 'white_label']);
    expect((await ask(shop, '/events')).body.code).toBe('plan-required');
  });

  it('keys are made up to the quota, and one more when one is revoked', async () => {
    const key = { name: 'CRM', scopes: ['bookings:read'] };
    await post(shop, '/api-keys', key);
    const second = await post(shop, '/api-keys', key);
    expect(second.status).toBe(201);
    const full = await post(shop, '/api-keys', key);
    expect([full.status, full.body.code, full.body.used, full.body.limit]).toEqual([
      409,
      'quota-reached',
      3,
      3,
    ]);
    await post(shop, `/api-keys/${String(second.body.id)}/revoke`, {});
    expect((await post(shop, '/api-keys', key)).status).toBe(201);
  });

  it('an own domain is refused, one by one and in a file', async () => {
    const added = await asOperator(world, 'POST /tenants/chica/domains', { host: 'turnos.chica.com.ar' });
    expect([added.status, added.body.code]).toEqual([403, 'plan-required']);
    const file = specOf('chica', { ...small(), domains: ['turnos.chica.com.ar'] });
    const applied = await asOperator<Answer>(world, 'POST /tenants', file);
    expect([applied.status, applied.body.code, applied.body.errors?.[0]?.pointer]).toEqual([
      403,
      'plan-required',
      '/domains',
    ]);
  });

  it('a file with more than the plan has is refused whole, also by its dry run', async () => {
    for (const route of ['POST /tenants', 'POST /tenants/plan']) {
      const { status, body } = await asOperator<Answer>(world, route, specOf('chica'));
      expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([
        409,
        'quota-reached',
        '/catalog/locations',
      ]);
    }
    expect((await ask(shop, '/providers')).body.data).toHaveLength(1);
  });

  it('data are where the platform’s are: a file that asks for another place is refused at the field', async () => {
    const file = specOf('lejana', { hosting: { location: 'aws-eu-west-1' } });
    const { status, body } = await asOperator<Answer>(world, 'POST /tenants', file);
    expect([status, body.code, body.plans, body.errors?.[0]?.pointer]).toEqual([
      403,
      'plan-required',
      ['enterprise', 'white_label'],
      '/hosting',
    ]);
  });

  it('a file that says a larger plan brings both at once, and one that goes back is refused', async () => {
    const planned = await asOperator<{ changes: { what: string }[] }>(
      world,
      'POST /tenants/plan',
      specOf('chica', { plan: 'professional' }),
    );
    expect(planned.body.changes.map(({ what }) => what)).toContain('plan professional');
    await newTenantAgain('chica', { plan: 'professional' });
    expect((await ask(shop, '/plan')).body.id).toBe('professional');
    const back = await asOperator(world, 'POST /tenants', specOf('chica', { plan: 'starter' }));
    expect([back.status, back.body.code]).toEqual([409, 'plan-exceeded']);
  });

  async function newTenantAgain(slug: string, change: object) {
    expect((await asOperator(world, 'POST /tenants', specOf(slug, change))).status).toBe(201);
  }
});

describe('an onboarding', () => {
  it('that asks for more than its plan has is refused at the field', async () => {
    const request = {
      slug: 'alta-grande',
      name: 'Alta Grande',
      ownerName: 'Rocío Paz',
      ownerEmail: 'rocio@alta.com.ar',
      vertical: 'barber',
      legal: { name: 'Rocío Paz', cuit: '27-28033514-8' },
      brand: { tagline: '', primaryColor: '#1f4d3a' },
      contact: { phone: '+54 11 4832-7715', email: 'hola@alta.com.ar' },
      template: { address: 'Honduras 4762', providers: ['Ana', 'Beto', 'Carla', 'Dani'] },
      plan: 'starter',
    };
    const answer = await world.fetchAs('console.localhost', '/api/enterprise/onboarding/initiate', {
      method: 'POST',
      headers: { authorization: `Bearer ${world.operatorToken}` },
      json: request,
    });
    const body = (await answer.json()) as Answer;
    expect([answer.status, body.code, body.errors?.[0]?.pointer]).toEqual([
      409,
      'quota-reached',
      '/template/providers',
    ]);
  });
});

describe('the rate of API keys', () => {
  it('is told in the headers of the draft, counts down, and says no with when to come again', async () => {
    const shop = await newTenant('apurada', { plan: 'starter', ...small() });
    const first = await ask(shop, '/plan');
    expect(first.headers.get('ratelimit-policy')).toBe('"api";q=30;w=15');
    const left = /^"api";r=(\d+);t=(\d+)$/.exec(first.headers.get('ratelimit') ?? '');
    expect(Number(left?.[1])).toBeLessThan(30);
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask(shop, '/services')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(20);
    const [one] = refused;
    expect([one?.body.code, one?.headers.get('retry-after')]).toEqual(['rate-limited', '1']);
    expect(one?.headers.get('ratelimit')).toMatch(/^"api";r=0;t=\d+$/);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await ask(shop, '/services')).status).toBe(200);
  });

  it('at ten times the rate accepts what the contract says, within one', async () => {
    const shop = await newTenant('saturada', { plan: 'starter', ...small() });
    const { perMinute, burst } = { perMinute: 120, burst: 30 };
    const contractOf = (ms: number) => burst + (perMinute * ms) / 60_000;
    const sentAt = Date.now();
    let [accepted, firstAnsweredAt, lastSentAt, lastAnsweredAt] = [0, 0, sentAt, sentAt];
    while (lastAnsweredAt - sentAt < 8_000) {
      lastSentAt = Date.now();
      const { status, headers } = await ask(shop, '/services');
      lastAnsweredAt = Date.now();
      firstAnsweredAt ||= lastAnsweredAt;
      // Without headers the meter was too slow to be asked.
      if (status === 200 && headers.has('ratelimit')) accepted++;
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    expect(accepted).toBeGreaterThanOrEqual(contractOf(lastSentAt - firstAnsweredAt) - 1);
    expect(accepted).toBeLessThanOrEqual(contractOf(lastAnsweredAt - sentAt) + 1);
  });

  it('is nobody else’s: guests and neighbours hear nothing of it', async () => {
    const shop = await newTenant('tranquila');
    const guest = await world.fetchAs(shop.host, '/api/v1/services');
    expect([guest.status, guest.headers.get('ratelimit')]).toEqual([200, null]);
    expect((await ask(shop, '/services')).status).toBe(200);
  });
});

describe('usage', () => {
  it('is measured in absolute amounts: again changes nothing, more is more', async () => {
    const shop = await newTenant('medida');
    await ask(shop, '/services');
    await post(shop, '/webhook-endpoints', HOOK);
    const measure = () =>
      asOperator<{
        answeredAt: string | null;
        problem: string | null;
        months: { month: string; amounts: Record<string, number | null> }[];
      }>(world, 'POST /tenants/medida/usage');
    const once = await measure();
    expect([once.status, once.body.problem]).toEqual([200, null]);
    const [month] = once.body.months;
    expect(month?.amounts).toMatchObject({ bookings: 0, 'active-providers': 6, 'api-requests': 2 });
    expect(month?.amounts['storage-bytes']).toBeGreaterThan(100_000);
    expect(month?.amounts['rows-written']).toBeGreaterThan(50);
    const again = await measure();
    expect(again.body.months.map((one) => one.month)).toEqual(once.body.months.map((one) => one.month));
    expect(again.body.months[0]?.amounts).toMatchObject({ bookings: 0, 'api-requests': 2 });
    await book(shop);
    // An isolate tells what it used when it asks for more.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await ask(shop, '/services');
    expect((await measure()).body.months[0]?.amounts).toMatchObject({ bookings: 1, 'api-requests': 5 });
    expect((await ask(shop, '/plan')).body.bookings).toMatchObject({ used: 1, included: 5_000 });
    const read = await asOperator<Answer>(world, 'GET /tenants/medida/usage');
    expect(read.body.included).toEqual({ bookings: 5_000 });
  });

  it('is listed with plan, schema and health', async () => {
    const { body } = await asOperator<{ data: Record<string, unknown>[] }>(world, 'GET /usage');
    expect(body.data.find(({ slug }) => slug === 'medida')).toMatchObject({
      plan: 'professional',
      health: 'well',
      isBehind: false,
      isOverBookings: false,
    });
    expect(body.data.find(({ slug }) => slug === 'tranquila')).toMatchObject({ health: 'unknown' });
  });

  async function book(shop: NewTenant) {
    const services = (await ask(shop, '/services')).body.data as { id: string }[];
    const from = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const to = new Date(Date.now() + 8 * 86_400_000).toISOString().slice(0, 10);
    const guest = await world.fetchAs(
      shop.host,
      `/api/v1/availability?serviceId=${services[0]?.id}&from=${from}&to=${to}`,
    );
    const { slots } = (await guest.json()) as { slots: { startsAt: string }[] };
    const booked = await post(shop, '/bookings', {
      serviceId: services[0]?.id,
      startsAt: slots[0]?.startsAt,
      customer: { name: 'Ana Suárez', phone: '11 2345-6789' },
    });
    expect(booked.status).toBe(201);
  }
});
