import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DeskVisits, SALON, startDeskVisits } from '../support/desk-visit.ts';
import { expectAccessible } from '../support/page-checks.ts';

let desk: DeskVisits;

beforeAll(async () => {
  desk = await startDeskVisits();
}, 120_000);

afterAll(() => desk?.stop());

const brandOf = async (page: Page) =>
  await page.evaluate<string>("getComputedStyle(document.documentElement).getPropertyValue('--brand')");
const preview = (page: Page) => page.frameLocator('iframe').locator('body');
const setColor = (page: Page, name: string, value: string) =>
  page.evaluate(`document.querySelector('#${name}').value = '${value}'`);
const sizeOf = (page: Page, src: string) =>
  page.evaluate<string>(`(async () => {
    const image = Object.assign(new Image(), { src: '${src}' });
    await image.decode();
    return image.naturalWidth + 'x' + image.naturalHeight;
  })()`);

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly type: string; readonly sizes: string }[];
}

describe('the brand of a shop', () => {
  test('is tried on before anybody sees it, published, and taken back', async () => {
    const page = await desk.enter(SALON, '/agenda/mas');
    await page.getByRole('link', { name: /^Marca/ }).click();
    await expectAccessible(page);
    const before = (await page.frameLocator('iframe').locator('.tagline').innerText()).trim();
    await page.getByLabel('Lema').fill('Belleza sin apuro');
    await page.getByLabel('Bienvenida').fill('Estamos de festejo: 20 % los martes.');
    await page.getByLabel('Razón social').fill('Recoleta Estética S.R.L.');
    await page.getByLabel('Letra de los títulos').selectOption({ label: 'Redondeada' });
    await page.getByRole('button', { name: 'Guardar el borrador' }).click();
    expect(await page.locator('[role=status]').innerText()).toContain('Borrador guardado');
    await expectAccessible(page);
    expect(await preview(page).innerText()).toContain('Belleza sin apuro');

    const site = await desk.open(SALON, '/');
    expect(await site.locator('main').innerText()).not.toContain('festejo');
    await page.getByRole('button', { name: 'Publicar' }).click();
    expect(await page.locator('main').innerText()).toContain('Versión 1 · la que se ve');
    await site.reload();
    const text = await site.locator('body').innerText();
    for (const shown of ['Belleza sin apuro', 'Estamos de festejo', 'Recoleta Estética S.R.L.'])
      expect(text).toContain(shown);
    await expectAccessible(site);

    await page.getByLabel('Lema').fill(before);
    await page.getByRole('button', { name: 'Guardar el borrador' }).click();
    await page.getByRole('button', { name: 'Publicar' }).click();
    await page.getByRole('button', { name: /^Volver a esta.*1$/ }).click();
    expect(await page.locator('main').innerText()).toContain('Versión 3 · la que se ve');
    await site.reload();
    expect(await site.locator('.tagline').innerText()).toBe('Belleza sin apuro');
  });

  test('has pictures of its logo for home screens and chats, drawn by the browser', async () => {
    const page = await desk.enter(SALON, '/agenda/marca', { js: true });
    await setColor(page, 'color', '#205072');
    await page.getByRole('button', { name: 'Guardar el borrador' }).click();
    await page.waitForLoadState('networkidle');
    await page.reload();
    expect(await page.locator('[data-imagenes]').count()).toBe(0);
    await page.getByRole('button', { name: 'Publicar' }).click();
    const site = await desk.open(SALON, '/', true);
    expect(await brandOf(site)).toBe('#205072');
    const href = (await site.locator('link[rel=manifest]').getAttribute('href')) ?? '';
    const manifest = await site.evaluate<Manifest>(`fetch('${href}').then((answer) => answer.json())`);
    expect(manifest).toMatchObject({ theme_color: '#205072', lang: 'es-AR' });
    for (const { src, type, sizes } of manifest.icons)
      expect(await sizeOf(site, src)).toBe(type === 'image/png' ? sizes : '512x512');
    expect(manifest.icons).toHaveLength(3);
    expect(await site.locator('meta[property="og:image"]').getAttribute('content')).toMatch(
      /\/marca\/\w+\.png$/,
    );
  });

  test('that is wrong comes back as it was typed, with what to change', async () => {
    const page = await desk.enter(SALON, '/agenda/marca');
    await page.getByLabel('Logo, en SVG').fill('<svg onload="alert(1)"></svg>');
    await setColor(page, 'color', '#ffe08a');
    await setColor(page, 'color-texto', '#ffffff');
    await page.getByLabel('Elegir también').check();
    await page.getByRole('button', { name: 'Guardar el borrador' }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('scripts');
    expect(await page.getByLabel('Logo, en SVG').inputValue()).toContain('onload');
    await expectAccessible(page);
    await page.getByLabel('Logo, en SVG').fill('<svg viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>');
    await page.getByRole('button', { name: 'Guardar el borrador' }).click();
    expect(await page.locator('[role=alert]').innerText()).toMatch(/1,29.*Probá con #/);
  });

  test('is not for whoever lacks the permission, nor for other sites', async () => {
    const created = await desk.api<{ key: string }>(SALON, '/api-keys', {
      name: 'Recepción',
      scopes: ['desk:read'],
    });
    const page = await desk.enter(SALON, '/agenda/marca', { key: created.body.key });
    expect(await page.locator('main').innerText()).toContain('brand:read');
    const answer = await desk.world.fetchAs(`${SALON}.localhost`, '/agenda/marca/vista');
    expect(answer.status).not.toBe(200);
  });
});
