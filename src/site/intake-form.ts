import type { AskedForm } from '../people/intake/rules/asked-form.ts';
import { checkAnswers, type Given, missingConsents } from '../people/intake/rules/check-answers.ts';
import type { Question } from '../tenancy/verticals/contract.ts';
import type { FormErrors } from './form-errors.ts';

type Typed = ReadonlyMap<string, string>;

const TEXT = 'ficha-';
const YES_NO = 'marca-';
const CONSENT = 'acepto-';

export function questionField({ id, kind }: Pick<Question, 'id' | 'kind'>): string {
  return `${kind === 'yes-no' ? YES_NO : TEXT}${id}`;
}

export function consentField({ id }: { readonly id: string }): string {
  return `${CONSENT}${id}`;
}

/** The fields of a form, in the order that people meet them. */
export function intakeFields({ questions, consents }: AskedForm): string[] {
  return [...questions.map(questionField), ...consents.map(consentField)];
}

/** What was answered and agreed to, as a form brings it; nothing where nothing was. */
export function givenIn(typed: Typed): Given {
  const filled = [...typed].filter(([, value]) => value.trim() !== '');
  const of = (prefix: string) =>
    filled.flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    );
  const marks = of(YES_NO).map(([id, value]) => [id, value === 'si'] as const);
  const intake = Object.fromEntries([...of(TEXT), ...marks]);
  const consents = of(CONSENT).map(([id]) => id);
  return {
    ...(Object.keys(intake).length > 0 && { intake }),
    ...(consents.length > 0 && { consents }),
  };
}

/**
 * What is wrong with questions and consents, in plain words at the field.
 * @param inForce ids of consents given before, where the form is filled in after booking
 */
export function intakeErrors(form: AskedForm, typed: Typed, inForce?: ReadonlySet<string>): FormErrors {
  const given = givenIn(typed);
  const checked = checkAnswers(form, given, inForce);
  const errors = new Map<string, string>();
  if (checked.ok) return errors;
  for (const { pointer, detail } of checked.errors) {
    const question = form.questions.find(({ id }) => pointer === `/intake/${id}`);
    if (question === undefined) continue;
    const isBlank = given.intake?.[question.id] === undefined;
    errors.set(questionField(question), isBlank ? `Contestá: ${question.label}` : `${detail}.`);
  }
  const answers = Object.keys(given.intake ?? {}).map((questionId) => ({ questionId }));
  const agreed = new Set([...(given.consents ?? []), ...(inForce ?? [])]);
  const isBooking = inForce === undefined;
  for (const consent of missingConsents(form, { answers, agreed, isBooking }))
    errors.set(consentField(consent), consentError(consent, isBooking));
  return errors;
}

function consentError({ isRequired }: { readonly isRequired: boolean }, isBooking: boolean): string {
  return isRequired && isBooking
    ? 'Para reservar hace falta que marques este permiso.'
    : 'Marcá este permiso, o dejá sin contestar lo que es de salud.';
}
