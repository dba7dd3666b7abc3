import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

const PHONE = { width: 390, height: 844 };
const SALON = 'salon-recoleta';

let world: TestWorld;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startTestWorld(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const baseOf = (slug: string) => `http://${slug}.localhost:${new URL(world.url).port}`;

async function open(slug: string, path: string, javaScriptEnabled = true): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(`${baseOf(slug)}${path}`);
  return page;
}

interface Answer {
  readonly status: number;
  readonly body: { readonly id: string; readonly code: string };
}

/** As the shop's partner, by JSON. */
async function api(slug: string, path: string, json?: unknown): Promise<Answer> {
  const { host = '', apiKey = '' } = world.tenants.find((tenant) => tenant.slug === slug) ?? {};
  const headers = { authorization: `Bearer ${apiKey}` };
  const init = json === undefined ? { headers } : { headers, json };
  const response = await world.fetchAs(host, `/api/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function idsOf(slug: string, list: 'services' | 'providers'): Promise<ReadonlyMap<string, string>> {
  const { body } = await api(slug, `/${list}`);
  const { data } = body as unknown as { data: { id: string; slug: string }[] };
  return new Map(data.map((one) => [one.slug, one.id]));
}

async function fillAndSend(page: Page, name: string): Promise<void> {
  await page.getByLabel('Nombre y apellido').fill(name);
  await page.getByLabel('E-mail').fill(`${name.replaceAll(/\W/g, '').toLowerCase()}@example.com`);
  await page.locator('form[data-remember] button.primary').click();
}

const timesOf = (page: Page) => page.locator('.times button').allInnerTexts();

describe('times that others take', () => {
  test('leave the open page by themselves, and come back when they are given back', async () => {
    const page = await open(
      'barberia-palermo',
      '/reservar?servicio=corte-clasico&sucursal=palermo&profesional=nicolas-ferreyra',
    );
    await page.locator('a.day:not(.none)').nth(3).click();
    await page.waitForLoadState('networkidle');
    const before = await timesOf(page);
    const value = (await page.locator('.times button').first().getAttribute('value')) ?? '';
    const [services, providers] = [
      await idsOf('barberia-palermo', 'services'),
      await idsOf('barberia-palermo', 'providers'),
    ];
    const taken = await api('barberia-palermo', '/bookings', {
      serviceId: services.get('corte-clasico'),
      providerId: providers.get('nicolas-ferreyra'),
      startsAt: value.split(' ')[0],
      customer: { name: 'Otra Persona', email: 'otra@example.com' },
    });
    expect(taken.status).toBe(201);
    await expect.poll(() => timesOf(page), { timeout: 10_000, interval: 50 }).not.toContain(before[0]);
    await api('barberia-palermo', `/bookings/${taken.body.id}/cancel`, {});
    await expect.poll(() => timesOf(page), { timeout: 10_000, interval: 50 }).toEqual(before);
  }, 60_000);
});

describe('whoever is in another time zone', () => {
  test.each([
    ['Europe/Madrid', true],
    ['America/Argentina/Ushuaia', false],
  ])('%s: told that the times are the shop’s: %s', async (timezoneId, isTold) => {
    const context = await browser.newContext({ viewport: PHONE, timezoneId });
    const page = await context.newPage();
    await page.goto(`${baseOf('barberia-palermo')}/reservar?servicio=corte-clasico&sucursal=palermo`);
    await page.waitForLoadState('networkidle');
    expect(await page.getByText('en su hora local').isVisible()).toBe(isTold);
  });
});

describe('the waitlist', () => {
  test('takes a wish without JavaScript, shows the place in line, and makes an offer a booking', async () => {
    const page = await open(SALON, '/reservar?servicio=pies', false);
    await page.getByRole('link', { name: 'Anotate en la lista de espera' }).click();
    await expectAccessible(page);
    await page.getByLabel('A la tarde, de 12 a 18').check();
    await fillAndSend(page, 'Inés Costa');
    await expect
      .poll(
        async () => {
          await page.reload();
          return await page.locator('h1').innerText();
        },
        { timeout: 10_000 },
      )
      .toBe('Se liberó un horario');
    await expectAccessible(page);
    const clock = /\b(\d\d):\d\d\b/.exec(await page.locator('.when').innerText())?.[1];
    expect(Number(clock)).toBeGreaterThanOrEqual(12);
    expect(Number(clock)).toBeLessThan(18);
    await page.getByRole('button', { name: 'Lo quiero' }).click();
    expect(await page.locator('h1').innerText()).toBe('¡Listo!');
  }, 60_000);

  test('tells by itself that it is somebody’s turn, and says what is missing in the form', async () => {
    const page = await open(SALON, '/espera?servicio=manos');
    await page.getByRole('button', { name: 'Anotarme' }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('Escribí tu nombre');
    await expectNoViolations(page);
    await fillAndSend(page, 'Olga Prieto');
    await page.locator('h1', { hasText: 'Se liberó un horario' }).waitFor({ timeout: 10_000 });
    await expectNoViolations(page);
    await page.getByRole('button', { name: 'No me sirve, sigo esperando' }).click();
    expect(await page.locator('h1').innerText()).toBe('Estás en la lista');
  }, 60_000);
});

describe('more than one service, one person, one provider', () => {
  test('a visit of two services is one booking that says who does what and when', async () => {
    const page = await open(SALON, '/reservar?servicio=corte-y-peinado&sucursal=recoleta', false);
    await page.locator('a.day:not(.none)').nth(2).click();
    await page.locator('summary').click();
    await page.locator('.chip', { hasText: 'Belleza de manos' }).click();
    await expectAccessible(page);
    await page.locator('.times button').nth(1).click();
    await fillAndSend(page, 'Paula Ríos');
    expect(await page.locator('h1').innerText()).toBe('¡Listo!');
    const main = await page.locator('main').innerText();
    expect(main).toContain('Corte y peinado');
    expect(main).toContain('Belleza de manos');
    expect(main).toContain('Con Micaela Sosa');
  }, 60_000);

  test('a group session says how many places are left, and never gives more', async () => {
    const first = await open(SALON, '/reservar?servicio=taller-automaquillaje&lugares=4', false);
    await first.locator('a.day:not(.none)').nth(2).click();
    const url = first.url();
    const clock = (await first.locator('.times button').first().innerText()).split('\n')[0] ?? '';
    await first.locator('.times button').first().click();
    await fillAndSend(first, 'Rita Mora');
    const second = await open(
      SALON,
      new URL(url).pathname + new URL(url).search.replace('lugares=4', 'lugares=2'),
      false,
    );
    expect(await second.locator('.times button', { hasText: clock }).innerText()).toContain('quedan 2');
    const third = await open(
      SALON,
      new URL(url).pathname + new URL(url).search.replace('lugares=4', 'lugares=3'),
      false,
    );
    expect(await third.locator('.times button', { hasText: clock }).count()).toBe(0);
  }, 60_000);

  test('what the shop has to approve waits for its yes, and the page hears of it', async () => {
    const page = await open(SALON, '/reservar?servicio=novia');
    await page.locator('a.day:not(.none)').nth(2).click();
    await page.locator('.times button').first().click();
    await fillAndSend(page, 'Sol Vidal');
    expect(await page.locator('main').innerText()).toContain('mientras lo confirmamos');
    const id = /\/turno\/(bkg_\w+)\//.exec(page.url())?.[1];
    await api(SALON, `/bookings/${id}/confirm`, {});
    await expect
      .poll(() => page.locator('main').innerText(), { timeout: 10_000 })
      .not.toContain('mientras lo confirmamos');
  }, 60_000);
});
