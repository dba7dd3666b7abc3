import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import { launchBrowser } from '../support/browser.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

const PHONE = { width: 390, height: 844 };
const SALON = 'salon-recoleta';
/** A barbershop that never closes: walk-ins can be tried at any hour. */
const NIGHT = 'barberia-nocturna';
const ZONE = 'America/Argentina/Buenos_Aires';

let world: TestWorld;
let browser: Browser;
const keys = new Map<string, string>();

beforeAll(async () => {
  [world, browser] = await Promise.all([startTestWorld(), launchBrowser()]);
  for (const { slug, apiKey = '' } of world.tenants) keys.set(slug, apiKey);
  keys.set(NIGHT, await openNightShop());
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

async function openNightShop(): Promise<string> {
  const spec = JSON.parse(await readFile('tenants/barberia-palermo/tenant.json', 'utf8'));
  const today = localDateOf(Date.now(), ZONE);
  const open = (date: string) => ({ date, name: 'Abierto', isOpen: true });
  const [location] = spec.catalog.locations;
  const always = [{ location: location.slug, weekdays: [1, 2, 3, 4, 5, 6, 7], hours: ['00:00-24:00'] }];
  const [one, two] = spec.catalog.providers;
  const providers = [one, two].map((provider) => ({
    slug: provider.slug,
    name: provider.name,
    title: provider.title,
    services: ['corte-clasico'],
    weeklyHours: always,
  }));
  const json = {
    ...spec,
    slug: NIGHT,
    domains: [],
    brand: { ...spec.brand, logoSvg: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    catalog: {
      locations: [location],
      services: spec.catalog.services.filter(({ slug }: { slug: string }) => slug === 'corte-clasico'),
      providers,
      holidays: [today, addDays(today, 1)].map(open),
    },
  };
  const headers = { authorization: `Bearer ${world.operatorToken}` };
  const answer = await world.fetchAs('console.localhost', '/api/operator/tenants', {
    method: 'POST',
    headers,
    json,
  });
  const body = (await answer.json()) as { apiKey?: string };
  if (body.apiKey === undefined) throw new Error(JSON.stringify(body));
  return body.apiKey;
}

const baseOf = (slug: string) => `http://${slug}.localhost:${new URL(world.url).port}`;

async function open(slug: string, path: string, javaScriptEnabled = false): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(`${baseOf(slug)}${path}`);
  return page;
}

/** Inside the agenda, on a phone without JavaScript unless told. */
async function enter(slug: string, path = '/agenda', options: { key?: string; js?: boolean } = {}) {
  const page = await open(slug, path, options.js);
  await page.getByLabel('Clave').fill(options.key ?? keys.get(slug) ?? '');
  await page.getByRole('button', { name: 'Entrar' }).click();
  return page;
}

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

async function api<Body = { id: string }>(slug: string, path: string, json?: unknown): Promise<Answer<Body>> {
  const headers = { authorization: `Bearer ${keys.get(slug)}` };
  const init = json === undefined ? { headers } : { headers, json };
  const response = await world.fetchAs(`${slug}.localhost`, `/api/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Body };
}

async function idOf(slug: string, list: 'services' | 'providers', name: string): Promise<string> {
  const { body } = await api<{ data: { id: string; slug: string }[] }>(slug, `/${list}`);
  return body.data.find((one) => one.slug === name)?.id ?? '';
}

/** The next date, from tomorrow on, on which a provider of the salon works in Recoleta. */
async function workdayOf(provider: string, service: string, skip = 0): Promise<string> {
  const today = localDateOf(Date.now(), ZONE);
  const { body } = await api<{ slots: { startsAt: string; locationId: string }[] }>(
    SALON,
    `/availability?serviceId=${await idOf(SALON, 'services', service)}&providerId=${await idOf(SALON, 'providers', provider)}&from=${addDays(today, 3 + skip)}&to=${addDays(today, 30)}`,
  );
  const noon = body.slots.find(({ startsAt }) => startsAt.includes('T16:00'));
  return noon?.startsAt.slice(0, 10) ?? '';
}

async function bookAtDesk(provider: string, service: string, startsAt: string, name: string) {
  const answer = await api(SALON, '/desk/bookings', {
    serviceId: await idOf(SALON, 'services', service),
    providerId: await idOf(SALON, 'providers', provider),
    startsAt,
    customer: { name, phone: '11 2345-6789' },
  });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

const heading = (page: Page) => page.locator('h1').innerText();
const main = (page: Page) => page.locator('main').innerText();

describe('entering', () => {
  test('takes the shop’s key and no other, and keeps it where no script can read it', async () => {
    const page = await open(SALON, '/agenda?dia=2026-12-01');
    expect(await heading(page)).toBe('Entrar a la agenda');
    await expectAccessible(page);
    for (const wrong of ['', 'hola', `${keys.get(SALON)}x`, keys.get('barberia-palermo') ?? '']) {
      await page.getByLabel('Clave').fill(wrong);
      await page.getByRole('button', { name: 'Entrar' }).click();
      expect(await main(page)).toContain('Esa clave no es de este local');
      expect(await page.content()).not.toContain(keys.get('barberia-palermo'));
    }
    await page.getByLabel('Clave').fill(keys.get(SALON) ?? '');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Entrar' }).click(),
    ]);
    expect((await answer.allHeaders())['set-cookie']).toMatch(/^agenda=.*HttpOnly; SameSite=Strict$/);
    expect(page.url()).toBe(`${baseOf(SALON)}/agenda?dia=2026-12-01`);
    const [cookie] = await page.context().cookies();
    expect(cookie?.value).not.toContain('bp_live_');
    const shown = await page.reload();
    const headers = (await shown?.allHeaders()) ?? {};
    expect([headers['cache-control'], headers['x-robots-tag']]).toEqual(['no-store', 'noindex']);
    expect(await page.content()).not.toMatch(/bp_live_|barberpro/i);
  });

  test('another shop’s cookie opens nothing, and leaving closes', async () => {
    const page = await enter(SALON);
    const [cookie] = await page.context().cookies();
    const headers = { cookie: `agenda=${cookie?.value}` };
    const there = await world.fetchAs('barberia-palermo.localhost', '/agenda', { headers });
    expect([there.status, there.headers.get('location')]).toEqual([303, '/agenda/entrar?volver=%2Fagenda']);
    expect((await world.fetchAs(`${SALON}.localhost`, '/agenda', { headers })).status).toBe(200);
    await page.getByRole('link', { name: 'Salir' }).click();
    await page.getByRole('button', { name: 'Salir' }).click();
    await page.goto(`${baseOf(SALON)}/agenda`);
    expect(await heading(page)).toBe('Entrar a la agenda');
  });

  test('a form from elsewhere is refused, and nobody is sent to another site', async () => {
    const host = `${SALON}.localhost`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `clave=${keys.get(SALON)}&volver=https://otro.example/`;
    const post = (headers: Record<string, string>) =>
      world.fetchAs(host, '/agenda/entrar', { method: 'POST', headers: { ...form, ...headers }, body });
    expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    const inside = await post({ 'sec-fetch-site': 'same-origin' });
    expect([inside.status, inside.headers.get('location')]).toEqual([303, '/agenda']);
  });

  test('a revoked key ends the session by itself', async () => {
    const { body } = await api<{ id: string; key: string }>(SALON, '/api-keys', {
      name: 'Recepción',
      scopes: ['desk:read', 'desk:write'],
    });
    const page = await enter(SALON, '/agenda', { key: body.key });
    expect(await heading(page)).toBe('Hoy');
    await api(SALON, `/api-keys/${body.id}/revoke`, {});
    const look = async () => {
      await page.reload();
      return await heading(page);
    };
    await expect.poll(look, { timeout: 40_000, interval: 1_000 }).toBe('Entrar a la agenda');
  }, 60_000);

  test('what a key may not do is said, and its buttons are not there', async () => {
    const make = async (...scopes: string[]) =>
      (await api<{ key: string }>(SALON, '/api-keys', { name: 'Sólo ver', scopes })).body.key;
    const outside = await enter(SALON, '/agenda', { key: await make('catalog:read') });
    expect(await main(outside)).toContain('le falta el permiso desk:read');
    const date = await workdayOf('micaela-sosa', 'manos');
    const id = await bookAtDesk('micaela-sosa', 'manos', `${date}T16:00:00-03:00`, 'Olga Prieto');
    const page = await enter(SALON, `/agenda/turno/${id}`, { key: await make('desk:read') });
    expect(await heading(page)).toBe('Olga Prieto');
    expect(await page.locator('main button').count()).toBe(0);
    await page.goto(`${baseOf(SALON)}/agenda/calendarios`);
    expect(await main(page)).toContain('le falta el permiso calendars:read');
    const answer = await page.request.post(`${baseOf(SALON)}/agenda/turno/${id}/llego`, { form: { a: '' } });
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain('desk:write');
  });
});

describe('somebody without an appointment', () => {
  test('is served in two taps; then goes, comes back by mistake, and goes', async () => {
    const page = await enter(NIGHT);
    await page.getByRole('link', { name: 'Sin turno', exact: true }).click();
    expect(await main(page)).toContain('libre hasta las');
    await page.getByRole('button', { name: 'Corte clásico' }).click();
    expect(await heading(page)).toBe('Sin nombre');
    expect(await main(page)).toContain('ya lo estás atendiendo');
    const buttons = () => page.locator('main section[aria-label="Qué hacer"] button:visible').allInnerTexts();
    expect(await buttons()).toEqual(['Terminó', 'Deshacer']);
    await page.getByRole('button', { name: 'Terminó' }).click();
    expect(await buttons()).toEqual(['Deshacer']);
    await page.getByRole('button', { name: 'Deshacer' }).click();
    expect(await buttons()).toEqual(['Llegó', 'Terminó', 'No vino']);
    await page.getByRole('button', { name: 'No vino' }).click();
    expect(await main(page)).toContain('No vino');
    await page.getByLabel('Notas internas').fill('Se cansó de esperar');
    await page.getByRole('button', { name: 'Guardar notas' }).click();
    await page.goto(`${baseOf(NIGHT)}/agenda`);
    expect(await page.locator('.slip.no-show').innerText()).toContain('Con notas');
  });

  test('the same form sent twice is one booking', async () => {
    const page = await enter(NIGHT, '/agenda/sin-turno');
    const fields = Object.fromEntries(
      await page
        .locator('.big form')
        .first()
        .locator('input')
        .evaluateAll((inputs) =>
          (inputs as unknown as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
        ),
    );
    const send = () =>
      page.request.post(`${baseOf(NIGHT)}/agenda/sin-turno`, { form: fields, maxRedirects: 0 });
    const [one, two] = await Promise.all([send(), send()]);
    expect(one.headers().location).toMatch(/^\/agenda\/turno\/bkg_/);
    expect(two.headers().location).toBe(one.headers().location);
  });

  test('finds everybody busy: is told when, or is taken on top, with a warning first', async () => {
    const page = await enter(NIGHT, '/agenda/sin-turno');
    for (let people = 0; people < 3; people++) {
      const free = page.getByRole('button', { name: 'Corte clásico' });
      if ((await free.count()) === 0) break;
      await free.click();
      await page.goto(`${baseOf(NIGHT)}/agenda/sin-turno`);
    }
    await page.getByRole('link', { name: /Corte clásico/ }).click();
    expect(await main(page)).toMatch(/Nadie libre ahora\. Lo primero: \d\d:\d\d, con/);
    await expectAccessible(page);
    await page.getByLabel('Nombre (opcional)').fill('Raúl Apurado');
    await page.getByRole('button', { name: 'Atender ahora' }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('va a tener dos personas a la vez');
    await page.getByRole('button', { name: /^Sí, atender como sobreturno con/ }).click();
    expect(await heading(page)).toBe('Raúl Apurado');
    expect(await page.locator('[role=alert]').innerText()).toContain('Es un sobreturno');
    await page.goto(`${baseOf(NIGHT)}/agenda`);
    expect(await page.locator('.slip', { hasText: 'Raúl Apurado' }).innerText()).toContain('Sobreturno');
  });

  test('shows on the other phone within two seconds', async () => {
    const page = await enter(NIGHT, '/agenda', { js: true });
    await page.waitForLoadState('networkidle');
    const day = addDays(localDateOf(Date.now(), ZONE), 1);
    await page.goto(`${baseOf(NIGHT)}/agenda?dia=${day}`);
    await page.waitForLoadState('networkidle');
    const { status } = await api(NIGHT, '/desk/bookings', {
      serviceId: await idOf(NIGHT, 'services', 'corte-clasico'),
      startsAt: `${day}T12:00:00-03:00`,
      customer: { name: 'Desde Otro Lado', email: 'otro@example.com' },
    });
    expect(status).toBe(201);
    await expect.poll(() => main(page), { timeout: 2_000, interval: 50 }).toContain('Desde Otro Lado');
  });
});

describe('the day', () => {
  test('shows what each has in order, and free time leads to a booking there', async () => {
    const date = await workdayOf('micaela-sosa', 'manos', 1);
    await bookAtDesk('micaela-sosa', 'manos', `${date}T16:00:00-03:00`, 'Elena Ruiz');
    await api(SALON, '/blocks', {
      subjectId: await idOf(SALON, 'providers', 'micaela-sosa'),
      startsAt: `${date}T12:00:00-03:00`,
      endsAt: `${date}T13:00:00-03:00`,
      reason: 'Almuerzo',
    });
    const page = await enter(SALON, `/agenda?dia=${date}&profesional=micaela-sosa`);
    await expectAccessible(page);
    const lines = () => page.locator('.lines > li').allInnerTexts();
    const text = (await lines()).map((line) => line.replaceAll(/\s+/g, ' '));
    expect(text).toEqual([
      expect.stringContaining('09:30 Libre hasta las 12:00'),
      expect.stringContaining('12:00 Almuerzo'),
      expect.stringContaining('13:00 Libre hasta las 16:00'),
      expect.stringContaining('16:00 Elena Ruiz Belleza de manos · hasta 16:40'),
      expect.stringContaining('16:40 Libre hasta las 18:00'),
    ]);
    await page.locator('a.gap').nth(1).click();
    expect(await main(page)).toContain('Con Micaela Sosa: ¿qué servicio?');
    await page.getByRole('link', { name: /Belleza de pies/ }).click();
    expect(await page.locator('input[name=hora]:checked').getAttribute('value')).toBe('13:00');
    await page.getByLabel('Nombre y apellido').fill('Nora Gil');
    await page.getByRole('button', { name: 'Anotar turno' }).click();
    expect(await main(page)).toContain('Hace falta un teléfono o un e-mail.');
    await expectAccessible(page);
    await page.getByLabel('Teléfono').fill('11 5555-6666');
    await page.getByRole('button', { name: 'Anotar turno' }).click();
    expect(await heading(page)).toBe('Nora Gil');
    await page.goto(`${baseOf(SALON)}/agenda?dia=${date}&profesional=micaela-sosa`);
    expect((await lines()).join()).toContain('Nora Gil');
    await page.getByRole('button', { name: 'Quitar el bloqueo Almuerzo' }).click();
    expect(await main(page)).toContain('Bloqueo quitado');
  });

  test('a booking is moved, and cancelled with its reason', async () => {
    const date = await workdayOf('micaela-sosa', 'manos', 2);
    const id = await bookAtDesk('micaela-sosa', 'manos', `${date}T16:00:00-03:00`, 'Pía Sáenz');
    const page = await enter(SALON, `/agenda/turno/${id}`);
    await page.getByRole('link', { name: 'Mover' }).click();
    await expectAccessible(page);
    await page.getByLabel('Otra hora').fill('17:05');
    await page.getByRole('button', { name: 'Mover acá' }).click();
    expect(await main(page)).toContain('Turno movido');
    expect(await main(page)).toContain('17:05');
    await page.locator('summary', { hasText: 'Cancelar el turno' }).click();
    await page.getByLabel('Motivo (opcional)').fill('Llamó enferma');
    await page.getByRole('button', { name: 'Sí, cancelar' }).click();
    expect(await main(page)).toContain('Llamó enferma');
    expect(await page.locator('main').getByRole('link', { name: 'Mover' }).count()).toBe(0);
    const { body } = await api<{ status: string; cancelledBy: string }>(SALON, `/bookings/${id}`);
    expect(body).toMatchObject({ status: 'cancelled', cancelledBy: 'shop' });
  });

  test('over a time that is taken: the nearest free ones, or on top of it with a clear yes', async () => {
    const date = await workdayOf('micaela-sosa', 'manos', 3);
    await bookAtDesk('micaela-sosa', 'manos', `${date}T16:00:00-03:00`, 'Primera Clienta');
    const path = `/agenda/nuevo?servicio=manos&profesional=micaela-sosa&dia=${date}&hora=16:10`;
    const page = await enter(SALON, path);
    await page.getByLabel('Nombre y apellido').fill('Segunda Clienta');
    await page.getByLabel('E-mail').fill('segunda@example.com');
    await page.getByRole('button', { name: 'Anotar turno' }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('Ese horario está ocupado');
    expect(await page.locator('button[name=alternativa]').count()).toBeGreaterThan(0);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sí, sobreturno con Micaela Sosa' }).click();
    expect(await heading(page)).toBe('Segunda Clienta');
    expect(await page.locator('[role=alert]').innerText()).toContain('Es un sobreturno');

    await page.goto(`${baseOf(SALON)}${path}`);
    await page.getByLabel('Nombre y apellido').fill('Tercera Clienta');
    await page.getByLabel('E-mail').fill('tercera@example.com');
    await page.getByRole('button', { name: 'Anotar turno' }).click();
    await page.locator('button[name=alternativa]').first().click();
    expect(await heading(page)).toBe('Tercera Clienta');
    expect(await main(page)).not.toContain('sobreturno');
  });
});

describe('what waits for the shop', () => {
  async function wish(name: string, nth: number): Promise<string> {
    const today = localDateOf(Date.now(), ZONE);
    const serviceId = await idOf(SALON, 'services', 'novia');
    const { body } = await api<{ slots: { startsAt: string }[] }>(
      SALON,
      `/availability?serviceId=${serviceId}&from=${addDays(today, 4)}&to=${addDays(today, 40)}`,
    );
    const dates = [...new Set(body.slots.map(({ startsAt }) => startsAt.slice(0, 10)))];
    const startsAt = body.slots.find((slot) => slot.startsAt.startsWith(dates[nth] ?? '-'))?.startsAt;
    const customer = { name, email: `${name.length}${nth}@example.com` };
    return (await api(SALON, '/bookings', { serviceId, startsAt, customer })).body.id;
  }

  test('is on top of every day, and is confirmed or turned down with a tap', async () => {
    const [yes, no] = [await wish('Novia Feliz', 0), await wish('Novia Triste', 1)];
    const page = await enter(SALON);
    await page.getByRole('button', { name: 'Confirmar a Novia Feliz' }).click();
    expect(await main(page)).toContain('Turno confirmado.');
    await page.getByRole('button', { name: 'Rechazar a Novia Triste' }).click();
    expect(await main(page)).toContain('Turno rechazado');
    expect(await main(page)).not.toContain('Novia');
    const statusOf = async (id: string) =>
      (await api<{ status: string }>(SALON, `/bookings/${id}`)).body.status;
    expect([await statusOf(yes), await statusOf(no)]).toEqual(['confirmed', 'cancelled']);
  });
});

describe('a provider who is ill', () => {
  test('is blocked over her bookings, and each is offered something else', async () => {
    const date = await workdayOf('carla-benedetti', 'corte-y-peinado', 1);
    const id = await bookAtDesk('carla-benedetti', 'corte-y-peinado', `${date}T16:00:00-03:00`, 'Ana Suárez');
    const page = await enter(SALON, `/agenda/bloquear?profesional=carla-benedetti&dia=${date}`);
    await page.getByRole('button', { name: 'Bloquear', exact: true }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('Escribí el motivo');
    await page.getByLabel('Desde las').fill('09:00');
    await page.getByLabel('Hasta las').fill('20:00');
    await page.getByLabel('Motivo').fill('Enferma');
    await page.getByRole('button', { name: 'Bloquear', exact: true }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('Hay 1 turno en ese tiempo');
    expect(await page.locator('[role=alert]').innerText()).toContain('Ana Suárez');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Bloquear igual' }).click();
    expect(await heading(page)).toBe('Falta Carla Benedetti');
    await expectAccessible(page);
    expect(await page.locator('.options label:has(:checked)').innerText()).toContain('Joaquín Peralta');
    await page.getByRole('button', { name: 'Reasignar los elegidos' }).click();
    expect(await main(page)).toContain('Movido');
    const { body } = await api<{ providerId: string }>(SALON, `/bookings/${id}`);
    expect(body.providerId).toBe(await idOf(SALON, 'providers', 'joaquin-peralta'));
  });
});

describe('why there is no time', () => {
  test('says for each missing start which rule took it, and who can change that', async () => {
    const date = await workdayOf('joaquin-peralta', 'corte-y-peinado', 2);
    await bookAtDesk('joaquin-peralta', 'corte-y-peinado', `${date}T16:00:00-03:00`, 'Un Cliente');
    await api(SALON, '/blocks', {
      subjectId: await idOf(SALON, 'providers', 'joaquin-peralta'),
      startsAt: `${date}T10:00:00-03:00`,
      endsAt: `${date}T12:00:00-03:00`,
      reason: 'Curso de color',
    });
    const page = await enter(SALON, '/agenda/por-que');
    await page.getByRole('link', { name: /Corte y peinado/ }).click();
    await page.goto(`${page.url()}&profesional=joaquin-peralta&sucursal=recoleta&dia=${date}`);
    await expectAccessible(page);
    expect(await page.locator('.verdict').innerText()).toMatch(/Joaquín Peralta ofrece \d+ de \d+ horarios/);
    expect(await page.locator('.mosaic a', { hasText: '10:00' }).innerText()).toContain('bloqueo');
    const block = await page.locator('#motivo-block').innerText();
    expect(block).toContain('Curso de color');
    expect(block).toContain('10:00 a 11:45');
    expect(block).toContain('Lo puede cambiar el profesional');
    expect(await page.locator('#motivo-booking').innerText()).toContain('si la otra persona cancela');
    await page.locator('.mosaic a.yes').first().click();
    expect(await page.locator('input[name=hora]:checked').count()).toBe(1);
  });
});

describe('the other pages', () => {
  test('the waitlist shows who waits; calendars can be added, fail in words, and be taken away', async () => {
    const today = localDateOf(Date.now(), ZONE);
    const wish = {
      serviceId: await idOf(SALON, 'services', 'corte-y-peinado'),
      providerId: await idOf(SALON, 'providers', 'joaquin-peralta'),
      from: addDays(today, 1),
      to: addDays(today, 1),
      hours: { from: '05:00', to: '06:00' },
      customer: { name: 'Inés Costa', phone: '11 5555-1234' },
    };
    expect((await api(SALON, '/waitlist', wish)).status).toBe(201);
    const page = await enter(SALON, '/agenda/espera');
    expect(await main(page)).toContain('Inés Costa');
    expect(await main(page)).toContain('de 05:00 a 06:00');
    await expectAccessible(page);

    await page.goto(`${baseOf(SALON)}/agenda/calendarios`);
    await expectAccessible(page);
    const feed = await page.getByLabel('Micaela Sosa', { exact: true }).inputValue();
    expect(
      (await world.fetchAs(`${SALON}.localhost`, new URL(feed).pathname + new URL(feed).search)).status,
    ).toBe(200);
    await page.getByLabel('Nombre').fill('Personal');
    await page.getByLabel('Dirección', { exact: true }).fill('http://10.0.0.1/mio.ics');
    await page.getByRole('button', { name: 'Agregar y leer' }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('https');
    await page.getByLabel('Dirección', { exact: true }).fill(`${world.url}/no-hay.ics`);
    await page.getByRole('button', { name: 'Agregar y leer' }).click();
    expect(await main(page)).toContain('No se pudo leer:');
    await page.getByRole('button', { name: 'Quitar Personal' }).click();
    expect(await main(page)).toContain('Todavía no se lee ninguno');
  });

  test('nothing that axe knows is wrong with any of them, on a phone or a wide screen', async () => {
    const page = await enter(SALON, '/agenda', { js: true });
    const date = await workdayOf('micaela-sosa', 'manos', 1);
    const id = await bookAtDesk('micaela-sosa', 'manos', `${date}T17:00:00-03:00`, 'Última Clienta');
    const paths = [
      '',
      `?dia=${date}`,
      '/sin-turno',
      '/sin-turno?servicio=novia',
      '/nuevo',
      `/nuevo?servicio=manos&dia=${date}`,
      '/bloquear',
      '/reasignar',
      `/reasignar?profesional=micaela-sosa&dia=${date}`,
      '/por-que',
      `/por-que?servicio=manos&dia=${date}`,
      '/espera',
      '/calendarios',
      '/mas',
      `/turno/${id}`,
      `/turno/${id}/mover`,
      '/salir',
    ];
    for (const width of [PHONE.width, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      for (const path of paths) {
        const answer = await page.goto(`${baseOf(SALON)}/agenda${path}`);
        expect([path, answer?.status()]).toEqual([path, 200]);
        await expectNoViolations(page);
        const isWider = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        expect([path, width, isWider]).toEqual([path, width, false]);
      }
    }
  }, 120_000);
});
