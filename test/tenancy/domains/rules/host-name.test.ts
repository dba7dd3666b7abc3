import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHostName, isApex } from '../../../../src/tenancy/domains/rules/host-name.ts';

const OWN = {
  platformDomain: 'barberpro.app',
  consoleHost: 'consola.barberpro.app',
  cnameTarget: 'dominios.barberpro.app',
};

/** What people and programs make of names: labels, dots where they should not be, letters that are not ASCII. */
const nearlyName = fc
  .array(
    fc.constantFrom(
      'turnos',
      'Tienda',
      'ñandú',
      'xn--',
      'com',
      'ar',
      'a-',
      '1',
      '0x7f',
      '',
      'ｃｏｍ',
      '..',
      '%2e',
      ' ',
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((labels) => labels.join('.'));

describe('a domain of one’s own', () => {
  it.each([
    ['turnos.tienda.com.ar', 'turnos.tienda.com.ar'],
    ['  Turnos.TIENDA.com.ar ', 'turnos.tienda.com.ar'],
    ['tienda.com.ar', 'tienda.com.ar'],
    ['peluquería-ñandú.com.ar', 'xn--peluquera-and-iobg30c.com.ar'],
    ['xn--nand-2pa.com.ar', 'xn--nand-2pa.com.ar'],
    ['a-b.c-d.io', 'a-b.c-d.io'],
    ['notbarberpro.app', 'notbarberpro.app'],
  ])('%s is taken as %s', (text, host) => {
    const verdict = checkHostName(text, OWN);
    // How a name with other letters is written is the standard's business; that it is ASCII is ours.
    if (verdict.ok && text.includes('ñandú')) expect(verdict.host).toMatch(/^xn--[a-z0-9-]+\.com\.ar$/);
    else expect(verdict).toEqual({ ok: true, host });
  });

  it.each([
    ['', 'completo'],
    ['localhost', 'completo'],
    ['tienda', 'completo'],
    ['shop.localhost', 'no es público'],
    ['shop.local', 'no es público'],
    ['shop.test', 'no es público'],
    ['shop.example', 'no es público'],
    ['shop.example.com', 'no es público'],
    ['shop.internal', 'no es público'],
    ['router.home.arpa', 'no es público'],
    ['shop.onion', 'no es público'],
    ['10.0.0.1', 'completo'],
    ['0x7f.1', 'completo'],
    ['2130706433', 'completo'],
    ['[::1]', 'sin https'],
    ['*.tienda.com.ar', 'comodines'],
    ['tienda.com.ar.', 'punto del final'],
    ['https://tienda.com.ar', 'sin https'],
    ['tienda.com.ar/turnos', 'sin https'],
    ['ana@tienda.com.ar', 'sin https'],
    ['tienda.com.ar:8080', 'sin https'],
    ['tien da.com.ar', 'sin https'],
    ['tienda..com.ar', 'completo'],
    ['-tienda.com.ar', 'completo'],
    ['tienda_1.com.ar', 'completo'],
    [`${'a'.repeat(64)}.com.ar`, 'completo'],
    [`${'a.'.repeat(130)}com.ar`, 'completo'],
    ['barberpro.app', 'de la plataforma'],
    ['otro.barberpro.app', 'de la plataforma'],
    ['x.dominios.barberpro.app', 'de la plataforma'],
    ['com.ar', 'terminación'],
    ['gob.ar', 'terminación'],
  ])('%s is refused: %s', (text, words) => {
    const verdict = checkHostName(text, OWN);
    expect(verdict.ok ? verdict.host : verdict.detail).toMatch(new RegExp(words, 'i'));
  });

  it('whatever is typed, what is taken is a public ASCII name in lower case, and taking it again changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 40 }), nearlyName), (text) => {
        const verdict = checkHostName(text, OWN);
        if (!verdict.ok) return;
        expect(verdict.host).toMatch(/^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z-][a-z0-9-]*$/);
        expect(new URL(`https://${verdict.host}/`).hostname).toBe(verdict.host);
        expect(checkHostName(verdict.host, OWN)).toEqual(verdict);
      }),
    );
  });

  it.each([
    ['tienda.com', true],
    ['tienda.com.ar', true],
    ['www.tienda.com', false],
    ['www.tienda.com.ar', false],
    ['tienda.ar', true],
    ['turnos.tienda.ar', false],
  ])('%s stands without a subdomain: %s', (host, expected) => {
    expect(isApex(host)).toBe(expected);
  });
});
