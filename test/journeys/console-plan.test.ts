import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type DeskVisits, SALON, startDeskVisits } from '../support/desk-visit.ts';
import { asOperator } from '../support/operator.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';

let desk: DeskVisits;

beforeAll(async () => {
  desk = await startDeskVisits();
}, 120_000);

afterAll(() => desk?.stop());

test('the shop sees what its plan has, how much of it is used, and what the next one adds', async () => {
  const page = await desk.enter(SALON, '/agenda', { js: true });
  await page.getByRole('link', { name: 'Más' }).click();
  await page.getByRole('link', { name: /^Plan/ }).click();
  expect(await page.locator('h1').innerText()).toBe('Plan Profesional');
  await expectAccessible(page);
  await expectNoViolations(page);
  const text = await page.locator('main').innerText();
  expect(text).not.toMatch(/barberpro|plataforma|cloudflare|turso/i);
  expect(text).toMatch(/Personas que atienden\s+4 de 50/);
  expect(text).toContain('Qué suma el plan Empresa');
  expect(await page.getByRole('progressbar', { name: 'personas que atienden' }).getAttribute('value')).toBe(
    '4',
  );
});

test('an operator reads a tenant’s usage, and is told why a smaller plan is refused', async () => {
  await asOperator(desk.world, `POST /tenants/${SALON}/usage`);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1_000, height: 800 } });
  const base = `http://console.localhost:${new URL(desk.world.url).port}`;
  await page.goto(base);
  await page.getByLabel('Token de operador').fill(desk.world.operatorToken);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await page.getByRole('searchbox').fill('profesional');
  await page.getByRole('button', { name: 'Buscar' }).click();
  await expectAccessible(page);
  await expectNoViolations(page);
  const line = page.getByRole('listitem').filter({ hasText: SALON });
  expect(await line.innerText()).toContain('contesta');
  await page.getByRole('link', { name: SALON, exact: true }).click();
  await expectAccessible(page);
  await expectNoViolations(page);
  expect(await page.getByRole('row').nth(1).innerText()).toMatch(/^\d{4}-\d\d/);
  await page.getByLabel('Plan', { exact: true }).selectOption('starter');
  await page.getByRole('button', { name: 'Cambiar el plan' }).click();
  await expectAccessible(page);
  expect(await page.locator('main').innerText()).toContain('sucursales, hay 2 y entran 1');
  await page.getByLabel('Plan', { exact: true }).selectOption('white_label');
  await page.getByRole('button', { name: 'Cambiar el plan' }).click();
  expect(await page.locator('main').innerText()).toContain('plan Marca blanca');
  await browser.close();
});
