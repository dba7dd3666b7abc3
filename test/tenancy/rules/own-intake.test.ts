import { expect, it } from 'vitest';
import { catalogSpecSchema } from '../../../src/agenda/catalog/spec-contract.ts';
import { intakeProblems } from '../../../src/tenancy/verticals/check-intake.ts';
import { readTemplate } from '../../../src/tenancy/verticals/read-template.ts';
import { shopOfVertical } from '../../../src/tenancy/verticals/rules/shop-of-vertical.ts';

const QUESTION = {
  id: 'lentes',
  label: '¿Usás lentes?',
  kind: 'yes-no',
  isRequired: false,
  isSensitive: true,
  asked: 'every-visit',
} as const;

const own = (more: object) => ({ intake: [], consents: [], notAsked: [], ...more });

it('what a shop asks otherwise is refused where its file says it', () => {
  expect(intakeProblems('psychology', own({ intake: [QUESTION] }))).toEqual([]);
  expect(intakeProblems('barber', own({ intake: [QUESTION] }))).toEqual([
    { path: ['intake', 0], message: expect.stringContaining('consentimiento health-data') },
  ]);
  expect(intakeProblems('psychology', own({ notAsked: ['datos-de-salud'] }))).toEqual([
    { path: ['notAsked'], message: expect.stringContaining('tratamiento') },
  ]);
  expect(intakeProblems('psychology', own({ notAsked: ['es-menor'] }))).toEqual([
    { path: ['notAsked'], message: expect.stringContaining('es-menor no es una pregunta yes-no') },
  ]);
  const twice = own({ intake: [QUESTION, QUESTION] });
  expect(intakeProblems('psychology', twice)[0]).toMatchObject({ path: ['intake', 1, 'id'] });
});

it('a service that the shop does not have is asked nothing', () => {
  const shop = shopOfVertical(readTemplate('psychology'), {
    name: 'Local',
    ownerName: 'Ana',
    address: 'Calle 123',
    providers: [],
  });
  const parse = (intake: object[]) => catalogSpecSchema.safeParse({ ...shop, intake });
  expect(parse([{ ...QUESTION, services: ['sesion-individual'] }]).success).toBe(true);
  const refused = parse([QUESTION, { ...QUESTION, id: 'otra', services: ['sesion-individual', 'corte'] }]);
  expect(refused.error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['intake', 1, 'services', 1], 'No hay un servicio corte'],
  ]);
});
