import { describe, expect, it } from 'vitest';
import { askedBy } from '../../../src/people/intake/rules/asked-form.ts';
import { checkAnswers, type Given } from '../../../src/people/intake/rules/check-answers.ts';
import type { Consent, Question } from '../../../src/tenancy/verticals/contract.ts';
import { intakeOfShop } from '../../../src/tenancy/verticals/rules/intake-of-shop.ts';

const question = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  label: `¿${id}?`,
  kind: 'text',
  isRequired: false,
  isSensitive: false,
  asked: 'every-visit',
  ...more,
});
const consent = (id: string, more: Partial<Consent> = {}): Consent => ({
  id,
  version: 1,
  purpose: 'other',
  text: `Acepto ${id}, con todas las letras.`,
  isRequired: false,
  ...more,
});

const FORM = {
  questions: [
    question('motivo', { isRequired: true }),
    question('largo', { kind: 'long-text' }),
    question('modo', { kind: 'choice', options: ['acá', 'lejos'] }),
    question('menor', { kind: 'yes-no' }),
    question('adulto', { neededWith: 'menor' }),
    question('desde', { kind: 'date' }),
    question('salud', { isSensitive: true }),
  ],
  consents: [
    consent('datos', { purpose: 'health-data' }),
    consent('edad', { isRequired: true }),
    consent('fotos', { purpose: 'images' }),
  ],
};
const FINE: Given = { intake: { motivo: 'Control' }, consents: ['edad'] };

function pointers(given: Given, inForce?: ReadonlySet<string>): string[] {
  const checked = checkAnswers(FORM, given, inForce);
  return checked.ok ? [] : checked.errors.map(({ pointer }) => pointer);
}
const withAnswer = (intake: Given['intake'], consents = ['edad']): Given => ({
  intake: { ...FINE.intake, ...intake },
  consents,
});

describe('what is asked of whoever books', () => {
  it.each<[string, Given, string[]]>([
    ['all that is needed', FINE, []],
    ['nothing', {}, ['/intake/motivo', '/consents']],
    ['blanks for an answer', withAnswer({ motivo: '   ' }), ['/intake/motivo']],
    ['something nobody asked', withAnswer({ 'a/b~c': 'x' }), ['/intake/a~1b~0c']],
    ['a consent nobody asked for', { ...FINE, consents: ['edad', 'alma'] }, ['/consents/1']],
    ['a name of every object', withAnswer({ constructor: 'x' }), ['/intake/constructor']],
    ['text for yes or no', withAnswer({ menor: 'sí' }), ['/intake/menor']],
    ['yes or no for text', { ...FINE, intake: { motivo: true } }, ['/intake/motivo']],
    ['an option', withAnswer({ modo: 'acá' }), []],
    ['no option', withAnswer({ modo: 'allá' }), ['/intake/modo']],
    ['a date', withAnswer({ desde: '2024-02-29' }), []],
    ['a date that is none', withAnswer({ desde: '2023-02-29' }), ['/intake/desde']],
    ['200 characters', withAnswer({ adulto: 'a'.repeat(200) }), []],
    ['201 characters', withAnswer({ adulto: 'a'.repeat(201) }), ['/intake/adulto']],
    ['1000 characters where there is room', withAnswer({ largo: 'ñ'.repeat(1_000) }), []],
    ['1001', withAnswer({ largo: 'ñ'.repeat(1_001) }), ['/intake/largo']],
    ['a child without its adult', withAnswer({ menor: true }), ['/intake/adulto']],
    ['a child with its adult', withAnswer({ menor: true, adulto: 'Eva' }), []],
    ['no child', withAnswer({ menor: false }), []],
    ['health without consent', withAnswer({ salud: 'asma' }), ['/consents']],
    ['health with consent', withAnswer({ salud: 'asma' }, ['edad', 'datos']), []],
    ['no health, blank', withAnswer({ salud: ' ' }), []],
  ])('%s', (_, given, expected) => {
    expect(pointers(given)).toEqual(expected);
  });

  it('keeps answers trimmed and in the words they were asked in, and consents in order', () => {
    const checked = checkAnswers(FORM, {
      intake: { menor: false, motivo: '  Control ' },
      consents: ['edad', 'datos', 'edad'],
    });
    expect(checked).toEqual({
      ok: true,
      answers: [
        { questionId: 'motivo', label: '¿motivo?', value: 'Control' },
        { questionId: 'menor', label: '¿menor?', value: false },
      ],
      consents: [FORM.consents[0], FORM.consents[1]],
    });
  });
});

describe('what is filled in later', () => {
  it('needs nothing of what is required, but the consent to health data where that is answered', () => {
    expect(pointers({}, new Set())).toEqual([]);
    expect(pointers({ intake: { salud: 'asma' } }, new Set())).toEqual(['/consents']);
    expect(pointers({ intake: { salud: 'asma' } }, new Set(['datos']))).toEqual([]);
    expect(pointers({ intake: { salud: 'asma' }, consents: ['datos'] }, new Set())).toEqual([]);
    expect(pointers({ intake: { modo: 'allá' } }, new Set())).toEqual(['/intake/modo']);
  });
});

describe('what a shop asks', () => {
  const line = {
    intake: [question('a'), question('b', { services: ['corte'] })],
    consents: [consent('datos')],
  };

  it('is what its line of business asks, for the services that are booked', () => {
    const ids = (slugs: string[]) => askedBy(line, slugs).questions.map(({ id }) => id);
    expect(ids(['corte'])).toEqual(['a', 'b']);
    expect(ids(['color'])).toEqual(['a']);
    expect(ids(['color', 'corte'])).toEqual(['a', 'b']);
  });

  it('without what it leaves out, with its own instead, and more after it', () => {
    const own = {
      intake: [question('c'), question('b', { label: 'Otra' })],
      consents: [consent('datos', { version: 2, isRequired: true })],
      notAsked: ['a'],
    };
    const shop = intakeOfShop(line, own);
    expect(shop.intake.map(({ id, label }) => [id, label])).toEqual([
      ['b', 'Otra'],
      ['c', '¿c?'],
    ]);
    expect(shop.consents.map(({ id, version }) => [id, version])).toEqual([['datos', 2]]);
    expect(intakeOfShop(line, undefined)).toBe(line);
  });
});
