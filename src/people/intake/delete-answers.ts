import { actorName } from '../../kernel/actor.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import { bookingIdSchema, consentOfBookingSchema, type IntakeState, intakeStateSchema } from './contract.ts';
import { loadIntake, presentState } from './read-intake.ts';
import { eraseRecord, withdrawConsent } from './store.ts';

/** Law 25.326 article 16: whoever the data are about has them erased; what the shop itself noted stays. */
export const deleteAnswers = action({
  name: 'intake.erase',
  summary: 'Borrar lo que se contestó en un turno',
  permission: 'bookings:write',
  input: bookingIdSchema,
  output: intakeStateSchema,
  problems: ['not-found', 'stale-revision'],
  run: async (ctx: Ctx, { id }: { id: string }): Promise<IntakeState> => {
    const { record } = await loadIntake(ctx, id);
    if (record?.sealed != null)
      await commitChange(ctx, id, { action: 'intake.erase', write: [erased(ctx, id)] });
    return presentState(ctx, id, await loadIntake(ctx, id));
  },
});

/** Without the consent to keep them, answers about health are not kept: they go with it, and the others in their envelope. */
export const cancelConsent = action({
  name: 'intake.withdraw-consent',
  summary: 'Retirar un consentimiento; el de datos de salud borra también las respuestas',
  permission: 'bookings:write',
  input: consentOfBookingSchema,
  output: intakeStateSchema,
  problems: ['not-found', 'stale-revision'],
  run: runCancelConsent,
});

async function runCancelConsent(
  ctx: Ctx,
  { id, consentId }: { id: string; consentId: string },
): Promise<IntakeState> {
  const { consents } = await loadIntake(ctx, id);
  const given = consents.find((one) => one.consentId === consentId && one.withdrawnAt === null);
  if (given === undefined) throw new AppError('not-found', 'Ese consentimiento no está dado en este turno.');
  const write = [withdrawConsent(id, consentId, { at: ctx.now, by: actorName(ctx.actor) })];
  await commitChange(ctx, id, {
    action: 'intake.withdraw-consent',
    write: given.purpose === 'health-data' ? [...write, erased(ctx, id)] : write,
    details: { consentId, version: given.version },
  });
  return presentState(ctx, id, await loadIntake(ctx, id));
}

function erased(ctx: Ctx, id: string): Query {
  return eraseRecord(id, 'answers', { at: ctx.now, by: actorName(ctx.actor) });
}

interface Change {
  readonly action: string;
  readonly write: readonly Query[];
  readonly details?: Readonly<Record<string, unknown>>;
}

async function commitChange(
  ctx: Ctx,
  id: string,
  { action: name, write, details = {} }: Change,
): Promise<void> {
  const result = await ctx.db.commit({ write, events: [], audit: { action: name, subjectId: id, details } });
  if (!result.ok) throw new AppError('stale-revision', 'Alguien más cambió las respuestas. Probá de nuevo.');
}
