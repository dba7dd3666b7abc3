import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCuit } from '../../../src/tenancy/onboarding/rules/cuit.ts';

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
  ])('%s is one', (text, cuit, holder) => {
    expect(checkCuit(text)).toEqual({ ok: true, cuit, holder });
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
