import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/kernel/actor.ts';
import { AppError } from '../../../src/kernel/problem.ts';
import type { Brand } from '../../../src/kernel/tenant.ts';
import { changeBrand, changeBrandImage, discardBrand } from '../../../src/tenancy/branding/change-brand.ts';
import { publishBrand, reconcileBrand, restoreBrand } from '../../../src/tenancy/branding/publish-brand.ts';
import { listBrandVersions, readBrand, readBrandImage } from '../../../src/tenancy/branding/read-brand.ts';
import { problemOf, refusalOf, run } from '../../agenda/bookings/shop.ts';
import { startTenantWorld, type TenantWorld } from '../../support/tenant-world.ts';

const OWNER: Actor = { type: 'api-key', keyId: 'key_owner', scopes: ['brand:read', 'brand:write'] };
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>';
const BRAND = { tagline: 'Cortes desde 1987', primaryColor: '#7a1f2b', logoSvg: LOGO };

let world: TenantWorld;
let first: Brand;
beforeAll(async () => {
  world = await startTenantWorld();
  first = world.tenant.profile.brand;
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.database.write([
    'DELETE FROM brand_drafts',
    'UPDATE brand_versions SET restores = NULL',
    'DELETE FROM brand_versions',
  ]);
  world.tenant = { ...world.tenant, profile: { ...world.tenant.profile, brand: first } };
});

const ctx = () => world.ctx({ actor: OWNER });
const shown = () => world.tenant.profile.brand;
const publish = async (brand: object) => {
  await run(changeBrand, ctx(), brand);
  return await run(publishBrand, ctx(), {});
};

describe('a brand', () => {
  it('is a draft that nobody sees until it is published', async () => {
    const { published, draft } = await run(changeBrand, ctx(), BRAND);
    expect(draft).toMatchObject({ brand: BRAND, author: 'api-key:key_owner' });
    expect(published).toEqual(first);
    expect(shown()).toEqual(first);
    await run(publishBrand, ctx(), {});
    expect(shown()).toEqual({ ...BRAND, version: 1 });
    expect(await run(readBrand, ctx(), {})).toEqual({ published: { ...BRAND, version: 1 }, draft: null });
  });

  it('that is discarded leaves what was', async () => {
    await run(changeBrand, ctx(), BRAND);
    expect((await run(discardBrand, ctx(), {})).draft).toBeNull();
    expect(await problemOf(run(publishBrand, ctx(), {}))).toBe('not-found');
  });

  it('can be brought back: as a new version, so that this can be undone too', async () => {
    await publish(BRAND);
    await publish({ ...BRAND, tagline: 'Otra cosa' });
    await run(restoreBrand, ctx(), { version: 1 });
    expect(shown()).toEqual({ ...BRAND, version: 3 });
    const { data } = await run(listBrandVersions, ctx(), {});
    expect(data.map(({ version, restores, brand }) => [version, restores, brand.tagline])).toEqual([
      [3, 1, BRAND.tagline],
      [2, null, 'Otra cosa'],
      [1, null, BRAND.tagline],
    ]);
    expect(await problemOf(run(restoreBrand, ctx(), { version: 9 }))).toBe('not-found');
  });

  it('that two publish at once is one version', async () => {
    await run(changeBrand, ctx(), BRAND);
    await Promise.allSettled([run(publishBrand, ctx(), {}), run(publishBrand, ctx(), {})]);
    expect((await run(listBrandVersions, ctx(), {})).data).toHaveLength(1);
  });

  it('is published even when it cannot be shown yet: the sweep shows it', async () => {
    await run(changeBrand, ctx(), BRAND);
    const broken = { ...ctx(), showBrand: () => Promise.reject(new Error('no registry')) };
    expect((await run(publishBrand, broken, {})).published.version).toBe(1);
    expect(shown()).toEqual(first);
    await reconcileBrand(ctx());
    expect(shown()).toEqual({ ...BRAND, version: 1 });
    await reconcileBrand({ ...ctx(), showBrand: () => Promise.reject(new Error('shown already')) });
  });

  it('whose text cannot be read is refused, with a colour that can', async () => {
    const refused = await refusalOf(
      run(changeBrand, ctx(), { ...BRAND, primaryColor: '#ffe08a', onPrimaryColor: '#ffffff' }),
    );
    expect(refused).toBeInstanceOf(AppError);
    expect(refused?.members.errors?.[0]).toMatchObject({
      pointer: '/onPrimaryColor',
      detail: expect.stringMatching(/1,29.*Probá con #[0-9a-f]{6}\.$/),
    });
  });

  it.each([
    ['/logoSvg', { logoSvg: '<svg onload="x()"/>' }],
    ['/primaryColor', { primaryColor: 'red;}body{display:none' }],
    ['/font', { font: 'Comic Sans' }],
    ['/legal/termsUrl', { legal: { termsUrl: 'javascript:alert(1)' } }],
    ['/texts/welcome', { texts: { welcome: 'a'.repeat(301) } }],
    ['/css', { css: 'body{}' }],
  ])('with a wrong %s is refused at that field', async (pointer, change) => {
    const refused = await refusalOf(run(changeBrand, ctx(), { ...BRAND, ...change }));
    expect(refused?.members.errors?.map((error) => error.pointer)).toContain(pointer);
  });
});

describe('pictures of the logo', () => {
  const png = (width: number, height: number) =>
    Buffer.from([
      ...[0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
      ...[0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, 6, 0, 0, 0, 1, 2, 3, 4],
    ]).toString('base64');

  it('belong to the draft, and are published with it', async () => {
    await run(changeBrand, ctx(), BRAND);
    await run(changeBrandImage, ctx(), { name: 'icon-192', png: png(192, 192) });
    const { published } = await run(publishBrand, ctx(), {});
    const hash = published.images?.['icon-192'] ?? '';
    expect(Buffer.from(await readBrandImage(ctx(), hash)).toString('base64')).toBe(png(192, 192));
  });

  it('stay while logo and colour do, and go when one changes', async () => {
    await run(changeBrand, ctx(), BRAND);
    await run(changeBrandImage, ctx(), { name: 'social', png: png(1200, 630) });
    const kept = await run(changeBrand, ctx(), { ...BRAND, tagline: 'Otra' });
    expect(kept.draft?.brand.images).toHaveProperty('social');
    const gone = await run(changeBrand, ctx(), { ...BRAND, primaryColor: '#123456' });
    expect(gone.draft?.brand.images).toBeUndefined();
  });

  it('of another size, or of no draft, are refused', async () => {
    expect(await problemOf(run(changeBrandImage, ctx(), { name: 'icon-192', png: png(192, 192) }))).toBe(
      'not-found',
    );
    await run(changeBrand, ctx(), BRAND);
    expect(await problemOf(run(changeBrandImage, ctx(), { name: 'icon-192', png: png(180, 180) }))).toBe(
      'invalid-input',
    );
    expect(await problemOf(run(changeBrandImage, ctx(), { name: 'icon-192', png: btoa('<svg/>') }))).toBe(
      'invalid-input',
    );
  });
});
