import { checkSender } from '../outreach/mail/check-sender.ts';
import { deliverMail } from '../outreach/mail/deliver-mail.ts';
import { type MailService, resendService } from '../outreach/mail/gateway-resend.ts';
import { relayMail } from '../outreach/mail/relay-mail.ts';
import { MAIL_SCHEMA } from '../outreach/mail/rules/mail-plan.ts';
import type { Ctx } from '../platform/context.ts';
import { operatorSettingsOf } from '../platform/operator-settings.ts';
import { openRegistry } from '../platform/registry.ts';
import { sign } from '../platform/secrets.ts';
import { settingsOf } from '../platform/settings.ts';
import { textsOf } from '../tenancy/domains/gateway-dns.ts';
import { readInvitation } from '../tenancy/pipeline/create-invitation.ts';

/** Writes down what there is to mail and has it sent. Answers when to come back, in epoch milliseconds. */
export async function relayMails(ctx: Ctx, env: BackstageEnv): Promise<number | undefined> {
  if (ctx.tenant.schemaVersion < MAIL_SCHEMA) return undefined;
  const nextCheckAt = await checkSender(ctx, {
    service: serviceOf(env),
    textsOf: (name) => textsOf(settingsOf(env).cloudflare.dnsUrl, name),
  });
  const { nextAt } = await relayMail(ctx);
  const isDue = nextAt !== undefined && nextAt <= ctx.now;
  if (isDue) await env.RELAY_QUEUE.send({ type: 'mail', tenantId: ctx.tenant.id });
  const wakeUps = [isDue ? undefined : nextAt, nextCheckAt].filter((at) => at !== undefined);
  return wakeUps.length === 0 ? undefined : Math.min(...wakeUps);
}

function serviceOf(env: BackstageEnv): MailService {
  const { apiUrl, apiKey } = operatorSettingsOf(env).mail;
  return resendService({ apiUrl, apiKey });
}

/** Sends what is due. Answers when to come back, in epoch milliseconds. */
export async function deliverMails(ctx: Ctx, env: BackstageEnv): Promise<number | undefined> {
  if (ctx.tenant.schemaVersion < MAIL_SCHEMA) return undefined;
  const { hasMore, nextAt } = await deliverMail(ctx, {
    service: serviceOf(env),
    neutralAddress: operatorSettingsOf(env).mail.from,
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
