import type { Consent, OwnIntake, Question } from '../contract.ts';

/** Everything that a shop asks when somebody books, in order. */
export interface ShopIntake {
  readonly intake: readonly Question[];
  readonly consents: readonly Consent[];
}

/** The line of business, without what the shop leaves out, with its own of the same id instead and the rest after it. */
export function intakeOfShop(vertical: ShopIntake, own: OwnIntake | null | undefined): ShopIntake {
  if (own === null || own === undefined) return vertical;
  return {
    intake: merged(vertical.intake, own.intake, own.notAsked),
    consents: merged(vertical.consents, own.consents, own.notAsked),
  };
}

function merged<Row extends { readonly id: string }>(
  rows: readonly Row[],
  own: readonly Row[],
  notAsked: readonly string[],
): Row[] {
  const kept = rows.filter(({ id }) => !notAsked.includes(id));
  return [
    ...kept.map((row) => own.find(({ id }) => id === row.id) ?? row),
    ...own.filter(({ id }) => !kept.some((row) => row.id === id)),
  ];
}
