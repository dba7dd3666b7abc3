import { describe, expect, it } from 'vitest';
import { catalogSpecSchema } from '../../../src/agenda/catalog/spec-contract.ts';
import { monogram } from '../../../src/tenancy/onboarding/rules/monogram.ts';
import { checkVertical, readVertical, VERTICAL_IDS } from '../../../src/tenancy/verticals/read-vertical.ts';
import { shopOfVertical } from '../../../src/tenancy/verticals/rules/shop-of-vertical.ts';

const SHOP = { name: 'Local', ownerName: 'Ana Núñez', address: 'Calle 123', providers: [] };

describe.each(VERTICAL_IDS)('%s', (id) => {
  it('makes a whole catalog, with a price for everything', () => {
    const catalog = catalogSpecSchema.parse(shopOfVertical(readVertical(id), SHOP));
    expect(catalog.services.every(({ priceCentavos }) => priceCentavos > 0)).toBe(true);
    expect(catalog.providers.map(({ slug, name }) => [slug, name])).toEqual([['ana-nunez', 'Ana Núñez']]);
  });
});

it('names those who serve, namesakes too', () => {
  const providers = ['José', 'Jose', 'Ñ Ó', '李明'];
  const catalog = catalogSpecSchema.parse(shopOfVertical(readVertical('barber'), { ...SHOP, providers }));
  expect(catalog.providers.map(({ slug }) => slug)).toEqual(['jose', 'jose-2', 'n-o', 'profesional']);
});

describe('a file that lacks something is refused with the file and the place', () => {
  it('a price', () => {
    const { priceCentavos: _, ...free } = readVertical('beauty').services[0]!;
    const broken = { ...readVertical('beauty'), services: [free as never] };
    expect(() => checkVertical(broken)).toThrow('tenancy/verticals/beauty.ts: corte-y-peinado priceCentavos');
  });

  it('a price of nothing, a phrase', () => {
    const beauty = readVertical('beauty');
    const [first] = beauty.services;
    expect(() => checkVertical({ ...beauty, services: [{ ...first!, priceCentavos: 0 }] })).toThrow(
      /corte-y-peinado priceCentavos/,
    );
    expect(() => checkVertical({ ...beauty, vocabulary: { ...beauty.vocabulary, booked: '' } })).toThrow(
      /vocabulary booked/,
    );
  });

  it('one that nobody wrote', () => {
    expect(() => readVertical('dentist')).toThrow(/dentist/);
  });
});

it('who brings no logo gets an initial that can be read', () => {
  expect(monogram('¡Ñandú!', '#101010')).toMatch(/fill="#fff">Ñ</);
  expect(monogram('ana', '#f0e060')).toMatch(/fill="#000">A</);
  expect(monogram('***', '#000000')).toContain('•');
});
