import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import { type DeskVisits, SALON, startDeskVisits, ZONE } from '../support/desk-visit.ts';
import { expectAccessible } from '../support/page-checks.ts';

let desk: DeskVisits;

beforeAll(async () => {
  desk = await startDeskVisits();
}, 120_000);

afterAll(() => desk?.stop());

const heading = (page: Page) => page.locator('h1').innerText();
const main = (page: Page) => page.locator('main').innerText();

describe('the day', () => {
  test('shows what each has in order, and free time leads to a booking there', async () => {
    const date = await desk.workdayOf('micaela-sosa', 'manos', 1);
    await desk.bookAtDesk({
      provider: 'micaela-sosa',
      service: 'manos',
      startsAt: `${date}T16:00:00-03:00`,
      name: 'Elena Ruiz',
    });
    await desk.api(SALON, '/blocks', {
      subjectId: await desk.idOf(SALON, 'providers', 'micaela-sosa'),
      startsAt: `${date}T12:00:00-03:00`,
      endsAt: `${date}T13:00:00-03:00`,
      reason: 'Almuerzo',
    });
    const page = await desk.enter(SALON, `/agenda?dia=${date}&profesional=micaela-sosa`);
    await expectAccessible(page);
    const lines = () => page.locator('.lines > li').allInnerTexts();
    const text = (await lines()).map((line) => line.replaceAll(/\s+/g, ' '));
    expect(text).toEqual([
      expect.stringContaining('09:30 Libre 2 h 30 min'),
      expect.stringContaining('12:00 Almuerzo'),
      expect.stringContaining('13:00 Libre 3 h'),
      expect.stringContaining('16:00 Elena Ruiz Belleza de manos · hasta 16:40'),
      expect.stringContaining('16:40 Libre 1 h 20 min'),
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
    await page.goto(`${desk.baseOf(SALON)}/agenda?dia=${date}&profesional=micaela-sosa`);
    expect((await lines()).join()).toContain('Nora Gil');
    await page.getByRole('button', { name: 'Quitar el bloqueo Almuerzo' }).click();
    expect(await main(page)).toContain('Bloqueo quitado');
  });

  test('a booking is moved, and cancelled with its reason', async () => {
    const date = await desk.workdayOf('micaela-sosa', 'manos', 2);
    const id = await desk.bookAtDesk({
      provider: 'micaela-sosa',
      service: 'manos',
      startsAt: `${date}T16:00:00-03:00`,
      name: 'Pía Sáenz',
    });
    const page = await desk.enter(SALON, `/agenda/turno/${id}`);
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
    const { body } = await desk.api<{ status: string; cancelledBy: string }>(SALON, `/bookings/${id}`);
    expect(body).toMatchObject({ status: 'cancelled', cancelledBy: 'shop' });
  });

  test('over a time that is taken: the nearest free ones, or on top of it with a clear yes', async () => {
    const date = await desk.workdayOf('micaela-sosa', 'manos', 3);
    await desk.bookAtDesk({
      provider: 'micaela-sosa',
      service: 'manos',
      startsAt: `${date}T16:00:00-03:00`,
      name: 'Primera Clienta',
    });
    const path = `/agenda/nuevo?servicio=manos&profesional=micaela-sosa&dia=${date}&hora=16:10`;
    const page = await desk.enter(SALON, path);
    await page.getByLabel('Nombre y apellido').fill('Segunda Clienta');
    await page.getByLabel('E-mail').fill('segunda@example.com');
    await page.getByRole('button', { name: 'Anotar turno' }).click();
    expect(await page.locator('[role=alert]').innerText()).toContain('Ese horario está ocupado');
    expect(await page.locator('button[name=alternativa]').count()).toBeGreaterThan(0);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Sí, sobreturno con Micaela Sosa' }).click();
    expect(await heading(page)).toBe('Segunda Clienta');
    expect(await page.locator('[role=alert]').innerText()).toContain('Es un sobreturno');

    await page.goto(`${desk.baseOf(SALON)}${path}`);
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
    const serviceId = await desk.idOf(SALON, 'services', 'novia');
    const { body } = await desk.api<{ slots: { startsAt: string }[] }>(
      SALON,
      `/availability?serviceId=${serviceId}&from=${addDays(today, 4)}&to=${addDays(today, 40)}`,
    );
    const dates = [...new Set(body.slots.map(({ startsAt }) => startsAt.slice(0, 10)))];
    const startsAt = body.slots.find((slot) => slot.startsAt.startsWith(dates[nth] ?? '-'))?.startsAt;
    const customer = { name, email: `${name.length}${nth}@example.com` };
    return (await desk.api(SALON, '/bookings', { serviceId, startsAt, customer })).body.id;
  }

  test('is on top of every day, and is confirmed or turned down with a tap', async () => {
    const [yes, no] = [await wish('Novia Feliz', 0), await wish('Novia Triste', 1)];
    const page = await desk.enter(SALON);
    await page.getByRole('button', { name: 'Confirmar a Novia Feliz' }).click();
    expect(await main(page)).toContain('Turno confirmado.');
    await page.getByRole('button', { name: 'Rechazar a Novia Triste' }).click();
    expect(await main(page)).toContain('Turno rechazado');
    expect(await main(page)).not.toContain('Novia');
    const statusOf = async (id: string) =>
      (await desk.api<{ status: string }>(SALON, `/bookings/${id}`)).body.status;
    expect([await statusOf(yes), await statusOf(no)]).toEqual(['confirmed', 'cancelled']);
  });
});

describe('a provider who is ill', () => {
  test('is blocked over her bookings, and each is offered something else', async () => {
    const date = await desk.workdayOf('carla-benedetti', 'corte-y-peinado', 1);
    const id = await desk.bookAtDesk({
      provider: 'carla-benedetti',
      service: 'corte-y-peinado',
      startsAt: `${date}T16:00:00-03:00`,
      name: 'Ana Suárez',
    });
    const page = await desk.enter(SALON, `/agenda/bloquear?profesional=carla-benedetti&dia=${date}`);
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
    const { body } = await desk.api<{ providerId: string }>(SALON, `/bookings/${id}`);
    expect(body.providerId).toBe(await desk.idOf(SALON, 'providers', 'joaquin-peralta'));
  });
});

describe('why there is no time', () => {
  test('says for each missing start which rule took it, and who can change that', async () => {
    const date = await desk.workdayOf('joaquin-peralta', 'corte-y-peinado', 2);
    await desk.bookAtDesk({
      provider: 'joaquin-peralta',
      service: 'corte-y-peinado',
      startsAt: `${date}T16:00:00-03:00`,
      name: 'Un Cliente',
    });
    await desk.api(SALON, '/blocks', {
      subjectId: await desk.idOf(SALON, 'providers', 'joaquin-peralta'),
      startsAt: `${date}T10:00:00-03:00`,
      endsAt: `${date}T12:00:00-03:00`,
      reason: 'Curso de color',
    });
    const page = await desk.enter(SALON, '/agenda/por-que');
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
