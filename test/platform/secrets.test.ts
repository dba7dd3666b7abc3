import { describe, expect, it } from 'vitest';
import { digest, isSame, seal, sign, unseal } from '../../src/platform/secrets.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64');
const PLACE = { tenantId: 'tnt_a', table: 'webhook_endpoints', column: 'sealed_secret', rowId: 'whk_1' };

describe('sealing', () => {
  it('opens where it was sealed, never looks the same twice', async () => {
    const [first, second] = [await seal(KEY, 'secreto ñ', PLACE), await seal(KEY, 'secreto ñ', PLACE)];
    expect(await unseal(KEY, first, PLACE)).toBe('secreto ñ');
    expect(first).not.toBe(second);
    expect(first).toMatch(/^k1\.[\w-]{16}\.[\w-]+$/);
  });

  it.each([
    ['another tenant', { tenantId: 'tnt_b' }],
    ['another table', { table: 'api_keys' }],
    ['another column', { column: 'hash' }],
    ['another row', { rowId: 'whk_2' }],
  ])('does not open for %s', async (_, change) => {
    const sealed = await seal(KEY, 'secreto', PLACE);
    await expect(unseal(KEY, sealed, { ...PLACE, ...change })).rejects.toThrow();
  });

  it('does not open with another master key, or with one bit changed anywhere', async () => {
    const sealed = await seal(KEY, 'secreto', PLACE);
    await expect(unseal(OTHER_KEY, sealed, PLACE)).rejects.toThrow();
    const [keyId, iv = '', text = ''] = sealed.split('.');
    const flipped = (part: string) => (part.startsWith('A') ? 'B' : 'A') + part.slice(1);
    for (const changed of [
      `${keyId}.${flipped(iv)}.${text}`,
      `${keyId}.${iv}.${flipped(text)}`,
      `k2.${iv}.${text}`,
      '',
      'k1',
    ])
      await expect(unseal(KEY, changed, PLACE)).rejects.toThrow();
  });
});

describe('signing', () => {
  it('differs by purpose, tenant, text and master key', async () => {
    const signatures = await Promise.all([
      sign(KEY, 'manage-link', { tenantId: 'tnt_a', text: 'bkg_1' }),
      sign(KEY, 'api-key', { tenantId: 'tnt_a', text: 'bkg_1' }),
      sign(KEY, 'manage-link', { tenantId: 'tnt_b', text: 'bkg_1' }),
      sign(KEY, 'manage-link', { tenantId: 'tnt_a', text: 'bkg_2' }),
      sign(OTHER_KEY, 'manage-link', { tenantId: 'tnt_a', text: 'bkg_1' }),
    ]);
    expect(new Set(signatures).size).toBe(5);
    expect(await sign(KEY, 'manage-link', { tenantId: 'tnt_a', text: 'bkg_1' })).toBe(signatures[0]);
  });
});

describe('comparing', () => {
  it.each([
    ['abc', 'abc', true],
    ['', '', true],
    ['abc', 'abd', false],
    ['abc', 'abcd', false],
    ['ñ', 'n', false],
  ])('%j and %j', (a, b, same) => {
    expect(isSame(a, b)).toBe(same);
  });

  it('digests as SHA-256 in hexadecimal (FIPS 180-4 example)', async () => {
    expect(await digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
