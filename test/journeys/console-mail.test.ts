import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskVisits, SALON, startDeskVisits } from '../support/desk-visit.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';

let desk: DeskVisits;

beforeAll(async () => {
  desk = await startDeskVisits();
}, 120_000);

afterAll(() => desk?.stop());

test('the shop sees what was mailed, sends it again, and sets up its own sender', async () => {
  const wish = await desk.workdayOf('carla-benedetti', 'corte-y-peinado');
  const { status } = await desk.api(SALON, '/bookings', {
    serviceId: await desk.idOf(SALON, 'services', 'corte-y-peinado'),
    providerId: await desk.idOf(SALON, 'providers', 'carla-benedetti'),
    startsAt: `${wish}T16:00:00-03:00`,
    customer: { name: 'Eva Ríos', email: 'eva@example.com' },
  });
  expect(status).toBe(201);
  await expect.poll(() => desk.world.mail.mails().length, { timeout: 15_000 }).toBeGreaterThan(0);
  const page = await desk.enter(SALON, '/agenda', { js: true });
  await page.getByRole('link', { name: 'Más' }).click();
  await page.getByRole('link', { name: /^Correos/ }).click();
  await expectAccessible(page);
  await expectNoViolations(page);
  expect(await page.locator('body').innerText()).not.toMatch(/barberpro|plataforma|resend/i);
  const sent = page
    .getByRole('listitem')
    .filter({ hasText: 'eva@example.com' })
    .filter({ hasText: 'Enviado' });
  expect(await sent.innerText()).toContain('Reserva');
  await sent.getByRole('button', { name: 'Enviar de nuevo' }).click();
  expect(await page.getByRole('status').innerText()).toContain('Correo en camino');
  await expect
    .poll(() => desk.world.mail.mails().filter(({ subject }) => subject.startsWith('Reserva')).length, {
      timeout: 15_000,
    })
    .toBe(2);

  await page.getByRole('link', { name: 'Cambiarlo en Marca' }).click();
  await page.getByLabel('Casilla de la que salen').fill('turnos@salonrecoleta.com.ar');
  await page.getByRole('button', { name: 'Guardar el borrador' }).click();
  await page.getByRole('button', { name: 'Publicar' }).click();
  await page.goto(page.url().replace(/\/agenda\/marca.*/, '/agenda/correos'));
  await expectNoViolations(page);
  const sender = page.getByRole('region', { name: 'De quién salen' });
  const [name = '', value = ''] = await sender
    .locator('input.copy')
    .evaluateAll((fields) => fields.map((field) => ('value' in field ? String(field.value) : '')));
  expect([name, value]).toEqual([
    '_correo.salonrecoleta.com.ar',
    expect.stringMatching(/^correo-[\w-]{32}$/),
  ]);
  desk.world.cloudflare.dns.set(name, { TXT: [value] });
  await sender.getByRole('button', { name: 'Revisar ahora' }).click();
  await expect
    .poll(
      async () => {
        await page.reload();
        return await sender.locator('input.copy').count();
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toBe(8);
}, 120_000);
