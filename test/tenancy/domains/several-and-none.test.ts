import { describe, expect, it } from 'vitest';
import { applyDomains, chooseCanonical } from '../../../src/tenancy/domains/apply-domains.ts';
import { checkDomain } from '../../../src/tenancy/domains/check-domain.ts';
import { removeDomain } from '../../../src/tenancy/domains/remove-domain.ts';
import { codeOf, domainWorld, HOUR, ONE, rowOf, SHOP, serve } from './domain-world.ts';

describe('removing', () => {
  it('stops serving at once and leaves nothing behind', async () => {
    const world = await domainWorld();
    await serve(world);
    world.forgotten();
    await removeDomain(world.ctx(), ONE, SHOP);
    expect([await world.serving(), await world.list(), world.cloudflare.hostnames()]).toEqual([{}, [], []]);
    expect(world.forgotten()).toEqual(['aaaa.localhost', SHOP]);
  });

  it.each([
    ['does not answer', { kind: 'status-before', status: 500 }, 1],
    ['deletes and its answer is lost', { kind: 'lost-response' }, 0],
  ] as const)(
    'while Cloudflare %s stops serving too, and is tried until it is gone',
    async (_, fault, left) => {
      const world = await domainWorld();
      await serve(world);
      world.cloudflare.faults.add({ ...fault, method: 'DELETE' });
      await removeDomain(world.ctx(), ONE, SHOP);
      expect(await world.serving()).toEqual({});
      expect((await world.list())[0]).toMatchObject({ state: 'removing', isServing: false });
      await world.live(HOUR);
      expect(await world.list()).toHaveLength(left);
      world.cloudflare.faults.clear();
      await world.live(3 * HOUR);
      expect([await world.list(), world.cloudflare.hostnames()]).toEqual([[], []]);
    },
  );

  it('of one whose making had no answer leaves nothing either', async () => {
    const world = await domainWorld();
    world.cloudflare.faults.add({ kind: 'lost-response', method: 'POST', times: 1 });
    await world.add();
    expect((await rowOf(world))?.cloudflareId).toBeNull();
    await removeDomain(world.ctx(), ONE, SHOP);
    expect([await world.list(), world.cloudflare.hostnames()]).toEqual([[], []]);
  });

  it('wins over a look that was under way', async () => {
    const world = await domainWorld();
    await serve(world);
    const row = await rowOf(world);
    world.cloudflare.faults.add({ kind: 'status-before', status: 500, method: 'DELETE' });
    await removeDomain(world.ctx(), ONE, SHOP);
    if (row !== undefined) await checkDomain(world.ctx(), row);
    expect(await world.serving()).toEqual({});
    expect((await world.list())[0]?.state).toBe('removing');
  });

  it('and adding again is a new beginning', async () => {
    const world = await domainWorld();
    await serve(world);
    world.cloudflare.faults.add({ kind: 'status-before', status: 500, method: 'DELETE' });
    await removeDomain(world.ctx(), ONE, SHOP);
    expect(await codeOf(world.add())).toBe('request-in-progress');
    world.cloudflare.faults.clear();
    await world.add();
    expect((await world.list())[0]).toMatchObject({ state: 'active' });
    expect(world.cloudflare.hostnames()).toHaveLength(1);
  });
});

describe('several domains', () => {
  const OTHER = 'reservas.tienda.com.ar';

  it('have one canonical: the first that serves, or the one that was chosen', async () => {
    const world = await domainWorld();
    await serve(world);
    world.cloudflare.advance(1_000);
    await serve(world, OTHER);
    expect(await world.canonical()).toBe(SHOP);
    world.forgotten();
    await chooseCanonical(world.ctx(), ONE, OTHER);
    expect(await world.canonical()).toBe(OTHER);
    expect(world.forgotten()).toEqual(['aaaa.localhost', OTHER, SHOP]);
    expect((await world.list()).map(({ host, isCanonical }) => [host, isCanonical])).toEqual([
      [OTHER, true],
      [SHOP, false],
    ]);
  });

  it('one that does not serve cannot be chosen; one that lapses hands over, and takes back when it returns', async () => {
    const world = await domainWorld();
    await world.add();
    expect(await codeOf(chooseCanonical(world.ctx(), ONE, SHOP))).toBe('too-early');
    world.point();
    await world.check();
    await serve(world, OTHER);
    await chooseCanonical(world.ctx(), ONE, OTHER);
    world.cloudflare.block(OTHER);
    await world.check(OTHER);
    expect(await world.canonical()).toBe(SHOP);
  });

  it('follow the list of a specification: the first is preferred, what is not in it goes', async () => {
    const world = await domainWorld();
    for (const host of [SHOP, OTHER]) world.point(host);
    await applyDomains(world.ctx(), ONE, [OTHER, SHOP]);
    expect([await world.canonical(), Object.keys(await world.serving())]).toEqual([
      OTHER,
      [OTHER, SHOP].toSorted(),
    ]);
    await applyDomains(world.ctx(), ONE, [SHOP]);
    expect([await world.canonical(), await world.serving()]).toEqual([SHOP, { [SHOP]: ONE }]);
    expect(world.cloudflare.hostnames().map(({ hostname }) => hostname)).toEqual([SHOP]);
    await applyDomains(world.ctx(), ONE, []);
    expect([await world.canonical(), await world.serving()]).toEqual(['aaaa.localhost', {}]);
  });
});
