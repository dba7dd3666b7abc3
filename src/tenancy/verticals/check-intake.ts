import type { OwnIntake } from './contract.ts';
import { readVertical } from './read-vertical.ts';
import { contradictionsInIntake } from './rules/intake-contradictions.ts';
import { intakeOfShop } from './rules/intake-of-shop.ts';

interface IntakeProblem {
  /** Within the shop's own part, as its file writes it. */
  readonly path: (string | number)[];
  readonly message: string;
}

/** What cannot be meant in the questions and consents of a shop, together with those of its line of business. */
export function intakeProblems(vertical: string, own: OwnIntake): IntakeProblem[] {
  const found = contradictionsInIntake(intakeOfShop(readVertical(vertical), own));
  return found.map(({ list, id, field, message }) => {
    const index = own[list].findLastIndex((one) => one.id === id);
    // Not the shop's own: it left out what this one needs.
    const path = index < 0 ? ['notAsked'] : [list, index, ...(field === undefined ? [] : [field])];
    return { path, message };
  });
}
