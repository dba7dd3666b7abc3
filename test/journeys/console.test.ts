import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import { type DeskVisits, NIGHT, PHONE, SALON, startDeskVisits, ZONE } from '../support/desk-visit.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';

let desk: DeskVisits;

beforeAll(async () => {
  desk = await startDeskVisits();
}, 120_000);

afterAll(() => desk?.stop());

const heading = (page: Page) => page.locator('h1').innerText();
const main = (page: Page) => page.locator('main').innerText();

describe('entering', () => {
  test('takes the shop’s key and no other, and keeps it where no script can read it', async () => {
    const page = await desk.open(SALON, '/agenda?dia=2026-12-01');
    expect(await heading(page)).toBe('Entrar a la agenda');
    await expectAccessible(page);
    for (const wrong of ['', 'hola', `${desk.keys.get(SALON)}x`, desk.keys.get('barberia-palermo') ?? '']) {
      await page.getByLabel('Clave').fill(wrong);
      await page.getByRole('button', { name: 'Entrar' }).click();
      expect(await main(page)).toContain('Esa clave no es de este local');
      expect(await page.content()).not.toContain(desk.keys.get('barberia-palermo'));
    }
    await page.getByLabel('Clave').fill(desk.keys.get(SALON) ?? '');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Entrar' }).click(),
    ]);
    expect((await answer.allHeaders())['set-cookie']).toMatch(/^agenda=.*HttpOnly; SameSite=Strict$/);
    expect(page.url()).toBe(`${desk.baseOf(SALON)}/agenda?dia=2026-12-01`);
    const [cookie] = await page.context().cookies();
    expect(cookie?.value).not.toContain('bp_live_');
    const shown = await page.reload();
    const headers = (await shown?.allHeaders()) ?? {};
    expect([headers['cache-control'], headers['x-robots-tag']]).toEqual(['no-store', 'noindex']);
    expect(await page.content()).not.toMatch(/bp_live_|barberpro/i);
  });

  test('another shop’s cookie opens nothing, and leaving closes', async () => {
    const page = await desk.enter(SALON);
    const [cookie] = await page.context().cookies();
    const headers = { cookie: `agenda=${cookie?.value}` };
    const there = await desk.world.fetchAs('barberia-palermo.localhost', '/agenda', { headers });
    expect([there.status, there.headers.get('location')]).toEqual([303, '/agenda/entrar?volver=%2Fagenda']);
    expect((await desk.world.fetchAs(`${SALON}.localhost`, '/agenda', { headers })).status).toBe(200);
    await page.getByRole('link', { name: 'Salir' }).click();
    await page.getByRole('button', { name: 'Salir' }).click();
    await page.goto(`${desk.baseOf(SALON)}/agenda`);
    expect(await heading(page)).toBe('Entrar a la agenda');
  });

  test('a form from elsewhere is refused, and nobody is sent to another site', async () => {
    const host = `${SALON}.localhost`;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = `clave=${desk.keys.get(SALON)}&volver=https://otro.example/`;
    const post = (headers: Record<string, string>) =>
      desk.world.fetchAs(host, '/agenda/entrar', { method: 'POST', headers: { ...form, ...headers }, body });
    expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    const inside = await post({ 'sec-fetch-site': 'same-origin' });
    expect([inside.status, inside.headers.get('location')]).toEqual([303, '/agenda']);
  });

  test('a revoked key ends the session by itself', async () => {
    const { body } = await desk.api<{ id: string; key: string }>(SALON, '/api-keys', {
      name: 'Recepción',
      scopes: ['desk:read', 'desk:write'],
    });
    const page = await desk.enter(SALON, '/agenda', { key: body.key });
    expect(await heading(page)).toBe('Hoy');
    await desk.api(SALON, `/api-keys/${body.id}/revoke`, {});
    const look = async () => {
      await page.reload();
      return await heading(page);
    };
    await expect.poll(look, { timeout: 40_000, interval: 1_000 }).toBe('Entrar a la agenda');
  }, 60_000);

  test('what a key may not do is said, and its buttons are not there', async () => {
    const make = async (...scopes: string[]) =>
      (await desk.api<{ key: string }>(SALON, '/api-keys', { name: 'Sólo ver', scopes })).body.key;
    const outside = await desk.enter(SALON, '/agenda', { key: await make('catalog:read') });
    expect(await main(outside)).toContain('le falta el permiso desk:read');
    const date = await desk.workdayOf('micaela-sosa', 'manos');
    const id = await desk.bookAtDesk({
      provider: 'micaela-sosa',
      service: 'manos',
      startsAt: `${date}T16:00:00-03:00`,
      name: 'Olga Prieto',
    });
    const page = await desk.enter(SALON, `/agenda/turno/${id}`, { key: await make('desk:read') });
    expect(await heading(page)).toBe('Olga Prieto');
    expect(await page.locator('main button').count()).toBe(0);
    await page.goto(`${desk.baseOf(SALON)}/agenda/calendarios`);
    expect(await main(page)).toContain('le falta el permiso calendars:read');
    const answer = await desk.post(page, `/agenda/turno/${id}/llego`, {});
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('desk:write');
  });
});

describe('somebody without an appointment', () => {
  test('is served in two taps; then goes, comes back by mistake, and goes', async () => {
    const page = await desk.enter(NIGHT);
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
    await page.goto(`${desk.baseOf(NIGHT)}/agenda`);
    expect(await page.locator('.slip.no-show').innerText()).toContain('Con notas');
  });

  test('the same form sent twice is one booking', async () => {
    const page = await desk.enter(NIGHT, '/agenda/sin-turno');
    const fields = Object.fromEntries(
      await page
        .locator('.big form')
        .first()
        .locator('input')
        .evaluateAll((inputs) =>
          (inputs as unknown as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
        ),
    );
    const send = () => desk.post(page, '/agenda/sin-turno', fields);
    const [one, two] = (await Promise.all([send(), send()])).map(({ headers }) => headers.get('location'));
    expect(one).toMatch(/^\/agenda\/turno\/bkg_/);
    expect(two).toBe(one);
  });

  test('finds everybody busy: is told when, or is taken on top, with a warning first', async () => {
    const page = await desk.enter(NIGHT, '/agenda/sin-turno');
    for (let people = 0; people < 3; people++) {
      const free = page.getByRole('button', { name: 'Corte clásico' });
      if ((await free.count()) === 0) break;
      await free.click();
      await page.goto(`${desk.baseOf(NIGHT)}/agenda/sin-turno`);
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
    await page.goto(`${desk.baseOf(NIGHT)}/agenda`);
    expect(await page.locator('.slip', { hasText: 'Raúl Apurado' }).innerText()).toContain('Sobreturno');
  });

  test('shows on the other phone within two seconds', async () => {
    const page = await desk.enter(NIGHT, '/agenda', { js: true });
    await page.waitForLoadState('networkidle');
    const day = addDays(localDateOf(Date.now(), ZONE), 1);
    await page.goto(`${desk.baseOf(NIGHT)}/agenda?dia=${day}`);
    await page.waitForLoadState('networkidle');
    const { status, body } = await desk.api(NIGHT, '/desk/bookings', {
      serviceId: await desk.idOf(NIGHT, 'services', 'corte-clasico'),
      startsAt: `${day}T12:00:00-03:00`,
      customer: { name: 'Desde Otro Lado', email: 'otro@example.com' },
    });
    expect(status).toBe(201);
    await expect.poll(() => main(page), { timeout: 2_000, interval: 50 }).toContain('Desde Otro Lado');
    await desk.api(NIGHT, `/bookings/${body.id}/check-in`, {});
    const slip = page.locator('.slip', { hasText: 'Desde Otro Lado' });
    await expect.poll(() => slip.innerText(), { timeout: 2_000, interval: 50 }).toContain('Llegó');
  });
});

describe('the other pages', () => {
  test('the waitlist shows who waits; calendars can be added, fail in words, and be taken away', async () => {
    const today = localDateOf(Date.now(), ZONE);
    const wish = {
      serviceId: await desk.idOf(SALON, 'services', 'corte-y-peinado'),
      providerId: await desk.idOf(SALON, 'providers', 'joaquin-peralta'),
      from: addDays(today, 1),
      to: addDays(today, 1),
      hours: { from: '05:00', to: '06:00' },
      customer: { name: 'Inés Costa', phone: '11 5555-1234' },
    };
    expect((await desk.api(SALON, '/waitlist', wish)).status).toBe(201);
    const page = await desk.enter(SALON, '/agenda/espera');
    expect(await main(page)).toContain('Inés Costa');
    expect(await main(page)).toContain('de 05:00 a 06:00');
    await expectAccessible(page);

    await page.goto(`${desk.baseOf(SALON)}/agenda/calendarios`);
    await expectAccessible(page);
    const feed = await page.getByLabel('Micaela Sosa', { exact: true }).inputValue();
    expect(
      (await desk.world.fetchAs(`${SALON}.localhost`, new URL(feed).pathname + new URL(feed).search)).status,
    ).toBe(200);
    await page.getByLabel('Nombre').fill('Personal');
    await page.getByLabel('Dirección', { exact: true }).fill('http://10.0.0.1/mio.ics');
    await page.getByRole('button', { name: 'Agregar y leer' }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('https');
    await page.getByLabel('Dirección', { exact: true }).fill(`${desk.world.url}/no-hay.ics`);
    await page.getByRole('button', { name: 'Agregar y leer' }).click();
    expect(await main(page)).toContain('No se pudo leer:');
    await page.getByRole('button', { name: 'Quitar Personal' }).click();
    expect(await main(page)).toContain('Todavía no se lee ninguno');
  });

  test('nothing that axe knows is wrong with any of them, on a phone in the dark or a wide screen', async () => {
    const page = await desk.enter(SALON, '/agenda', { js: true });
    const date = await desk.workdayOf('micaela-sosa', 'manos', 1);
    const id = await desk.bookAtDesk({
      provider: 'micaela-sosa',
      service: 'manos',
      startsAt: `${date}T17:00:00-03:00`,
      name: 'Última Clienta',
    });
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
    for (const [width, colorScheme] of [
      [PHONE.width, 'dark'],
      [1280, 'light'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 844 });
      for (const path of paths) {
        const answer = await page.goto(`${desk.baseOf(SALON)}/agenda${path}`);
        expect([path, answer?.status()]).toEqual([path, 200]);
        await expectNoViolations(page);
        const isWider = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        expect([path, width, isWider]).toEqual([path, width, false]);
      }
    }
  }, 120_000);
});
