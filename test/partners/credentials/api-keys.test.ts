import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../../src/partners/credentials/create-api-key.ts';
import { listApiKeys, revokeApiKey } from '../../../src/partners/credentials/manage-api-keys.ts';
import { formApiKey, hasApiKeyForm } from '../../../src/partners/credentials/rules.ts';
import { verifyApiKey } from '../../../src/partners/credentials/verify-api-key.ts';
import { openShop, PARTNER, problemOf, run, type Shop } from '../../agenda/bookings/shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

function create(input: object = { name: 'Integración', scopes: ['bookings:read'] }) {
  return run(createApiKey, shop.world.ctx({ actor: PARTNER }), input);
}

describe('the form of a key', () => {
  const secret = 'A'.repeat(43);
  const key = formApiKey(secret);

  it('is recognised, and no key with one character changed is', () => {
    expect(hasApiKeyForm(key)).toBe(true);
    for (let i = 0; i < key.length; i++) {
      const changed = key.slice(0, i) + (key[i] === 'x' ? 'y' : 'x') + key.slice(i + 1);
      expect(hasApiKeyForm(changed)).toBe(false);
    }
  });

  it.each(['', 'bp_live_', key.slice(1), key.slice(0, -1), `${key}0`, ` ${key}`, `${key}\n`])(
    '%j is none',
    (text) => {
      expect(hasApiKeyForm(text)).toBe(false);
    },
  );
});

describe('a key', () => {
  it('is shown once: neither database, list nor audit log has it', async () => {
    const { key, id } = await create();
    const stored = JSON.stringify([
      await shop.rows('SELECT * FROM api_keys'),
      await shop.rows('SELECT * FROM audit_log'),
      await run(listApiKeys, shop.world.ctx({ actor: PARTNER }), {}),
    ]);
    expect(stored).toContain(id);
    expect(stored).not.toContain(key.slice(8, 40));
  });

  it('acts with its own scopes', async () => {
    const { key, id } = await create();
    expect(await verifyApiKey(shop.world.ctx(), key)).toEqual({
      type: 'api-key',
      keyId: id,
      scopes: ['bookings:read'],
    });
  });

  it('that was revoked works for thirty seconds at most', async () => {
    const { key, id } = await create();
    const seenAt = shop.world.now;
    await verifyApiKey(shop.world.ctx(), key);
    await run(revokeApiKey, shop.world.ctx({ actor: PARTNER }), { id });
    shop.world.now = seenAt + 30_000;
    expect(await problemOf(verifyApiKey(shop.world.ctx(), key))).toBe('unauthenticated');
    shop.world.now = seenAt;
    const again = await run(revokeApiKey, shop.world.ctx({ actor: PARTNER }), { id });
    expect(again.revokedAt).not.toBeNull();
  });

  it('of the right form that nobody made is unknown', async () => {
    expect(await problemOf(verifyApiKey(shop.world.ctx(), formApiKey('B'.repeat(43))))).toBe(
      'unauthenticated',
    );
  });

  it('can pass on what it may do itself, no more', async () => {
    const actor = {
      type: 'api-key',
      keyId: 'key_small',
      scopes: ['api-keys:write', 'bookings:read'],
    } as const;
    const pass = (scopes: string[]) =>
      problemOf(run(createApiKey, shop.world.ctx({ actor }), { name: 'Otra', scopes }));
    expect(await pass(['bookings:read'])).toBe('none');
    expect(await pass(['bookings:read', 'bookings:write'])).toBe('forbidden');
  });
});
