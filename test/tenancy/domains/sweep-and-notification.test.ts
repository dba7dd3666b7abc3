import { describe, expect, it } from 'vitest';
import { noteCloudflareEvent } from '../../../src/tenancy/domains/note-cloudflare-event.ts';
import { checkDueDomains, purgeOrphanHostnames } from '../../../src/tenancy/domains/reconcile-domains.ts';
import { domainWorld, HOUR, MINUTE, ONE, rowOf, SHOP, serve, TWO } from './domain-world.ts';

describe('the sweep', () => {
  it('looks at what is due and at nothing else, and one that fails keeps nobody from its turn', async () => {
    const world = await domainWorld();
    await serve(world);
    await world.add('otra.com.ar', TWO);
    const asked: string[] = [];
    world.cloudflare.advance(5 * MINUTE);
    const { resolve } = world.ctx();
    const ctx = world.ctx({
      resolve: (question) => {
        asked.push(question.host);
        return resolve(question);
      },
    });
    await checkDueDomains(ctx);
    expect(asked).toEqual(['otra.com.ar']);
    world.cloudflare.advance(7 * HOUR);
    const broken = world.ctx({
      resolve: (question) =>
        question.host === SHOP ? Promise.reject(new Error('unexpected')) : resolve(question),
    });
    world.point('otra.com.ar', TWO);
    await checkDueDomains(broken);
    expect(await world.serving()).toMatchObject({ 'otra.com.ar': TWO });
  });

  it('removes hostnames that nobody stands for after an hour, and no other', async () => {
    const world = await domainWorld();
    await serve(world);
    const { hostnames } = world.ctx();
    await hostnames.create('huerfano.com.ar');
    await purgeOrphanHostnames(world.ctx(), 'remove');
    expect(world.cloudflare.hostnames()).toHaveLength(2);
    world.cloudflare.advance(HOUR);
    await hostnames.create('reciente.com.ar');
    await purgeOrphanHostnames(world.ctx(), 'report');
    expect(world.cloudflare.hostnames()).toHaveLength(3);
    await purgeOrphanHostnames(world.ctx(), 'remove');
    expect(world.cloudflare.hostnames().map(({ hostname }) => hostname)).toEqual([SHOP, 'reciente.com.ar']);
  });

  it('finds orphans on every page, and leaves a mass of them: then the list of domains is to be doubted', async () => {
    const world = await domainWorld();
    const { hostnames } = world.ctx();
    await Promise.all(
      Array.from({ length: 130 }, (_, i) => world.registry.write([rowFor(`sitio${i}.com.ar`)])),
    );
    for (let i = 0; i < 130; i++) await hostnames.create(`sitio${i}.com.ar`);
    for (let i = 0; i < 3; i++) await hostnames.create(`huerfano${i}.com.ar`);
    world.cloudflare.advance(2 * HOUR);
    await purgeOrphanHostnames(world.ctx(), 'remove');
    expect(world.cloudflare.hostnames()).toHaveLength(130);
    await world.registry.write(['DELETE FROM domains']);
    await purgeOrphanHostnames(world.ctx(), 'remove');
    expect(world.cloudflare.hostnames()).toHaveLength(130);
  }, 60_000);
});

function rowFor(host: string) {
  return {
    sql: `INSERT INTO domains (host, tenant_id, state, proof_token, state_since, next_check_at, created_at)
          VALUES (?, ?, 'requested', 'x', 0, 9e15, 0)`,
    args: [host, ONE],
  };
}

describe('a notification', () => {
  const event = (data: object, type = 'deployment.succeeded') => ({
    metadata: { event: { id: 'x', type: `ssl.custom_hostname_certificate.${type}` } },
    data,
  });

  it.each([
    ['its hostname', () => ({ hostname: SHOP })],
    ['its id alone', (id: string) => ({ id })],
    ['the wrapping of the notification service', () => ({ data: { hostname: SHOP } })],
  ])('has the domain looked at now: known by %s', async (_, data) => {
    const world = await domainWorld();
    await world.add();
    world.point();
    await noteCloudflareEvent(world.ctx(), event(data((await rowOf(world))?.cloudflareId ?? '')));
    expect(await world.serving()).toEqual({ [SHOP]: ONE });
  });

  it('that lies, comes twice, or speaks of nobody changes nothing', async () => {
    const world = await domainWorld();
    await world.add();
    const before = await rowOf(world);
    for (const body of [
      event({ hostname: SHOP }),
      event({ hostname: SHOP }),
      event({ hostname: 'nadie.com.ar' }),
      {},
      7,
    ])
      await noteCloudflareEvent(world.ctx(), body);
    expect(await rowOf(world)).toMatchObject({ state: before?.state, missing: before?.missing });
    expect(await world.serving()).toEqual({});
  });
});
