import { describe, expect, it } from 'vitest';
import { catalogSpecSchema } from '../../../src/agenda/catalog/spec-contract.ts';
import { monogram } from '../../../src/tenancy/onboarding/rules/monogram.ts';
import type { Question } from '../../../src/tenancy/verticals/contract.ts';
import { checkVertical, readTemplate, VERTICAL_IDS } from '../../../src/tenancy/verticals/read-template.ts';
import { readVertical } from '../../../src/tenancy/verticals/read-vertical.ts';
import { shopOfVertical } from '../../../src/tenancy/verticals/rules/shop-of-vertical.ts';

const SHOP = { name: 'Local', ownerName: 'Ana Núñez', address: 'Calle 123', providers: [] };

describe.each(VERTICAL_IDS)('%s', (id) => {
  it('makes a whole catalog, with a price for everything', () => {
    const catalog = catalogSpecSchema.parse(shopOfVertical(readTemplate(id), SHOP));
    expect(catalog.services.every(({ priceCentavos }) => priceCentavos > 0)).toBe(true);
    expect(catalog.providers.map(({ slug, name }) => [slug, name])).toEqual([['ana-nunez', 'Ana Núñez']]);
  });

  it('asks little, so that booking stays a matter of a minute', () => {
    const { intake, consents } = readVertical(id);
    expect(intake.length).toBeLessThanOrEqual(5);
    expect(consents.length).toBeLessThanOrEqual(2);
    expect(intake.filter(({ isRequired }) => isRequired)).toEqual([]);
  });

  it('reminds the earliest first', () => {
    const minutes = readVertical(id).reminders.map(({ beforeMinutes }) => beforeMinutes);
    expect(minutes).toEqual(minutes.toSorted((a, b) => b - a));
  });
});

it('where health is what people come for, notes are sealed and nothing is shown outside', () => {
  for (const id of ['medical', 'psychology'])
    expect(readVertical(id).privacy).toMatchObject({ notes: 'sealed', outside: 'discreet' });
});

it('names those who serve, namesakes too', () => {
  const providers = ['José', 'Jose', 'Ñ Ó', '李明'];
  const catalog = catalogSpecSchema.parse(shopOfVertical(readTemplate('barber'), { ...SHOP, providers }));
  expect(catalog.providers.map(({ slug }) => slug)).toEqual(['jose', 'jose-2', 'n-o', 'profesional']);
});

describe('a file that lacks something is refused with the file and the place', () => {
  const beauty = readVertical('beauty');
  const template = readTemplate('beauty');
  const [first] = template.services;
  const [question] = beauty.intake;
  const check = (change: object, start: object = {}) =>
    checkVertical({ ...beauty, ...change }, { ...template, ...start });

  it('a price', () => {
    const { priceCentavos: _, ...free } = first!;
    expect(() => check({}, { services: [free] })).toThrow(
      'tenancy/verticals/beauty.ts: services corte-y-peinado priceCentavos',
    );
    expect(() => check({}, { services: [{ ...first!, priceCentavos: 0 }] })).toThrow(
      /corte-y-peinado priceCentavos/,
    );
  });

  it('a phrase', () => {
    expect(() => check({ vocabulary: { ...beauty.vocabulary, booked: '' } })).toThrow(/vocabulary booked/);
  });

  it('a consent to what is asked about health, everywhere it is asked', () => {
    expect(() => check({ consents: [] })).toThrow(/alergias es de salud/);
    const partly = beauty.consents.map((consent) => ({ ...consent, services: ['manos'] }));
    expect(() => check({ consents: partly })).toThrow(/alergias es de salud/);
    expect(() => check({ consents: partly, intake: [{ ...question!, services: ['manos'] }] })).not.toThrow();
  });

  it.each<[string, Partial<Question>, RegExp]>([
    ['a choice without options', { kind: 'choice' }, /intake 0 options/],
    ['options of no choice', { options: ['a', 'b'] }, /intake 0 options/],
    ['something required of whoever comes first', { isRequired: true }, /intake 0 isRequired/],
    ['something needed with what nobody is asked', { neededWith: 'es-menor' }, /es-menor no es/],
  ])('%s', (_, change, message) => {
    expect(() => check({ intake: [{ ...question!, ...change }] })).toThrow(message);
  });

  it('two questions of one name', () => {
    expect(() => check({ intake: [question!, question!] })).toThrow('Ya hay otra con el id alergias');
  });

  it('one that nobody wrote', () => {
    expect(() => readVertical('dentist')).toThrow(/dentist/);
    expect(() => readTemplate('dentist')).toThrow(/dentist/);
  });
});

it('who brings no logo gets an initial that can be read', () => {
  expect(monogram('¡Ñandú!', '#101010')).toMatch(/fill="#fff">Ñ</);
  expect(monogram('ana', '#f0e060')).toMatch(/fill="#000">A</);
  expect(monogram('***', '#000000')).toContain('•');
});
