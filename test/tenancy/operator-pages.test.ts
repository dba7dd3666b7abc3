import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSOLE } from '../http/api.ts';
import { type RequestInit, startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
let cookie: string;
beforeAll(async () => {
  world = await startTestWorld({ tenants: 'none' });
  const entered = await send('/entrar', { token: world.operatorToken });
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/']);
  cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 60_000);
afterAll(() => world.stop());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const visit = (path: string, init: RequestInit = {}) => world.fetchAs(CONSOLE, path, init);
const page = async (path: string) => await (await visit(path, { headers: { cookie } })).text();
const send = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  visit(path, {
    method: 'POST',
    headers: { ...FORM, ...headers },
    body: new URLSearchParams(fields).toString(),
  });

const REQUEST = {
  nombre: 'Barbería <Ñandú> & Hijos',
  slug: 'nandu',
  rubro: 'barber',
  direccion: 'Honduras 4762, CABA',
  telefono: '+54 11 4832-7715',
  'casilla-local': 'hola@nandu.com.ar',
  color: '#1F4D3A',
  dominios: '',
  quienes: 'Beto\nCarla',
  dueno: 'Rocío Paz',
  casilla: 'rocio@nandu.com.ar',
  razon: 'Rocío Paz',
  cuit: '27-28033514-8',
};

describe('before anybody has entered', () => {
  it('every page leads to the entry, and nothing can be done', async () => {
    for (const path of ['/', '/altas/nueva', '/altas/onb_1']) {
      const answer = await visit(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/entrar']);
    }
    expect((await send('/altas', REQUEST)).headers.get('location')).toBe('/entrar');
    expect((await send('/altas', REQUEST, { cookie: `${cookie}x` })).headers.get('location')).toBe('/entrar');
  });

  it('a wrong token is refused, and says so', async () => {
    const answer = await send('/entrar', { token: 'op_wrong' });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([422, null]);
    expect(await answer.text()).toContain('no es el de la plataforma');
  });

  it('a form of another site is refused', async () => {
    const foreign = await send('/altas', REQUEST, { cookie, 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
  });
});

describe('who has entered', () => {
  it('is told at its field what is wrong with a request, with everything still typed', async () => {
    const answer = await send('/altas', { ...REQUEST, slug: 'admin', cuit: '30-71234567-2' }, { cookie });
    const html = await answer.text();
    expect(answer.status).toBe(422);
    expect(html).toMatch(/id="slug-error"[^>]*>[^<]*reservado/);
    expect(html).toMatch(/id="cuit-error"[^>]*>[^<]*verificador/);
    expect(html).toContain('value="Barbería &lt;Ñandú&gt; &amp; Hijos"');
  });

  it('starts an onboarding, watches it, and finds it and the shop', async () => {
    const started = await send('/altas', REQUEST, { cookie });
    const path = started.headers.get('location') ?? '';
    expect([started.status, path]).toEqual([303, expect.stringMatching(/^\/altas\/onb_/)]);
    let html = await page(path);
    for (const end = Date.now() + 15_000; html.includes('http-equiv="refresh"') && Date.now() < end; ) {
      await delay(100);
      html = await page(path);
    }
    expect(html).toContain('Dado de alta');
    expect(html).toMatch(/value="http:\/\/nandu\.localhost(?::\d+)?\/agenda\/invitacion\/[\w-]{43}"/);
    expect(html).not.toContain('<Ñandú>');
    const home = await page('/?q=nand');
    expect(home).toContain(path);
    expect(home).toContain('nandu.localhost');
    expect(await page('/?q=otra-cosa')).not.toContain('nandu.localhost');
  });

  it('approves what waits, and cancels what should not be', async () => {
    const risky = (slug: string) =>
      send('/altas', { ...REQUEST, slug, casilla: 'x@yopmail.com' }, { cookie });
    const waiting = async (path: string) => {
      for (const end = Date.now() + 15_000; Date.now() < end; await delay(100))
        if ((await page(path)).includes('Espera aprobación')) return;
    };
    for (const [slug, verb, end] of [
      ['apurada', 'aprobar', 'Dado de alta'],
      ['dudosa', 'cancelar', 'Cancelada'],
    ] as const) {
      const path = (await risky(slug)).headers.get('location') ?? '';
      await waiting(path);
      expect((await send(`${path}/${verb}`, {}, { cookie })).headers.get('location')).toBe(path);
      let html = '';
      for (const until = Date.now() + 15_000; !html.includes(end) && Date.now() < until; await delay(100))
        html = await page(path);
      expect(html).toContain(end);
    }
  });

  it('leaves, and is out', async () => {
    const left = await send('/salir', {}, { cookie });
    expect(left.headers.get('set-cookie')).toMatch(/Max-Age=0/);
  });
});
