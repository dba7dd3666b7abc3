import { deliverMail } from '../outreach/mail/deliver-mail.ts';
import { resendService } from '../outreach/mail/gateway-resend.ts';
import { relayMail } from '../outreach/mail/relay-mail.ts';
import { MAIL_SCHEMA } from '../outreach/mail/rules/mail-plan.ts';
import type { Ctx } from '../platform/context.ts';
import { operatorSettingsOf } from '../platform/operator-settings.ts';
import { openRegistry } from '../platform/registry.ts';
import { sign } from '../platform/secrets.ts';
import { settingsOf } from '../platform/settings.ts';
import { readInvitation } from '../tenancy/pipeline/create-invitation.ts';

/** Writes down what there is to mail and has it sent. Answers when to come back, in epoch milliseconds. */
export async function relayMails(ctx: Ctx, env: BackstageEnv): Promise<number | undefined> {
  if (ctx.tenant.schemaVersion < MAIL_SCHEMA) return undefined;
  const { nextAt } = await relayMail(ctx);
  if (nextAt === undefined || nextAt > ctx.now) return nextAt;
  await env.RELAY_QUEUE.send({ type: 'mail', tenantId: ctx.tenant.id });
  return undefined;
}

/** Sends what is due. Answers when to come back, in epoch milliseconds. */
export async function deliverMails(ctx: Ctx, env: BackstageEnv): Promise<number | undefined> {
  if (ctx.tenant.schemaVersion < MAIL_SCHEMA) return undefined;
  const { apiUrl, apiKey, from } = operatorSettingsOf(env).mail;
  const { hasMore, nextAt } = await deliverMail(ctx, {
    service: resendService({ apiUrl, apiKey }),
    neutralAddress: from,
    invitationUrl: () => invitationUrl(ctx, env),
  });
  if (!hasMore) return nextAt;
  await env.RELAY_QUEUE.send({ type: 'mail', tenantId: ctx.tenant.id });
  return undefined;
}

async function invitationUrl(ctx: Ctx, env: BackstageEnv): Promise<string | undefined> {
  const settings = settingsOf(env);
  const shown = await readInvitation(
    {
      now: ctx.now,
      registry: openRegistry(settings),
      signInvitation: (tenantId, text) => sign(settings.masterKey, 'invitation', { tenantId, text }),
    },
    ctx.tenant.id,
  );
  return shown?.token == null ? undefined : `${ctx.origin}/agenda/invitacion/${shown.token}`;
}
