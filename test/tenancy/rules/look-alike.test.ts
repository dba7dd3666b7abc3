import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainProblem } from '../../../src/tenancy/onboarding/rules/domain-text.ts';
import { mistakenFor, mixesScripts, skeletonOf } from '../../../src/tenancy/onboarding/rules/look-alike.ts';
import { decodePunycode } from '../../../src/tenancy/onboarding/rules/punycode.ts';

describe('punycode', () => {
  // RFC 3492 section 7.1, in lower case where the sample mixes it.
  it.each([
    ['ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
    ['porqunopuedensimplementehablarenespaol-fmd56a', 'porquénopuedensimplementehablarenespañol'],
    ['b1abfaaepdrnnbgefbadotcwatmq2g4l', 'почемужеонинеговорятпорусски'],
    ['2-u9tlzr9756bt3uc0v', 'ひとつ屋根の下2'],
    ['barbera-dza', 'barbería'],
  ])('%s is %s', (encoded, text) => {
    expect(decodePunycode(encoded)).toBe(text);
  });

  it.each(['99999999', 'abc-', 'a-!', '-', 'ñ'])('%s is none, or has nothing to decode', (encoded) => {
    const decoded = decodePunycode(encoded);
    expect(decoded === undefined || decoded === encoded.replace(/-$/, '')).toBe(true);
  });

  it('is read as the runtime writes it', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'abcdeñáéíóúüабвгдежзиклмнопрстαβγδε漢字'),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(letters, (text) => {
        const ascii = domainToASCII(`${text}.com`).split('.')[0] ?? '';
        fc.pre(ascii.startsWith('xn--'));
        expect(decodePunycode(ascii.slice(4))).toBe(text);
      }),
    );
  });
});

describe('a name that would be mistaken for another', () => {
  const ascii = (host: string) => domainToASCII(host);
  it.each([
    ['Cyrillic а, е, о', ascii('turnos.bаrbеriаpаlеrmo.com.ar')],
    ['Greek ο', ascii('turnos.barberiapalermο.com.ar')],
    ['an accent', ascii('turnos.barberíapalermo.com.ar')],
    ['one for l', 'turnos.barberiapa1ermo.com.ar'],
    ['zero for o', 'turnos.barberiapalerm0.com.ar'],
    ['rn for m', 'turnos.barberiapalerrno.com.ar'],
  ])('with %s', (_, host) => {
    expect(mistakenFor(host, ['otro.com', 'turnos.barberiapalermo.com.ar'])).toBe(
      'turnos.barberiapalermo.com.ar',
    );
  });

  it('is not the very same one, nor one that differs', () => {
    expect(mistakenFor('turnos.uno.com', ['turnos.uno.com'])).toBeUndefined();
    expect(mistakenFor('turnos.dos.com', ['turnos.uno.com'])).toBeUndefined();
  });

  it('has the skeleton of the plain one, whichever letters are replaced', () => {
    const cyrillic: Record<string, string> = {
      a: 'а',
      c: 'с',
      e: 'е',
      o: 'о',
      p: 'р',
      x: 'х',
      y: 'у',
      i: 'і',
      s: 'ѕ',
    };
    const word = fc.string({
      unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'),
      minLength: 3,
      maxLength: 15,
    });
    fc.assert(
      fc.property(word, fc.array(fc.boolean(), { minLength: 15, maxLength: 15 }), (plain, swap) => {
        const drawn = Array.from(plain, (letter, at) =>
          swap[at] ? (cyrillic[letter] ?? letter) : letter,
        ).join('');
        expect(skeletonOf(ascii(`${drawn}.com`))).toBe(skeletonOf(`${plain}.com`));
      }),
    );
  });

  it('mixes alphabets within a label, unlike a word of one alphabet', () => {
    expect(mixesScripts(ascii('bаrberia.com.ar'))).toBe(true);
    expect(mixesScripts(ascii('парикмахер.com'))).toBe(false);
    expect(mixesScripts(ascii('peluquería.com.ar'))).toBe(false);
    expect(mixesScripts('barberia.com.ar')).toBe(false);
  });
});

describe('a domain', () => {
  it.each(['turnos.mibarberia.com.ar', 'xn--barbera-dza.com.ar', 'a.co', '1800-cortes.com'])(
    '%s is one',
    (text) => {
      expect(domainProblem(text)).toBeUndefined();
    },
  );

  it.each([
    ['10.0.0.1', /IP/],
    ['[::1]', /IP/],
    ['2001:db8::1', /IP/],
    ['localhost', /público/],
    ['shop.localhost', /público/],
    ['shop.internal', /público/],
    ['shop.test', /público/],
    ['https://shop.com', /Sólo el dominio/],
    ['shop.com/', /Sólo el dominio/],
    ['*.shop.com', /comodines/],
    ['Shop.com', /minúsculas/],
    ['peluquería.com.ar', /xn--/],
    ['shop', /completo/],
    ['shop.com.', /completo/],
    ['-shop.com', /completo/],
    ['shop..com', /completo/],
    ['shop.123', /completo/],
    [`${'a'.repeat(64)}.com`, /completo/],
    [`${'abcdefghi.'.repeat(26)}com`, /completo/],
    ['', /completo/],
  ])('%s is none, and it says why', (text, why) => {
    expect(domainProblem(text)).toMatch(why);
  });
});
