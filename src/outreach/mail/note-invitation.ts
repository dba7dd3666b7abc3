import type { Ctx } from '../../platform/context.ts';
import { MAIL_SCHEMA } from './rules/mail-plan.ts';
import { insertMessage } from './store.ts';

/** Has the owner's invitation sent once the tenant is live: one mail for each invitation. Its link is written nowhere. */
export async function noteInvitation(
  ctx: Ctx,
  { id, email }: { readonly id: string; readonly email: string },
): Promise<void> {
  if (ctx.tenant.schemaVersion < MAIL_SCHEMA) return;
  const mail = {
    id: `eml_${id.slice('inv_'.length)}`,
    kind: 'owner-invitation',
    subjectId: id,
    recipient: email,
    startsAt: null,
    dueAt: ctx.now,
  } as const;
  await ctx.db.note([insertMessage(mail, ctx.now)]);
}
