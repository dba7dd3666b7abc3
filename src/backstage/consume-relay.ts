import { expirePending } from '../agenda/bookings/expire-pending.ts';
import { readDueCalendars } from '../agenda/calendars/read-external-calendars.ts';
import { reconcileLocks } from '../agenda/occupancy/reconcile-locks.ts';
import { advanceWaitlist } from '../agenda/waitlist/advance-waitlist.ts';
import { makeId } from '../kernel/ids.ts';
import { purgeExpired } from '../operations/sweep/purge-expired.ts';
import { deliverWebhooks } from '../partners/webhooks/deliver-webhooks.ts';
import { relayEvents } from '../partners/webhooks/relay-events.ts';
import { purgeIntake } from '../people/intake/purge-intake.ts';
import type { Ctx } from '../platform/context.ts';
import { createLog } from '../platform/log.ts';
import type { TenantMessage } from '../platform/nudge-relay.ts';
import { randomBytes } from '../platform/secrets.ts';
import { settingsOf } from '../platform/settings.ts';
import { reconcileBrand } from '../tenancy/branding/publish-brand.ts';
import { findTenantById, isOutdated } from '../tenancy/tenants/find-tenant.ts';
import { tenantContext } from '../tenant-context.ts';
import { deliverMails, relayMails } from './consume-mail.ts';

/** The tenant schema that brings the tables of brands: between a deploy and its migration there are none. */
const BRAND_SCHEMA = 3;

/** Looks where a message says that there may be something to do for its tenant. */
export async function consumeRelay(
  message: TenantMessage,
  env: BackstageEnv,
  execution: ExecutionContext,
): Promise<void> {
  const ctx = await systemContext(message, env, execution);
  if (ctx === undefined) return;
  switch (message.type) {
    case 'relay':
      return await relay(ctx, env);
    case 'deliver':
      return await deliver(ctx, message.endpointId, env);
    case 'mail':
      return await wakeAt(ctx, env, await deliverMails(ctx, env));
    case 'sweep':
      // Reads before it writes: of a database that does not answer, a reading tells soonest.
      await reconcileLocks(ctx, env.PROVIDER_LOCK);
      await purgeExpired(ctx);
      await purgeIntake(ctx);
      await relay(ctx, env);
      await readDueCalendars(ctx);
      return ctx.tenant.schemaVersion < BRAND_SCHEMA ? undefined : await reconcileBrand(ctx);
  }
}

/** Undefined when the tenant is gone, or waits for its migration: the sweep finds what is left to do. */
async function systemContext(
  message: TenantMessage,
  env: BackstageEnv,
  execution: ExecutionContext,
): Promise<Ctx | undefined> {
  const now = Date.now();
  const tenant = await findTenantById(env, message.tenantId, now);
  if (tenant === undefined || isOutdated(tenant)) return undefined;
  const requestId = makeId('req', now, randomBytes(16));
  return tenantContext(env, {
    tenant,
    actor: { type: 'system', reason: message.type },
    now,
    requestId,
    origin: `https://${tenant.canonicalHost}`,
    log: createLog(settingsOf(env).logLevel, { requestId, tenant: tenant.slug }),
    defer: (work) => execution.waitUntil(work),
  });
}

/** What time alone makes due comes first: it writes events that are relayed at once. */
async function relay(ctx: Ctx, env: BackstageEnv): Promise<void> {
  const pending = await expirePending(ctx);
  const offers = await advanceWaitlist(ctx);
  const { endpointIds, nextDueAt } = await relayEvents(ctx);
  const messages = endpointIds.map((endpointId) => ({
    body: { type: 'deliver', tenantId: ctx.tenant.id, endpointId } as const,
  }));
  if (messages.length > 0) await env.RELAY_QUEUE.sendBatch(messages);
  const nextMailAt = await relayMails(ctx, env);
  const wakeUps = [nextDueAt, pending.nextAt, offers.nextAt, nextMailAt].filter((at) => at !== undefined);
  if (wakeUps.length > 0) await wakeAt(ctx, env, Math.min(...wakeUps));
}

async function deliver(ctx: Ctx, endpointId: string, env: BackstageEnv): Promise<void> {
  const { hasMore, nextDueAt } = await deliverWebhooks(ctx, endpointId);
  if (hasMore) await env.RELAY_QUEUE.send({ type: 'deliver', tenantId: ctx.tenant.id, endpointId });
  if (nextDueAt !== undefined && nextDueAt > ctx.now) await wakeAt(ctx, env, nextDueAt);
}

async function wakeAt(ctx: Ctx, env: BackstageEnv, at: number | undefined): Promise<void> {
  if (at !== undefined) await env.TENANT_ALARM.getByName(ctx.tenant.id).wakeAt(ctx.tenant.id, at);
}
