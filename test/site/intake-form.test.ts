import { expect, it } from 'vitest';
import { givenIn, intakeErrors } from '../../src/site/intake-form.ts';
import { readVertical } from '../../src/tenancy/verticals/read-vertical.ts';

const formOf = (id: string) => {
  const { intake, consents } = readVertical(id);
  return { questions: intake, consents };
};
const typed = (fields: Record<string, string>) => new Map(Object.entries(fields));

it('reads what a form brings: text, yes and no, consents; nothing where nothing was typed', () => {
  expect(
    givenIn(
      typed({
        nombre: 'Ana',
        'ficha-modalidad': 'Por videollamada',
        'ficha-tratamiento': '  ',
        'marca-es-menor': 'no',
        'acepto-datos-de-salud': 'si',
      }),
    ),
  ).toEqual({ intake: { modalidad: 'Por videollamada', 'es-menor': false }, consents: ['datos-de-salud'] });
  expect(givenIn(typed({ nombre: 'Ana', 'marca-es-menor': '', 'ficha-modalidad': '' }))).toEqual({});
});

it('says in plain words at the field that a required consent is missing', () => {
  expect([...intakeErrors(formOf('medical'), typed({}))]).toEqual([
    ['acepto-datos-de-salud', 'Para reservar hace falta que marques este permiso.'],
  ]);
  expect(intakeErrors(formOf('medical'), typed({ 'acepto-datos-de-salud': 'si' })).size).toBe(0);
});

it('and that an answer about health needs one, or may be left out', () => {
  const answer = { 'ficha-tratamiento': 'Sí' };
  expect([...intakeErrors(formOf('psychology'), typed(answer))]).toEqual([
    ['acepto-datos-de-salud', 'Marcá este permiso, o dejá sin contestar lo que es de salud.'],
  ]);
  expect(intakeErrors(formOf('psychology'), typed(answer), new Set(['datos-de-salud'])).size).toBe(0);
  expect(intakeErrors(formOf('psychology'), typed({})).size).toBe(0);
});

it('an answer that is too long or missing is named', () => {
  const errors = intakeErrors(
    formOf('psychology'),
    typed({ 'marca-es-menor': 'si', 'ficha-contacto-de-emergencia': 'a'.repeat(201) }),
  );
  expect([...errors]).toEqual([['ficha-contacto-de-emergencia', 'Usá hasta 200 caracteres.']]);
  expect([...intakeErrors(formOf('psychology'), typed({ 'marca-es-menor': 'si' }))]).toEqual([
    ['ficha-adulto-responsable', 'Contestá: Persona adulta responsable'],
  ]);
});
