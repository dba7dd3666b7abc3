import { describe, expect, it } from 'vitest';
import { chooseCanonical } from '../../../src/tenancy/domains/apply-domains.ts';
import { removeDomain } from '../../../src/tenancy/domains/remove-domain.ts';
import { pointerOf } from '../../../src/tenancy/domains/rules/records.ts';
import {
  codeOf,
  DAY,
  type DomainWorld,
  domainWorld,
  HOUR,
  MINUTE,
  ONE,
  rowOf,
  SHOP,
  serve,
  TWO,
} from './domain-world.ts';

describe('a domain whose records disappear', () => {
  const leave = (world: DomainWorld) => world.cloudflare.dns.set(SHOP, { A: ['198.51.100.9'] });

  it('goes on serving for a while, then lapses', async () => {
    const world = await domainWorld();
    await serve(world);
    leave(world);
    expect(await world.check()).toMatchObject({ state: 'active', isServing: true });
    expect((await world.list())[0]?.summary).toMatch(/ya no están/);
    await world.live(45 * MINUTE);
    expect(await world.serving()).toEqual({ [SHOP]: ONE });
    await world.live(45 * MINUTE);
    expect((await world.list())[0]).toMatchObject({ state: 'lapsed', isServing: false });
    expect(await world.serving()).toEqual({});
    expect(await world.canonical()).toBe('aaaa.localhost');
  });

  it('is told within eight hours by the sweep alone', async () => {
    const world = await domainWorld();
    await serve(world);
    leave(world);
    await world.live(8 * HOUR, 15 * MINUTE);
    expect(await world.serving()).toEqual({});
  });

  it('does not lapse because the DNS cannot be asked', async () => {
    const world = await domainWorld();
    await serve(world);
    world.cloudflare.faults.add({ kind: 'servfail', on: 'dns' });
    await world.live(DAY, HOUR);
    expect(await world.serving()).toEqual({ [SHOP]: ONE });
    expect((await world.list())[0]?.summary).toMatch(/No se pudo consultar el DNS/);
  });

  it('serves again only when it is proven anew: pointing back is not enough, nor is an old proof', async () => {
    const world = await domainWorld();
    await serve(world);
    const before = await rowOf(world);
    world.cloudflare.dns.set(`_dominio.${SHOP}`, { TXT: [`verificacion=${before?.proofToken}`] });
    leave(world);
    // With a proof in place Cloudflare's word counts, and it looks once a day.
    await world.live(26 * HOUR, HOUR);
    expect(await world.serving()).toEqual({});
    world.point();
    const back = await world.check();
    expect(back).toMatchObject({ state: 'lapsed', isServing: false });
    expect(back.missing.map(({ type }) => type)).toEqual(['TXT']);
    const [proof] = back.missing;
    world.cloudflare.dns.set(proof?.name ?? '', { TXT: [proof?.value ?? ''] });
    expect(await world.check()).toMatchObject({ state: 'active', isServing: true });
    // Proven, it is like any other: the TXT may go.
    world.cloudflare.dns.set(proof?.name ?? '', {});
    expect(await world.check()).toMatchObject({ state: 'active', missing: [] });
  });

  it('comes back also after Cloudflare has forgotten it', async () => {
    const world = await domainWorld();
    await serve(world);
    leave(world);
    await world.live(30 * DAY, 12 * HOUR);
    const [{ missing } = { missing: [] }] = await world.list();
    expect(missing.map(({ type }) => type)).toEqual(['CNAME', 'TXT']);
    world.point();
    for (const { type, name, value } of missing)
      if (type === 'TXT') world.cloudflare.dns.set(name, { TXT: [value] });
    expect((await world.check()).state).toBe('active');
  });
});

describe('taking what is another’s', () => {
  it.each([
    ['serves', async () => undefined],
    [
      'has lapsed',
      async (world: DomainWorld) => {
        world.cloudflare.dns.set(SHOP, {});
        await world.live(9 * HOUR, 15 * MINUTE);
        expect((await world.list())[0]?.state).toBe('lapsed');
      },
    ],
    [
      'is being removed while Cloudflare does not answer',
      async (world: DomainWorld) => {
        world.cloudflare.faults.add({ kind: 'status-before', status: 500 });
        await removeDomain(world.ctx(), ONE, SHOP);
      },
    ],
  ] as const)('a domain that %s is refused', async (_, prepare) => {
    const world = await domainWorld();
    await serve(world);
    await prepare(world);
    world.point(SHOP, TWO);
    expect(await codeOf(world.add(SHOP, TWO))).toBe('already-exists');
    expect(Object.values(await world.serving())).not.toContain(TWO);
    expect(await codeOf(world.check(SHOP, TWO))).toBe('not-found');
    expect(await codeOf(removeDomain(world.ctx(), TWO, SHOP))).toBe('not-found');
    expect(await codeOf(chooseCanonical(world.ctx(), TWO, SHOP))).toBe('not-found');
  });

  it('a record left behind for the one before opens it to nobody', async () => {
    const world = await domainWorld();
    await serve(world);
    await removeDomain(world.ctx(), ONE, SHOP);
    await world.add(SHOP, TWO);
    await world.live(DAY, HOUR);
    expect(await world.serving()).toEqual({});
    const [domain] = await world.list(TWO);
    expect(domain).toMatchObject({
      state: 'dns-missing',
      hostnameStatus: 'active',
      certificateStatus: 'active',
    });
    expect(domain?.missing).toEqual([
      {
        type: 'CNAME',
        name: SHOP,
        value: pointerOf(TWO, 'dominios.plataforma.example'),
        found: [pointerOf(ONE, 'dominios.plataforma.example')],
      },
    ]);
    world.point(SHOP, TWO);
    expect((await world.check(SHOP, TWO)).state).toBe('active');
    expect(await world.serving()).toEqual({ [SHOP]: TWO });
  });

  it('of two who claim one at once, one has it', async () => {
    const world = await domainWorld();
    const codes = await Promise.all([codeOf(world.add(SHOP, ONE)), codeOf(world.add(SHOP, TWO))]);
    expect(codes.toSorted()).toEqual(['already-exists', 'done']);
    expect(world.cloudflare.hostnames()).toHaveLength(1);
  });

  it('the platform’s own names, and names that nobody can visit, are refused at their field', async () => {
    const world = await domainWorld();
    for (const host of ['otro.localhost', 'x.dominios.plataforma.example', '10.0.0.1', '*.tienda.com.ar'])
      expect(await codeOf(world.add(host))).toBe('invalid-input');
    expect(world.cloudflare.hostnames()).toEqual([]);
  });
});
