import { expect, test } from 'vitest';
import { queryOf, readChoice } from '../../src/site/choice.ts';
import { SITE_CATALOG } from '../support/site-fixture.ts';

test('a service at several places asks for the place; at one it does not', () => {
  expect(readChoice(SITE_CATALOG, { servicio: 'corte' }).location).toBeUndefined();
  expect(readChoice(SITE_CATALOG, { servicio: 'color' }).location?.slug).toBe('centro');
});

test('at a place only those who work there can be chosen', () => {
  const choice = readChoice(SITE_CATALOG, { servicio: 'corte', sucursal: 'norte', profesional: 'ana' });
  expect(choice.providers.map(({ slug }) => slug)).toEqual(['beto']);
  expect(choice.provider).toBeUndefined();
});

test('a choice becomes the link that says it again', () => {
  const query = { servicio: 'corte', sucursal: 'norte', profesional: 'beto', dia: '2026-11-23' };
  expect(queryOf(readChoice(SITE_CATALOG, query))).toEqual(query);
  const visit = { servicio: 'color', mas: 'corte', dia: '2026-11-23' };
  expect(queryOf(readChoice(SITE_CATALOG, visit))).toEqual(visit);
  expect(readChoice(SITE_CATALOG, { servicio: 'color', lugares: '7' }).seats).toBe(1);
  expect(queryOf(readChoice(SITE_CATALOG, { servicio: 'color', profesional: 'cualquiera' }))).toEqual({
    servicio: 'color',
  });
});

test.each([
  [{ servicio: 'nada' }],
  [{ servicio: '__proto__' }],
  [{ servicio: 'srv_1' }],
  [{ servicio: 'corte', profesional: 'nadie' }],
  [{ servicio: 'corte', mas: 'color,nada' }],
])('%o is not found', (query) => {
  expect(() => readChoice(SITE_CATALOG, query)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('a date that does not exist counts as none', () => {
  expect(readChoice(SITE_CATALOG, { servicio: 'color', dia: '2026-02-30' }).date).toBeUndefined();
});
