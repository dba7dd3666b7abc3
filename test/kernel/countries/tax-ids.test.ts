import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argentina } from '../../../src/kernel/countries/argentina.ts';
import { colombia } from '../../../src/kernel/countries/colombia.ts';
import { mexico } from '../../../src/kernel/countries/mexico.ts';

const checkCuit = argentina.taxId.check;

/** From the definition: the weighted sum of all eleven digits is a multiple of eleven. */
function isConsistent(digits: string): boolean {
  const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
  return weights.reduce((sum, weight, at) => sum + weight * Number(digits.charAt(at)), 0) % 11 === 0;
}

describe('a CUIT', () => {
  it.each([
    ['27-28033514-8', '27280335148', 'person'],
    ['30-71234567-1', '30712345671', 'company'],
    ['20123456786', '20123456786', 'person'],
    ['30-54808315-6', '30548083156', 'company'],
  ])('%s is one', (text, taxId, holder) => {
    expect(checkCuit(text)).toEqual({ ok: true, taxId, holder });
  });

  it.each([
    ['27-28033514-7', /verificador/],
    ['31-71234567-1', /no empieza con 31/],
    ['30-7123456-1', /Once dígitos/],
    ['30 71234567 1', /Once dígitos/],
    ['３０712345671', /Once dígitos/],
    ['', /Once dígitos/],
  ])('%s is none', (text, why) => {
    expect(checkCuit(text)).toMatchObject({ ok: false, detail: expect.stringMatching(why) });
  });

  it('is accepted exactly when its weighted sum is a multiple of eleven', () => {
    const digits = fc
      .tuple(fc.constantFrom('20', '23', '24', '25', '26', '27', '30', '33', '34'), fc.nat(999_999_999))
      .map(([prefix, rest]) => prefix + String(rest).padStart(9, '0'));
    fc.assert(fc.property(digits, (text) => checkCuit(text).ok === isConsistent(text)));
  });

  it('with one digit changed or two neighbours swapped is none', () => {
    const digits = fc.nat(99_999_999).map((rest) => `30${String(rest).padStart(8, '0')}`);
    const whole = digits
      .map((first) => Array.from({ length: 10 }, (_, digit) => `${first}${digit}`).find(isConsistent))
      .filter((cuit) => cuit !== undefined);
    fc.assert(
      fc.property(whole, fc.integer({ min: 2, max: 10 }), fc.integer({ min: 1, max: 9 }), (cuit, at, by) => {
        const other = String((Number(cuit.charAt(at)) + by) % 10);
        expect(checkCuit(cuit.slice(0, at) + other + cuit.slice(at + 1)).ok).toBe(false);
      }),
    );
  });
});

/** Of public bodies and companies, as they print them; the person's is the SAT's own example. */
const RFCS = [
  ['PME380607P35', 'company'],
  ['CFE370814QI0', 'company'],
  ['TME840315KT6', 'company'],
  ['NWM9709244W4', 'company'],
  ['SAT970701NN3', 'company'],
  ['IMS421231I45', 'company'],
  ['BNM840515VB1', 'company'],
  ['GODE561231GR8', 'person'],
] as const;

describe('an RFC', () => {
  it.each(RFCS)('%s is one', (taxId, holder) => {
    expect(mexico.taxId.check(taxId)).toEqual({ ok: true, taxId, holder });
  });

  it('is taken in small letters and with spaces', () => {
    expect(mexico.taxId.check('gode-561231 gr8')).toMatchObject({ ok: true, taxId: 'GODE561231GR8' });
  });

  it.each([
    ['GODE561231GR9', /verificador/],
    ['XAXX010101000', /verificador/],
    ['GODE561331GR8', /fecha/],
    ['GO561231GR8', /Doce o trece/],
    ['27-28033514-8', /Doce o trece/],
  ])('%s is none', (text, why) => {
    expect(mexico.taxId.check(text)).toMatchObject({ ok: false, detail: expect.stringMatching(why) });
  });

  it.each(RFCS)('%s with one digit of its date changed is none', (taxId) => {
    const from = taxId.length - 9;
    const changed = Array.from({ length: 60 }, (_, index) => {
      const at = from + Math.floor(index / 10);
      return `${taxId.slice(0, at)}${index % 10}${taxId.slice(at + 1)}`;
    }).filter((text) => text !== taxId);
    expect(changed).toHaveLength(54);
    expect(changed.filter((text) => mexico.taxId.check(text).ok)).toEqual([]);
  });
});

/** Of public companies, as they print them. */
const NITS = ['899.999.068-1', '890903938-8', '890904996-1', '890100577-6', '800197268-4', '860034313-7'];

describe('a NIT', () => {
  it.each(NITS)('%s is one', (text) => {
    const taxId = text.replaceAll(/[.-]/g, '');
    expect(colombia.taxId.check(text)).toEqual({ ok: true, taxId, holder: 'company' });
  });

  it.each(NITS)('%s has no other check digit', (text) => {
    const digits = Array.from({ length: 10 }, (_, digit) => `${text.slice(0, -1)}${digit}`);
    expect(digits.filter((other) => colombia.taxId.check(other).ok)).toEqual([text]);
  });

  it.each(['899.999.068', '12-3', 'GODE561231GR8'])('%s is none', (text) => {
    expect(colombia.taxId.check(text).ok).toBe(false);
  });

  it('of a person is the number of their card', () => {
    const found = Array.from({ length: 10 }, (_, digit) =>
      colombia.taxId.check(`1.020.304.050-${digit}`),
    ).filter(({ ok }) => ok);
    expect(found).toMatchObject([{ holder: 'person' }]);
  });
});
