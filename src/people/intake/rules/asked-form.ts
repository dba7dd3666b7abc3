import type { Consent, Question } from '../../../tenancy/verticals/contract.ts';
import type { ShopIntake } from '../../../tenancy/verticals/rules/intake-of-shop.ts';

/** What is asked of whoever books some services. */
export interface AskedForm {
  readonly questions: readonly Question[];
  readonly consents: readonly Consent[];
}

export const NOTHING_ASKED: AskedForm = { questions: [], consents: [] };

/** The part of a shop's questions and consents that these services ask, each once. @param slugs of the services */
export function askedBy({ intake, consents }: ShopIntake, slugs: readonly string[]): AskedForm {
  const isAsked = ({ services }: { readonly services?: readonly string[] | undefined }) =>
    services === undefined || services.some((slug) => slugs.includes(slug));
  return { questions: intake.filter(isAsked), consents: consents.filter(isAsked) };
}
