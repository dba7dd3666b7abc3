import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { answerInputSchema, type IntakeState, intakeStateSchema } from './contract.ts';
import { loadIntake, presentState } from './read-intake.ts';
import { recordConsents, requireChecked, type Words } from './record-intake.ts';
import type { Answer, Given } from './rules/check-answers.ts';
import { sealRecord } from './seal-notes.ts';

export const recordAnswers = action({
  name: 'intake.answer',
  summary: 'Completar o corregir respuestas y dar consentimientos después de reservar',
  permission: 'bookings:write',
  input: answerInputSchema,
  output: intakeStateSchema,
  problems: ['not-found', 'booking-closed', 'stale-revision'],
  run: runRecordAnswers,
});

async function runRecordAnswers(ctx: Ctx, { id, ...given }: { id: string } & Given): Promise<IntakeState> {
  const loaded = await loadIntake(ctx, id);
  const { row, form, record, own, consents } = loaded;
  if (row.status === 'cancelled') throw new AppError('booking-closed', 'El turno está cancelado.');
  const inForce = consents.filter(({ withdrawnAt }) => withdrawnAt === null).map((one) => one.consentId);
  const checked = requireChecked(form, given, new Set(inForce));
  const sealing = { bookingId: id, customerId: row.customerId };
  const words: Words = { ...own, answers: corrected(own.answers, checked.answers) };
  const isAnswered = checked.answers.length > 0;
  const result = await ctx.db.commit({
    write: [
      ...(isAnswered
        ? await sealRecord(ctx, { ...sealing, part: 'answers', known: record }, JSON.stringify(words))
        : []),
      ...(await recordConsents(ctx, sealing, checked.consents)),
    ],
    events: [],
    audit: {
      action: 'intake.answer',
      subjectId: id,
      details: { answers: checked.answers.length, consents: checked.consents.map((one) => one.id) },
    },
  });
  if (!result.ok) throw new AppError('stale-revision', 'Alguien más cambió las respuestas. Volvé a leerlas.');
  return presentState(ctx, id, await loadIntake(ctx, id));
}

/** What is answered again replaces what was said. */
function corrected(known: readonly Answer[], given: readonly Answer[]): Answer[] {
  return [...known.filter(({ questionId }) => !given.some((one) => one.questionId === questionId)), ...given];
}
