import { isLocalDate } from '../../../kernel/local-time.ts';
import type { FieldError } from '../../../kernel/problem.ts';
import type { Consent, Question } from '../../../tenancy/verticals/contract.ts';
import type { AskedForm } from './asked-form.ts';

type Value = string | boolean;

/** As it arrives: by the ids of questions, and the ids of consents. */
export interface Given {
  readonly intake?: Readonly<Record<string, Value>> | undefined;
  readonly consents?: readonly string[] | undefined;
}

/** An answer with the words that it was asked in: a form that changes later does not change what was said. */
export interface Answer {
  readonly questionId: string;
  readonly label: string;
  readonly value: Value;
}

export type Checked =
  | { readonly ok: true; readonly answers: readonly Answer[]; readonly consents: readonly Consent[] }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/**
 * What was given, against what is asked; each problem with its JSON pointer.
 * @param inForce ids of consents given before, when a form is filled in later: then nothing has to be answered any more
 */
export function checkAnswers(form: AskedForm, given: Given, inForce?: ReadonlySet<string>): Checked {
  const { intake = {}, consents = [] } = given;
  const answers = form.questions.flatMap((question) => answerTo(question, intake[question.id]) ?? []);
  const wrong = form.questions.flatMap((question) => wrongValue(question, intake[question.id]));
  const missing = inForce === undefined && wrong.length === 0 ? unanswered(form, answers) : [];
  const agreed = new Set([...consents, ...(inForce ?? [])]);
  const errors = [
    ...unknownIn(form, { intake, consents }),
    ...wrong,
    ...missing.map(({ id }) => errorAt(`/intake/${id}`, 'Falta contestar esta pregunta')),
    ...missingConsents(form, { answers, agreed, isBooking: inForce === undefined }).map(({ id }) =>
      errorAt('/consents', `Falta el consentimiento ${id}`),
    ),
  ];
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, answers, consents: form.consents.filter(({ id }) => consents.includes(id)) };
}

/** Undefined for nothing, blanks and what the question cannot take. */
function answerTo(question: Question, value: Value | undefined): Answer | undefined {
  const said = typeof value === 'string' ? value.trim() : value;
  if (said === undefined || said === '' || wrongValue(question, said).length > 0) return undefined;
  return { questionId: question.id, label: question.label, value: said };
}

const LONGEST = { text: 200, 'long-text': 1_000 } as const;

function wrongValue(question: Question, value: Value | undefined): FieldError[] {
  const said = typeof value === 'string' ? value.trim() : value;
  if (said === undefined || said === '') return [];
  const detail = refusalOf(question, said);
  return detail === undefined ? [] : [errorAt(`/intake/${question.id}`, detail)];
}

function refusalOf({ kind, options = [] }: Question, value: Value): string | undefined {
  if (kind === 'yes-no') return typeof value === 'boolean' ? undefined : 'Contestá true o false';
  if (typeof value !== 'string') return 'Contestá con texto';
  switch (kind) {
    case 'text':
    case 'long-text':
      return value.length <= LONGEST[kind] ? undefined : `Usá hasta ${LONGEST[kind]} caracteres`;
    case 'choice':
      return options.includes(value) ? undefined : `Elegí una de estas: ${options.join(', ')}`;
    case 'date':
      return isLocalDate(value) ? undefined : 'Usá una fecha AAAA-MM-DD que exista';
  }
}

function unanswered({ questions }: AskedForm, answers: readonly Answer[]): Question[] {
  const saidTo = (id: string | undefined) => answers.find(({ questionId }) => questionId === id)?.value;
  return questions.filter(
    ({ id, isRequired, neededWith }) =>
      saidTo(id) === undefined && (isRequired || saidTo(neededWith) === true),
  );
}

interface Agreement {
  readonly answers: readonly Pick<Answer, 'questionId'>[];
  readonly agreed: ReadonlySet<string>;
  readonly isBooking: boolean;
}

/** Those without which nobody books, and those to health data for whoever answers something about it. */
export function missingConsents(form: AskedForm, { answers, agreed, isBooking }: Agreement): Consent[] {
  const answered = new Set(answers.map(({ questionId }) => questionId));
  const isAboutHealth = form.questions.some(({ id, isSensitive }) => isSensitive && answered.has(id));
  return form.consents.filter(
    ({ id, isRequired, purpose }) =>
      !agreed.has(id) && ((isBooking && isRequired) || (isAboutHealth && purpose === 'health-data')),
  );
}

function unknownIn(form: AskedForm, { intake, consents }: Required<Given>): FieldError[] {
  const isAsked = (id: string) => form.questions.some((one) => one.id === id);
  const isOffered = (id: string) => form.consents.some((one) => one.id === id);
  return [
    ...Object.keys(intake ?? {})
      .filter((id) => !isAsked(id))
      .map((id) => errorAt(`/intake/${pointed(id)}`, 'Ese servicio no pregunta eso')),
    ...(consents ?? []).flatMap((id, index) =>
      isOffered(id) ? [] : [errorAt(`/consents/${index}`, 'Ese servicio no pide ese consentimiento')],
    ),
  ];
}

/** RFC 6901 */
function pointed(id: string): string {
  return id.replaceAll('~', '~0').replaceAll('/', '~1');
}

function errorAt(pointer: string, detail: string): FieldError {
  return { in: 'body', pointer, detail };
}
