import type { Consent, Question } from '../contract.ts';
import type { ShopIntake } from './intake-of-shop.ts';

/** Which question or consent, what of it, and what to change. */
export interface IntakeContradiction {
  readonly list: keyof ShopIntake;
  readonly id: string;
  readonly field?: string;
  readonly message: string;
}

/** Everything in questions and consents that parses but cannot be meant. */
export function contradictionsInIntake({ intake, consents }: ShopIntake): IntakeContradiction[] {
  return [
    ...repeated(intake, 'intake'),
    ...repeated(consents, 'consents'),
    ...intake.flatMap((question) => [
      ...withoutYesNo(intake, question),
      ...withoutConsent(consents, question),
    ]),
  ];
}

function repeated(rows: readonly { readonly id: string }[], list: keyof ShopIntake): IntakeContradiction[] {
  return rows.flatMap(({ id }, index) =>
    rows.findIndex((other) => other.id === id) === index
      ? []
      : [{ list, id, field: 'id', message: `Ya hay otra con el id ${id}` }],
  );
}

function withoutYesNo(intake: readonly Question[], { id, neededWith }: Question): IntakeContradiction[] {
  const isFine =
    neededWith === undefined || intake.some((one) => one.id === neededWith && one.kind === 'yes-no');
  if (isFine) return [];
  return [
    { list: 'intake', id, field: 'neededWith', message: `${neededWith} no es una pregunta yes-no de acá` },
  ];
}

/** Law 25.326 articles 5 and 7: data about health are taken with an express consent. */
function withoutConsent(
  consents: readonly Consent[],
  { id, isSensitive, services }: Question,
): IntakeContradiction[] {
  const isCovered = consents.some(
    (consent) => consent.purpose === 'health-data' && covers(consent.services, services),
  );
  if (!isSensitive || isCovered) return [];
  return [
    { list: 'intake', id, message: `${id} es de salud y no hay un consentimiento health-data para eso` },
  ];
}

/** Whether a consent is asked wherever a question is; without services: everywhere. */
function covers(asked: readonly string[] | undefined, needed: readonly string[] | undefined): boolean {
  if (asked === undefined) return true;
  return needed?.every((slug) => asked.includes(slug)) ?? false;
}
