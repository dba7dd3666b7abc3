import { loadBooking, requireOwn } from '../../agenda/bookings/read-booking.ts';
import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import {
  bookingIdSchema,
  type Intake,
  type IntakeState,
  intakeSchema,
  intakeStateSchema,
} from './contract.ts';
import { formOfVisit, presentQuestion } from './read-form.ts';
import { openWords } from './record-intake.ts';
import type { AskedForm } from './rules/asked-form.ts';
import { hasIntake } from './seal-notes.ts';
import { consentsOf, earlierAnswers, type RecordRow, recordsOf } from './store.ts';

export const readIntakeState = action({
  name: 'intake.read-state',
  summary: 'Qué está contestado y qué falta en un turno, sin su contenido',
  permission: 'bookings:read',
  input: bookingIdSchema,
  output: intakeStateSchema,
  problems: ['not-found'],
  run: runReadState,
});

export const readIntake = action({
  name: 'intake.read',
  summary: 'Leer las respuestas y los consentimientos de un turno; cada lectura queda en la auditoría',
  permission: 'health:read',
  input: bookingIdSchema,
  output: intakeSchema,
  problems: ['not-found'],
  run: runReadIntake,
});

/** A booking with its form and everything that was said about it. */
export async function loadIntake(ctx: Ctx, id: string) {
  requireOwn(ctx, id);
  const { catalog, row } = await loadBooking(ctx, id);
  const form = formOfVisit(ctx, catalog, row);
  const [records, earlier, consents] = hasIntake(ctx.tenant)
    ? await ctx.db.read([recordsOf(id), earlierAnswers(id), consentsOf(id)])
    : [[], [], []];
  const record = records.find(({ part }) => part === 'answers');
  const own = await openWords(ctx, record);
  const answers = own.answers.map((answer) => ({ ...answer, ...dated(record) }));
  const isOpen = (questionId: string) => !answers.some((one) => one.questionId === questionId);
  const first = form.questions.filter((one) => one.asked === 'first-visit' && isOpen(one.id));
  const before = isCarried(ctx, record)
    ? await answersBefore(ctx, earlier, new Set(first.map((one) => one.id)))
    : [];
  const order = form.questions.map((question) => question.id);
  const inOrder = [...answers, ...before].toSorted(
    (a, b) => order.indexOf(a.questionId) - order.indexOf(b.questionId),
  );
  return { row, form, record, own, answers: inOrder, consents };
}

/**
 * Whether answers of earlier visits count. Not to a customer's link: whoever knows a name and a phone could book and learn
 * that this person has been here. Nor where the customer had them erased.
 */
function isCarried({ actor }: Ctx, record: RecordRow | undefined): boolean {
  return actor.type !== 'manage-link' && (record?.erasedAt ?? null) === null;
}

interface DatedAnswer {
  readonly questionId: string;
  readonly label: string;
  readonly value: string | boolean;
  readonly at: number;
  readonly bookingId: string;
}

function dated(record: RecordRow | undefined) {
  return { at: record?.writtenAt ?? 0, bookingId: record?.bookingId ?? '' };
}

/** The newest answer to each question that is asked only once. */
async function answersBefore(
  ctx: Ctx,
  records: readonly RecordRow[],
  wanted: ReadonlySet<string>,
): Promise<DatedAnswer[]> {
  if (wanted.size === 0) return [];
  const found = new Map<string, DatedAnswer>();
  for (const record of records) {
    for (const answer of (await openWords(ctx, record)).answers) {
      if (wanted.has(answer.questionId) && !found.has(answer.questionId))
        found.set(answer.questionId, { ...answer, ...dated(record) });
    }
  }
  return [...found.values()];
}

type Loaded = Awaited<ReturnType<typeof loadIntake>>;

async function runReadState(ctx: Ctx, { id }: { id: string }): Promise<IntakeState> {
  return presentState(ctx, id, await loadIntake(ctx, id));
}

export function presentState(
  ctx: Ctx,
  bookingId: string,
  { form, record, own, answers, consents }: Pick<Loaded, 'form' | 'record' | 'own' | 'answers' | 'consents'>,
): IntakeState {
  const isGiven = (id: string) => consents.some((one) => one.consentId === id && one.withdrawnAt === null);
  return {
    bookingId,
    questions: form.questions.map((question) => ({
      ...presentQuestion(question),
      isAnswered: answers.some(({ questionId }) => questionId === question.id),
    })),
    consents: form.consents.map(({ services: _, ...consent }) => ({
      ...consent,
      isGiven: isGiven(consent.id),
    })),
    hasNotes: own.notes !== undefined,
    erasedAt: instant(ctx, record?.erasedAt ?? null),
  };
}

/** Nothing is shown before it is written down who saw it. */
async function runReadIntake(ctx: Ctx, { id }: { id: string }): Promise<Intake> {
  const { form, record, own, answers, consents } = await loadIntake(ctx, id);
  const result = await ctx.db.commit({
    write: [],
    events: [],
    audit: { action: 'intake.read', subjectId: id },
  });
  if (!result.ok) throw new AppError('internal-error', 'No se pudo anotar la lectura.');
  return {
    bookingId: id,
    notes: own.notes ?? null,
    answers: answers.map(({ at, ...answer }) => ({ ...answer, answeredAt: instant(ctx, at) })),
    missing: missingIn(form, answers),
    consents: consents.map(({ id: _, givenAt, withdrawnAt, ...consent }) => ({
      ...consent,
      givenAt: instant(ctx, givenAt),
      withdrawnAt: instant(ctx, withdrawnAt),
    })),
    erasedAt: instant(ctx, record?.erasedAt ?? null),
  };
}

/** What depends on another answer is missing only where that answer asks for it. */
function missingIn({ questions }: AskedForm, answers: readonly DatedAnswer[]): string[] {
  const saidTo = (id: string) => answers.find(({ questionId }) => questionId === id)?.value;
  return questions
    .filter(
      ({ id, neededWith }) =>
        saidTo(id) === undefined && (neededWith === undefined || saidTo(neededWith) === true),
    )
    .map(({ id }) => id);
}

function instant<At extends number | null>(ctx: Ctx, at: At): At extends number ? string : string | null {
  return (at === null ? null : formatInstant(at, ctx.tenant.profile.timeZone)) as never;
}
