import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskVisits, startDeskVisits } from '../support/desk-visit.ts';
import { asOperator } from '../support/operator.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';

const SHOP = 'psicologia-belgrano';
/** What must be found nowhere but in an envelope, and what must be found: the search would find it. */
const MARK = 'litio-zq7';
const NAME = 'Zoraida Prueba';

let desk: DeskVisits;
const hooks: string[] = [];
const receiver = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  hooks.push(Buffer.concat(chunks).toString());
  outgoing.writeHead(204).end();
});
beforeAll(async () => {
  desk = await startDeskVisits();
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
}, 120_000);
afterAll(async () => {
  receiver.close();
  receiver.closeAllConnections();
  await desk?.stop();
});

const main = (page: Page) => page.locator('main').innerText();
const confirm = (page: Page) => page.getByRole('button', { name: /^Confirmar/ }).click();

/** On the page that asks for data, with a time held. */
async function holdTime(js = false): Promise<Page> {
  const page = await desk.open(SHOP, '/', js);
  await page.locator('main .rows a').nth(1).click();
  await page.locator('a.day:not(.none)').nth(4).click();
  await page.locator('.times button').first().click();
  await page.getByLabel('Nombre y apellido').waitFor();
  return page;
}

async function bookWithHealth(page: Page): Promise<string> {
  await page.getByLabel('Nombre y apellido').fill(NAME);
  await page.getByLabel('Teléfono').fill('11 2345-6789');
  await page.locator('summary').click();
  await page.getByLabel('¿Estás en tratamiento').fill(`Tomo ${MARK}`);
  await page.getByLabel('¿Algo que debamos saber').fill(`Por ${MARK}`);
  await page.getByRole('checkbox', { name: /^Acepto/ }).check();
  await confirm(page);
  return /\/turno\/(bkg_\w+)\//.exec(page.url())?.[1] ?? '';
}

test('the details step asks without JavaScript, says all that is missing at once, and loses nothing', async () => {
  const page = await holdTime();
  const consent = page.getByRole('checkbox', { name: /^Acepto/ });
  expect(await consent.isChecked()).toBe(false);
  await page.locator('summary').click();
  await page.getByLabel('¿Cómo preferís').selectOption('Por videollamada');
  await page.getByLabel('menos de 18').selectOption('si');
  await page.getByLabel('¿Estás en tratamiento').fill('Sí, "dos" <veces>');
  await confirm(page);
  await expectAccessible(page);
  const summary = await page.locator('#aviso').innerText();
  for (const text of [
    'Escribí tu nombre',
    'e-mail o un teléfono',
    'Persona adulta responsable',
    'este permiso',
  ])
    expect(summary).toContain(text);
  expect(await page.getByLabel('¿Cómo preferís').inputValue()).toBe('Por videollamada');
  expect(await page.getByLabel('menos de 18').inputValue()).toBe('si');
  expect(await page.getByLabel('¿Estás en tratamiento').inputValue()).toBe('Sí, "dos" <veces>');
  expect(await consent.isChecked()).toBe(false);
  expect(await consent.getAttribute('aria-invalid')).toBe('true');
  await page.getByLabel('Nombre y apellido').fill('Eva Paz');
  await page.getByLabel('Teléfono').fill('11 2345-6789');
  await page.getByLabel('Persona adulta').fill('Leo Paz');
  await consent.check();
  await confirm(page);
  expect(await page.locator('h1').innerText()).toBe('¡Listo!');
});

test('its pages have no violation of axe', async () => {
  const page = await holdTime(true);
  await page.locator('summary').click();
  await expectNoViolations(page);
  await bookWithHealthAndGo(page);
  await expectNoViolations(page);
});

async function bookWithHealthAndGo(page: Page): Promise<void> {
  await page.locator('summary').click();
  await bookWithHealth(page);
  await page.getByRole('link', { name: 'Tus respuestas y permisos' }).click();
  await page.getByRole('heading', { name: 'Permisos que diste' }).waitFor();
}

test('a customer answers later, and takes back what was said; the shop sees it behind a click', async () => {
  const page = await holdTime();
  const id = await bookWithHealth(page);
  await page.getByRole('link', { name: 'Tus respuestas y permisos' }).click();
  await expectAccessible(page);
  expect(await page.content()).not.toContain(MARK);
  await page.getByLabel('Contacto de emergencia').fill('Leo, 11 4444-5555');
  await page.getByRole('button', { name: 'Guardar' }).click();
  expect(await main(page)).toContain('Listo, lo guardamos.');

  const agenda = await desk.enter(SHOP, `/agenda/turno/${id}`);
  expect(await agenda.content()).not.toContain(MARK);
  await agenda.getByRole('link', { name: 'Ficha y consentimientos' }).click();
  await expectAccessible(agenda);
  const file = await main(agenda);
  for (const text of [`Tomo ${MARK}`, `Por ${MARK}`, 'Leo, 11 4444-5555', 'Dado'])
    expect(file).toContain(text);
  const { body } = await desk.api<{ key: string }>(SHOP, '/api-keys', {
    name: 'Recepción',
    scopes: ['desk:read', 'desk:write', 'bookings:read', 'bookings:write'],
  });
  const reception = await desk.enter(SHOP, `/agenda/turno/${id}/ficha`, { key: body.key });
  expect(await main(reception)).toContain('hace falta el permiso health:read');
  expect(await reception.content()).not.toContain(MARK);

  await page.getByRole('button', { name: 'Retirar este permiso' }).click();
  expect(await main(page)).toContain('retiraste el permiso');
  await agenda.reload();
  const after = await main(agenda);
  expect(after).toContain('Se borró lo contestado');
  expect(after).not.toContain(MARK);
});

test('what is said about health is in no event, webhook, calendar, list, log, backup and file', async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await desk.api(SHOP, '/webhook-endpoints', { url, events: ['*'] });
  const page = await holdTime();
  const id = await bookWithHealth(page);
  await desk.api(SHOP, `/bookings/${id}/intake`, { intake: { 'contacto-de-emergencia': `Leo ${MARK}` } });
  await expect.poll(() => hooks.length, { timeout: 20_000 }).toBeGreaterThan(0);
  const { hostname, pathname } = new URL(page.url());
  const calendar = await (await desk.world.fetchAs(hostname, `${pathname}/turno.ics`)).text();
  expect(calendar).toMatch(/\r\nSUMMARY:Sesión\r\n/);
  const day = /T?(\d{4}-\d\d-\d\d)/.exec(
    (await desk.api<{ startsAt: string }>(SHOP, `/bookings/${id}`)).body.startsAt,
  )?.[1];
  const lists = ['/events?after=0', '/bookings', `/bookings/${id}`, `/bookings/${id}/intake-state`];
  const seen = await Promise.all(
    [...lists, `/desk/day?date=${day}`].map(async (path) => (await desk.api(SHOP, path)).body),
  );
  const told = JSON.stringify([seen, hooks]) + calendar;
  expect(told).toContain(NAME);
  expect(told).not.toContain(MARK);
  expect((await asOperator(desk.world, `POST /tenants/${SHOP}/backups`)).status).toBe(201);
  const files = await filesUnder(desk.world.paths.root);
  const holding = (text: string) => files.filter(({ bytes }) => bytes.includes(text)).map(({ name }) => name);
  expect(holding(NAME).length).toBeGreaterThan(0);
  expect(files.some(({ name }) => name.endsWith('worker.log'))).toBe(true);
  expect(holding(MARK)).toEqual([]);
  const { body } = await desk.api<{
    answers: { value: string }[];
    notes: string;
    consents: { how: string }[];
  }>(SHOP, `/bookings/${id}/intake`);
  expect(body.consents.map(({ how }) => how)).toEqual(['page']);
  expect([body.notes, body.answers.map(({ value }) => value)]).toEqual([
    `Por ${MARK}`,
    [`Leo ${MARK}`, `Tomo ${MARK}`],
  ]);
});

async function filesUnder(root: string): Promise<{ name: string; bytes: Buffer }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return await Promise.all(names.map(async (name) => ({ name, bytes: await readFile(name) })));
}
