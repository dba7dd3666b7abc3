import ICAL from 'ical.js';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import {
  type Answer,
  expectAccessible,
  expectNoViolations,
  expectWhiteLabel,
  readAnswer,
} from '../support/page-checks.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

const PHONE = { width: 390, height: 844 };
const TENANTS = [
  { slug: 'barberia-palermo', noun: 'turno', summary: /· Barbería Palermo$/ },
  // Over somebody's shoulder nobody learns what it is.
  { slug: 'psicologia-belgrano', noun: 'sesión', summary: /^Sesión$/ },
];

let world: TestWorld;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startTestWorld(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

interface Visit {
  page: Page;
  base: string;
  answers: Promise<Answer>[];
}

/** A phone without JavaScript unless told, that notes everything it asks for. */
async function visit(slug: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false, ...options });
  const page = await context.newPage();
  const answers: Promise<Answer>[] = [];
  page.on('response', (response) => answers.push(readAnswer(response)));
  return { page, base: `http://${slug}.localhost:${new URL(world.url).port}`, answers };
}

/**
 * From the first page to the times; through the choice of a place where there are several. Then some days ahead,
 * so that no deadline is near whatever the hour is; of one person's days, as who works on Tuesday may not on Saturday.
 */
async function goToTimes({ page, base }: Visit, service = 0, person?: number): Promise<void> {
  await page.goto(`${base}/`);
  await page.locator('main .rows a').nth(service).click();
  if ((await page.locator('.days').count()) === 0) await page.locator('main .rows a').first().click();
  if (person !== undefined) await page.locator('.people a').nth(person).click();
  await page.locator('a.day:not(.none)').nth(3).click();
}

async function fillAndConfirm(page: Page): Promise<void> {
  await page.getByLabel('Nombre y apellido').fill('Ana Pérez');
  await page.getByLabel('Teléfono').fill('11 2345-6789');
  await page.getByRole('button', { name: /^Confirmar/ }).click();
}

function bookingIdOf(url: string): string {
  return /\/turno\/(bkg_\w+)\//.exec(url)?.[1] ?? '';
}

describe.each(TENANTS)('$slug', ({ slug, noun, summary }) => {
  test('books in four taps, moves, cancels', async () => {
    const visited = await visit(slug);
    const { page, base, answers } = visited;
    await goToTimes(visited);
    const time = page.locator('.times button').nth(1);
    const clock = (await time.innerText()).trim();
    await time.click();
    await expectAccessible(page);
    expect(await page.locator('main').innerText()).toMatch(/Te guardamos este horario hasta las \d\d:\d\d/);
    await fillAndConfirm(page);

    expect(await page.locator('h1').innerText()).toBe('¡Listo!');
    const main = await page.locator('main').innerText();
    expect(main).toContain(clock);
    expect(main).toMatch(/[2-9A-Z]{4}-[2-9A-Z]{4}/);
    expect(main).toContain(noun);
    await expectAccessible(page);
    const calendarLink = page.getByRole('link', { name: 'Google Calendar' });
    const google = new URL((await calendarLink.getAttribute('href')) ?? '');
    expect(google.searchParams.get('dates')).toMatch(/^\d{8}T\d{6}Z\/\d{8}T\d{6}Z$/);
    expect(google.href).not.toContain('/turno/');

    const managePath = new URL(page.url()).pathname;
    const booked = await readEvent(slug, managePath);
    expect(booked.getFirstPropertyValue('sequence')).toBe(1);
    expect(booked.getFirstPropertyValue('status')).toBe('CONFIRMED');
    expect(String(booked.getFirstPropertyValue('summary'))).toMatch(summary);
    expect(google.searchParams.get('text')).toMatch(summary);

    await page.getByRole('link', { name: /^Mover/ }).click();
    await expectAccessible(page);
    const later = page.locator('.times button').last();
    const newClock = (await later.innerText()).trim();
    await later.click();
    expect(await page.locator('main').innerText()).toContain(newClock);
    expect(new URL(page.url()).pathname).toBe(managePath);
    const moved = await readEvent(slug, managePath);
    expect(moved.getFirstPropertyValue('uid')).toBe(booked.getFirstPropertyValue('uid'));
    expect(moved.getFirstPropertyValue('sequence')).toBe(2);
    expect(String(moved.getFirstPropertyValue('dtstart'))).not.toBe(
      String(booked.getFirstPropertyValue('dtstart')),
    );

    await page.getByRole('link', { name: /^Cancelar/ }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sí, cancelar' }).click();
    expect(await page.locator('h1').innerText()).toMatch(/cancelad[oa]$/);
    await page.reload();
    expect(await page.getByRole('link', { name: /^Reservar otr/ }).count()).toBe(1);
    const cancelled = await readEvent(slug, managePath);
    expect(cancelled.getFirstPropertyValue('status')).toBe('CANCELLED');
    expect(Number(cancelled.getFirstPropertyValue('sequence'))).toBeGreaterThan(2);

    expectWhiteLabel(await Promise.all(answers), base);
  }, 60_000);

  test('a time that was taken meanwhile offers the nearest ones', async () => {
    const visited = await visit(slug);
    const { page } = visited;
    await goToTimes(visited, 1, 1);
    const value = (await page.locator('.times button').first().getAttribute('value')) ?? '';
    await takeByApi(slug, page.url(), value);
    await page.locator('.times button').first().click();
    expect(await page.locator('[role=alert] h2').innerText()).toBe('Ese horario se acaba de ocupar');
    await expectAccessible(page);
    await page.locator('[role=alert] button').first().click();
    await fillAndConfirm(page);
    expect(await page.locator('h1').innerText()).toBe('¡Listo!');
  }, 60_000);
});

test('wrong input keeps what was typed and says what to do at each field', async () => {
  const visited = await visit('barberia-palermo');
  const { page } = visited;
  await goToTimes(visited, 2);
  await page.locator('.times button').first().click();
  await page.getByLabel('Nombre y apellido').fill('A');
  await page.getByLabel('E-mail').fill('ana@');
  await page.getByLabel('Teléfono').fill('123');
  await page.getByLabel(/Algo que debamos saber/).fill('<b>Hola</b> & "chau"');
  await page.getByRole('button', { name: /^Confirmar/ }).click();
  expect(await page.getByLabel('Nombre y apellido').inputValue()).toBe('A');
  expect(await page.getByLabel('E-mail').inputValue()).toBe('ana@');
  expect(await page.getByLabel('Teléfono').inputValue()).toBe('123');
  expect(await page.getByLabel(/Algo que debamos saber/).inputValue()).toBe('<b>Hola</b> & "chau"');
  expect(await page.locator('[role=alert] a').allInnerTexts()).toEqual([
    'Escribí tu nombre, con dos letras o más.',
    'Revisá el e-mail: tiene que ser como ana@ejemplo.com.',
    'Escribí el teléfono con código de área, como en el ejemplo.',
  ]);
  expect(await page.locator('#email').getAttribute('aria-invalid')).toBe('true');
  await expectAccessible(page);
  await page.getByLabel('E-mail').fill('');
  await fillAndConfirm(page);
  expect(await page.locator('h1').innerText()).toBe('¡Listo!');
}, 60_000);

test('going back finds the own time still kept, and choosing another frees it', async () => {
  const visited = await visit('barberia-palermo');
  const { page } = visited;
  await goToTimes(visited, 3, 1);
  const times = page.url();
  const value = (await page.locator('.times button').first().getAttribute('value')) ?? '';
  await page.locator('.times button').first().click();
  const form = page.url();
  await page.goto(times);
  expect(await page.locator('.alert').innerText()).toContain('Te guardamos');
  await page.getByRole('link', { name: 'Seguir con ese horario' }).click();
  expect(new URL(page.url()).searchParams.get('reserva')).toBe(new URL(form).searchParams.get('reserva'));
  await page.goto(times);
  await page.locator('.times button').last().click();
  await page.goto(times);
  expect(await page.locator('.times button').first().getAttribute('value')).toBe(value);
}, 60_000);

test('the same form sent twice at once books once and both see the confirmation', async () => {
  const visited = await visit('barberia-palermo');
  const { page } = visited;
  await goToTimes(visited, 4);
  await page.locator('.times button').first().click();
  const { pathname, search } = new URL(page.url());
  const send = () =>
    world.fetchAs(hostOf('barberia-palermo'), pathname + search, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'nombre=Doble+Env%C3%ADo&email=doble%40ejemplo.com',
    });
  const answers = await Promise.all([send(), send()]);
  const again = await send();
  const locations = [...answers, again].map((answer) => answer.headers.get('location'));
  expect([...answers, again].map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(new Set(locations).size).toBe(1);
  expect(bookingIdOf(locations[0] ?? '')).not.toBe('');
  expect(await countBookingsOf('Doble Envío')).toBe(1);
}, 60_000);

test('a manage link with one character changed is nobody’s, in the brand', async () => {
  const visited = await visit('barberia-palermo');
  const { page } = visited;
  await goToTimes(visited, 0);
  await page.locator('.times button').last().click();
  await fillAndConfirm(page);
  const { pathname } = new URL(page.url());
  const changed = pathname.slice(0, -1) + (pathname.endsWith('A') ? 'B' : 'A');
  for (const path of [changed, `${changed}/mover`, `${changed}/cancelar`, `${changed}/turno.ics`]) {
    const answer = await world.fetchAs(hostOf('barberia-palermo'), path, {
      headers: { accept: 'text/html' },
    });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Barbería Palermo');
  }
  const foreign = await world.fetchAs('psicologia-belgrano.localhost', pathname);
  expect(foreign.status).toBe(404);
}, 60_000);

test.each(['light', 'dark'] as const)(
  'axe finds nothing on any page, %s',
  async (colorScheme) => {
    const visited = await visit('barberia-palermo', { javaScriptEnabled: true, colorScheme });
    const { page, base } = visited;
    for (const path of ['/', '/reservar?servicio=corte-clasico', '/nada']) {
      await page.goto(base + path);
      await expectNoViolations(page);
    }
    await goToTimes(visited);
    await expectNoViolations(page);
    await page.locator('.times button').first().click();
    await expectNoViolations(page);
    await page.getByRole('button', { name: /^Confirmar/ }).click();
    await expectNoViolations(page);
    await fillAndConfirm(page);
    await expectNoViolations(page);
    await page.getByRole('link', { name: /^Cancelar/ }).click();
    await expectNoViolations(page);
  },
  90_000,
);

test('a form from another site is refused', async () => {
  const post = (headers: Record<string, string>) =>
    world.fetchAs(hostOf('barberia-palermo'), '/reservar', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'servicio=corte-clasico',
    });
  expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await post({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
  expect((await post({ origin: 'https://ejemplo.com' })).status).toBe(403);
  expect((await post({ origin: 'null' })).status).toBe(403);
  expect((await post({})).status).toBe(303);
});

test('browsers get pages for problems, programs get problem+json', async () => {
  const html = { accept: 'text/html' };
  const host = hostOf('barberia-palermo');
  const wrong = ['/nada', '/reservar?servicio=nada', '/reservar?servicio=corte-clasico&profesional=nadie'];
  for (const path of wrong) {
    const answer = await world.fetchAs(host, path, { headers: html });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Barbería Palermo');
  }
  const gone = await world.fetchAs(host, '/reservar/datos?servicio=corte-clasico&reserva=hld_nada', {
    headers: html,
  });
  expect(gone.status).toBe(410);
  const unknown = await world.fetchAs('nadie.ejemplo.com.ar', '/', { headers: html });
  expect(unknown.status).toBe(421);
  expect(await unknown.text()).not.toMatch(/Palermo|Belgrano/);
  const api = await world.fetchAs(host, '/api/v1/nada', { headers: html });
  expect(api.headers.get('content-type')).toContain('application/problem+json');
});

test('dates that do not exist or lie outside show the times all the same', async () => {
  const host = hostOf('barberia-palermo');
  for (const dia of ['2026-02-30', '1999-01-01', '9999-12-31', 'hoy', '']) {
    const path = `/reservar?servicio=corte-clasico&sucursal=palermo&dia=${dia}`;
    const answer = await world.fetchAs(host, path, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('name="hora"');
  }
});

const hostOf = (slug: string) => `${slug}.localhost`;

async function readEvent(slug: string, managePath: string): Promise<ICAL.Component> {
  const answer = await world.fetchAs(hostOf(slug), `${managePath}/turno.ics`);
  expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const event = new ICAL.Component(ICAL.parse(await answer.text())).getFirstSubcomponent('vevent');
  if (event === null) throw new Error('The file holds no event');
  return event;
}

/** Somebody else books the time that a page still shows. */
async function takeByApi(slug: string, pageUrl: string, value: string): Promise<void> {
  const [startsAt, providerSlug] = value.split(' ');
  const serviceSlug = new URL(pageUrl).searchParams.get('servicio');
  const idOf = async (list: string, wanted: string | null | undefined) => {
    const answer = await world.fetchAs(hostOf(slug), `/api/v1/${list}`);
    const { data } = (await answer.json()) as { data: { id: string; slug: string }[] };
    return data.find((one) => one.slug === wanted)?.id;
  };
  const answer = await world.fetchAs(hostOf(slug), '/api/v1/bookings', {
    method: 'POST',
    json: {
      serviceId: await idOf('services', serviceSlug),
      providerId: await idOf('providers', providerSlug),
      startsAt,
      customer: { name: 'Otra Persona', email: 'otra@ejemplo.com' },
    },
  });
  expect(answer.status).toBe(201);
}

async function countBookingsOf(name: string): Promise<number> {
  const { host, apiKey } = world.tenants.find(({ slug }) => slug === 'barberia-palermo') ?? {};
  const headers = { authorization: `Bearer ${apiKey}` };
  const answer = await world.fetchAs(host ?? '', '/api/v1/bookings?limit=200', { headers });
  const { data } = (await answer.json()) as { data: { customer: { name: string } }[] };
  return data.filter(({ customer }) => customer.name === name).length;
}
