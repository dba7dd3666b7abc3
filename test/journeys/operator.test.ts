import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONSOLE } from '../http/api.ts';
import { launchBrowser } from '../support/browser.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
let browser: Browser;
let base: string;

beforeAll(async () => {
  world = await startTestWorld({ tenants: 'none' });
  browser = await launchBrowser();
  base = `http://${CONSOLE}:${new URL(world.url).port}`;
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

async function expectGood(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoViolations(page);
}

test('an operator enters, starts an onboarding, and watches it become a shop', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(base);
  expect(await page.locator('h1').innerText()).toBe('Entrar');
  await expectGood(page);
  await page.getByLabel('Token de operador').fill(world.operatorToken);
  await page.getByRole('button', { name: 'Entrar' }).click();
  await page.getByRole('link', { name: 'Nueva alta' }).click();
  await expectGood(page);
  await page.getByRole('button', { name: 'Empezar el alta' }).click();
  expect(await page.locator('.wrong').count()).toBeGreaterThan(5);
  await expectGood(page);
  for (const [label, text] of [
    ['Nombre del local', 'Barbería Sur'],
    ['Nombre corto', 'barberia-sur'],
    ['Dirección', 'Honduras 4762, CABA'],
    ['Teléfono', '+54 11 4832-7715'],
    ['Correo del local', 'hola@barberiasur.com.ar'],
    ['Nombre y apellido', 'Rocío Paz'],
    ['Razón social', 'Rocío Paz'],
    ['Número fiscal', '27-28033514-8'],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(text);
  await page.locator('#casilla').fill('rocio@barberiasur.com.ar');
  await page.getByRole('button', { name: 'Empezar el alta' }).click();
  await page.getByText('Dado de alta').waitFor({ timeout: 20_000 });
  await expectGood(page);
  const invitation = await page.locator('input.copy').inputValue();
  await page.goto(base);
  await expectGood(page);
  await page.goto(invitation);
  await expectGood(page);
  await page.getByRole('button', { name: 'Crear mi clave y entrar' }).click();
  expect(await page.locator('input.copy').inputValue()).toMatch(/^bp_live_/);
  await expectGood(page);
  await page.getByRole('link', { name: 'Ir a la agenda' }).click();
  expect(await page.locator('main').innerText()).toContain('Rocío Paz');
  await page.close();
});
