import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { type Mail, mailIdSchema, mailSchema } from './contract.ts';
import { presentMail } from './list-messages.ts';
import { MAIL_SCHEMA } from './rules/mail-plan.ts';
import { insertMessage, messageById } from './store.ts';

export const replayMail = action({
  name: 'mails.resend',
  summary: 'Enviar otra vez un correo, con lo que hoy es cierto; si ya no lo es, no sale',
  permission: 'desk:write',
  input: mailIdSchema,
  output: mailSchema,
  problems: ['not-found', 'too-early'],
  run: runReplayMail,
});

/** Another mail under a key of its own: under the first one the mail service would send nothing. */
async function runReplayMail(ctx: Ctx, { id }: { id: string }): Promise<Mail> {
  const [row] = ctx.tenant.schemaVersion < MAIL_SCHEMA ? [] : (await ctx.db.read([messageById(id)]))[0];
  if (row === undefined) throw new AppError('not-found', 'No existe ese correo.');
  if (row.status === 'pending') throw new AppError('too-early', 'Ese correo todavía está por salir.');
  const { kind, subjectId, recipient, startsAt } = row;
  const first = id.split('_again_')[0];
  const again = { id: `${first}_again_${ctx.now}`, kind, subjectId, recipient, startsAt, dueAt: ctx.now };
  await ctx.db.commit({
    write: [insertMessage(again, ctx.now)],
    events: [],
    audit: { action: 'mails.resend', subjectId, details: { mail: id } },
  });
  ctx.wakeRelay();
  const [[made]] = await ctx.db.read([messageById(again.id)]);
  if (made === undefined) throw new Error('The mail that was just written down is missing');
  return presentMail(ctx, made);
}
