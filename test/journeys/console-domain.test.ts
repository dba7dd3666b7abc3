import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskVisits, SALON, startDeskVisits } from '../support/desk-visit.ts';
import { expectAccessible, expectNoViolations } from '../support/page-checks.ts';

let desk: DeskVisits;

beforeAll(async () => {
  desk = await startDeskVisits();
}, 120_000);

afterAll(() => desk?.stop());

test('the shop finds its domain, copies the record that is missing, and sees it serve', async () => {
  const host = 'turnos.salonrecoleta.com.ar';
  await desk.world.fetchAs('console.localhost', `/api/operator/tenants/${SALON}/domains`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.world.operatorToken}` },
    json: { host },
  });
  const page = await desk.enter(SALON, '/agenda', { js: true });
  await page.getByRole('link', { name: 'Más' }).click();
  await page.getByRole('link', { name: /^Dominio/ }).click();
  await expectAccessible(page);
  await expectNoViolations(page);
  expect(await page.locator('body').innerText()).not.toMatch(/barberpro|plataforma|cloudflare/i);
  const section = page.getByRole('region', { name: host });
  expect(await section.innerText()).toContain('Falta un registro');
  expect(await section.innerText()).toContain('Un registro CNAME');
  expect(await page.getByRole('region', { name: 'reservas.salonrecoleta.com.ar' }).innerText()).toContain(
    'Atiende · es la dirección que usan los enlaces',
  );
  const parts = await section
    .locator('input.copy')
    .evaluateAll((fields) => fields.map((field) => 'value' in field && field.value));
  expect(parts.slice(0, 2)).toEqual([host, expect.stringMatching(/^[0-9a-z]{12}\.dominios\./)]);
  desk.world.cloudflare.dns.set(host, { CNAME: String(parts[1]) });
  // A look within ten seconds of the one before asks nobody.
  await page.waitForTimeout(10_000);
  await section.getByRole('button', { name: 'Revisar ahora' }).click();
  expect(await page.getByRole('status').innerText()).toBe('Así está ahora el dominio.');
  expect(await section.innerText()).toContain('Atiende');
});
