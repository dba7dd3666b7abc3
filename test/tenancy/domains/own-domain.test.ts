import { describe, expect, it } from 'vitest';
import { removeDomain } from '../../../src/tenancy/domains/remove-domain.ts';
import { DAY, domainWorld, HOUR, MINUTE, ONE, rowOf, SHOP, serve } from './domain-world.ts';

describe('a new domain', () => {
  it('says the exact record that is missing, and serves as soon as it is there', async () => {
    const world = await domainWorld();
    await world.add(SHOP.toUpperCase());
    const [domain] = await world.list();
    expect(domain).toMatchObject({
      host: SHOP,
      state: 'dns-missing',
      isServing: false,
      hostnameStatus: 'pending',
      missing: [
        { type: 'CNAME', name: SHOP, value: `${ONE.slice(-12)}.dominios.plataforma.example`, found: [] },
      ],
      delegation: { type: 'CNAME', name: `_acme-challenge.${SHOP}` },
    });
    expect(await world.serving()).toEqual({});
    expect(await world.canonical()).toBe('aaaa.localhost');
    world.forgotten();
    world.point();
    expect(await world.check()).toMatchObject({
      state: 'active',
      isServing: true,
      isCanonical: true,
      missing: [],
      hostnameStatus: 'active',
      certificateStatus: 'active',
    });
    expect(await world.serving()).toEqual({ [SHOP]: ONE });
    expect(world.forgotten()).toEqual(['aaaa.localhost', SHOP]);
  });

  it('is found by the sweep, without anybody asking', async () => {
    const world = await domainWorld();
    await world.add();
    world.point();
    await world.live(5 * MINUTE);
    expect(await world.serving()).toEqual({ [SHOP]: ONE });
  });

  it('waits for both statuses', async () => {
    const delays = { validationMs: 0, issuanceMs: MINUTE, deploymentMs: MINUTE };
    const world = await domainWorld({ delays });
    world.point();
    await world.add();
    expect((await world.list())[0]).toMatchObject({
      state: 'certificate',
      hostnameStatus: 'active',
      certificateStatus: 'pending_issuance',
      isServing: false,
    });
    await world.live(3 * MINUTE, MINUTE);
    expect((await world.list())[0]).toMatchObject({ state: 'active', isServing: true });
  });

  it('is being verified while Cloudflare has not seen what the DNS says', async () => {
    const world = await domainWorld();
    await world.add();
    world.point();
    world.cloudflare.faults.add({ kind: 'status-before', status: 500, method: 'PATCH', times: 1 });
    expect(await world.check()).toMatchObject({
      state: 'validating',
      hostnameStatus: 'pending',
      isServing: false,
    });
    world.cloudflare.advance(2 * MINUTE);
    expect((await world.check()).state).toBe('active');
  });

  it('of an apex says what to do where no CNAME can stand, and serves by TXT', async () => {
    const world = await domainWorld();
    await world.add('tienda.com.ar');
    const [domain] = await world.list();
    expect(domain?.advice).toMatch(/ALIAS.*www\.tienda\.com\.ar/);
    const proof = domain?.missing.find(({ type }) => type === 'TXT');
    world.cloudflare.dns.set('tienda.com.ar', { A: ['203.0.113.10'] });
    expect((await world.check('tienda.com.ar')).state).toBe('dns-missing');
    world.cloudflare.dns.set(proof?.name ?? '', { TXT: ['otra cosa', proof?.value ?? ''] });
    expect(await world.check('tienda.com.ar')).toMatchObject({ state: 'active', advice: null });
  });

  it('twice is once', async () => {
    const world = await domainWorld();
    await Promise.all([world.add(), world.add(), world.add()]);
    expect(await world.list()).toHaveLength(1);
    expect(world.cloudflare.hostnames()).toHaveLength(1);
  });

  it('looked at by sweep, notification and hand at once is settled once', async () => {
    const world = await domainWorld();
    await world.add();
    world.point();
    await Promise.all([world.check(), world.check(), world.check(), world.live(2 * MINUTE)]);
    expect((await world.check()).state).toBe('active');
    expect([await world.serving(), world.cloudflare.hostnames().length]).toEqual([{ [SHOP]: ONE }, 1]);
  });

  it('gives up looking often after two weeks, and serves when the record comes after all', async () => {
    const world = await domainWorld();
    await world.add();
    await world.live(20 * DAY, 12 * HOUR);
    expect((await world.list())[0]).toMatchObject({ state: 'failed', isServing: false });
    world.point();
    expect((await world.check()).state).toBe('active');
  });
});

describe('Cloudflare that does not answer, or answers no', () => {
  it.each([
    ['429', { kind: 'status-before', status: 429 }],
    ['500', { kind: 'status-before', status: 500 }],
    ['502 after the work was done', { kind: 'status-after', status: 502 }],
    ['nothing, the work was done', { kind: 'lost-response' }],
  ] as const)('%s: noted, tried again, and one hostname in the end', async (_, fault) => {
    const world = await domainWorld();
    world.point();
    world.cloudflare.faults.add({ ...fault, method: 'POST' });
    await world.add();
    expect((await world.list())[0]).toMatchObject({ state: 'requested', isServing: false });
    expect((await world.list())[0]?.summary).toMatch(/se reintenta solo/);
    await world.live(10 * MINUTE);
    world.cloudflare.faults.clear();
    await world.live(10 * MINUTE);
    expect(await world.serving()).toEqual({ [SHOP]: ONE });
    expect(world.cloudflare.hostnames()).toHaveLength(1);
  });

  it('answers when nobody waits any more: what it did late is found, not done again', async () => {
    const world = await domainWorld();
    world.point();
    world.cloudflare.faults.add({ kind: 'latency', ms: 9_000, method: 'POST', times: 1 });
    await world.add();
    expect((await world.list())[0]).toMatchObject({ state: 'requested', isServing: false });
    await expect.poll(() => world.cloudflare.hostnames().length, { timeout: 5_000 }).toBe(1);
    expect((await world.check()).state).toBe('active');
    expect(world.cloudflare.hostnames()).toHaveLength(1);
  });

  it('asks less and less often', async () => {
    const world = await domainWorld();
    world.cloudflare.faults.add({ kind: 'status-before', status: 503 });
    await world.add();
    await world.live(DAY, 30 * MINUTE);
    const { unanswered = 0, nextCheckAt = 0 } = (await rowOf(world)) ?? {};
    expect(unanswered).toBeGreaterThan(5);
    expect(unanswered).toBeLessThan(20);
    expect(nextCheckAt - world.cloudflare.now()).toBeLessThanOrEqual(6 * HOUR);
  });

  it('a name that another account serves is blocked until it is free', async () => {
    const world = await domainWorld();
    world.cloudflare.useElsewhere(SHOP);
    world.point();
    await world.add();
    expect((await world.list())[0]).toMatchObject({ state: 'blocked', isServing: false });
    expect((await world.list())[0]?.summary).toMatch(/otro servicio/);
    world.cloudflare.useElsewhere(SHOP, false);
    expect((await world.check()).state).toBe('active');
  });

  it('a hostname that somebody made before is neither adopted nor touched', async () => {
    const world = await domainWorld();
    const hostnames = world.ctx().hostnames;
    await hostnames.create(SHOP);
    world.cloudflare.advance(HOUR);
    world.point();
    await world.add();
    expect((await world.list())[0]).toMatchObject({ state: 'failed', isServing: false });
    await removeDomain(world.ctx(), ONE, SHOP);
    expect(await world.list()).toEqual([]);
    expect(world.cloudflare.hostnames()).toHaveLength(1);
  });

  it('without quota it waits for some', async () => {
    const world = await domainWorld();
    world.cloudflare.setQuota(0);
    world.point();
    await world.add();
    expect((await world.list())[0]).toMatchObject({ state: 'requested' });
    expect((await world.list())[0]?.summary).toMatch(/máximo/);
    world.cloudflare.setQuota(5);
    expect((await world.check()).state).toBe('active');
  });

  it('one that Cloudflare blocks stops serving', async () => {
    const world = await domainWorld();
    await serve(world);
    world.cloudflare.block(SHOP);
    expect((await world.check()).state).toBe('blocked');
    expect(await world.serving()).toEqual({});
    expect(await world.canonical()).toBe('aaaa.localhost');
  });

  it('a hostname that it has lost is made again', async () => {
    const world = await domainWorld();
    await serve(world);
    await world.ctx().hostnames.remove(world.cloudflare.hostnames()[0]?.id ?? '');
    expect((await world.check()).state).toBe('active');
    expect(world.cloudflare.hostnames()).toHaveLength(1);
  });
});
