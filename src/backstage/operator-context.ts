import { reconcileLocks } from '../agenda/occupancy/reconcile-locks.ts';
import type { HonoContext } from '../http/hono-env.ts';
import type { Actor } from '../kernel/actor.ts';
import { makeId } from '../kernel/ids.ts';
import { AppError } from '../kernel/problem.ts';
import type { Tenant } from '../kernel/tenant.ts';
import { openDatabase } from '../platform/database-client.ts';
import { errorFields, type Log } from '../platform/log.ts';
import { operatorSettingsOf } from '../platform/operator-settings.ts';
import { openRegistry } from '../platform/registry.ts';
import { backupKey, isSame, randomBytes, seal, sign } from '../platform/secrets.ts';
import { settingsOf } from '../platform/settings.ts';
import { tursoAdmin } from '../tenancy/backups/gateway-turso.ts';
import { openDomains } from '../tenancy/domains/open-domains.ts';
import { readDatabaseUsage } from '../tenancy/metering/gateway-turso.ts';
import { tursoProvisioner } from '../tenancy/onboarding/gateway-turso.ts';
import type { OperatorCtx } from '../tenancy/onboarding/operator-context.ts';
import { requestsOf } from '../tenancy/plans/take-cell.ts';
import { forgetHosts } from '../tenancy/tenants/find-tenant.ts';
import { openTenantDatabase } from '../tenancy/tenants/open-tenant-database.ts';
import { tenantContext } from '../tenant-context.ts';
import { REGISTRY_MIGRATIONS, TENANT_MIGRATIONS } from './migrations.ts';

/** How whoever comes over HTTP gets the platform's context. */
export function operatorContexts(env: BackstageEnv) {
  /** For whoever has shown the operator's token by another way, such as a session. */
  const trustedContext = (c: HonoContext): OperatorCtx => {
    const { protocol, port } = new URL(c.req.url);
    return platformContext(env, {
      actor: { type: 'operator' },
      now: c.get('now'),
      requestId: c.get('requestId'),
      log: c.get('log'),
      originOf: (host) => `${protocol}//${host}${port && `:${port}`}`,
      defer: (work) => c.executionCtx.waitUntil(work),
    });
  };
  /** The context of an operator's request; without the operator's token there is none. */
  const operatorContext = (c: HonoContext): Promise<OperatorCtx> => {
    const given = c.req.header('authorization') ?? '';
    if (isSame(given, `Bearer ${operatorSettingsOf(env).operatorToken}`))
      return Promise.resolve(trustedContext(c));
    return Promise.reject(
      new AppError('unauthenticated', 'Mandá el token de operador en Authorization: Bearer.'),
    );
  };
  return { operatorContext, trustedContext };
}

interface PlatformOccasion extends Pick<OperatorCtx, 'originOf'> {
  readonly actor: Actor;
  readonly now: number;
  readonly requestId: string;
  readonly log: Log;
  /** Work that goes on after the answer. */
  readonly defer: (work: Promise<unknown>) => void;
}

function contextOpener(env: BackstageEnv, { now, requestId, log, defer }: PlatformOccasion) {
  return (tenant: Tenant) =>
    tenantContext(env, {
      tenant,
      actor: { type: 'system', reason: 'onboarding' },
      now,
      requestId,
      origin: `https://${tenant.canonicalHost}`,
      log,
      defer,
    });
}

/** The platform's own context, for an operator's request, a queue message or the cron. */
export function platformContext(env: BackstageEnv, occasion: PlatformOccasion): OperatorCtx {
  const { actor, now, log, originOf, defer } = occasion;
  const settings = settingsOf(env);
  const { turso } = operatorSettingsOf(env);
  const openContext = contextOpener(env, occasion);
  return {
    actor,
    now,
    clock: () => Date.now(),
    newId: (prefix) => makeId(prefix, now, randomBytes(16)),
    registry: openRegistry(settings),
    registryMigrations: REGISTRY_MIGRATIONS,
    tenantMigrations: TENANT_MIGRATIONS,
    provisioner: tursoProvisioner(turso),
    platformDomain: settings.platformDomain,
    consoleHost: settings.consoleHost,
    domains: openDomains(env, { now, log }),
    originOf,
    log,
    openDatabase: (tenant) => openTenantDatabase(env, tenant),
    openContext,
    sealToken: (tenantId, token) =>
      seal(settings.masterKey, token, {
        tenantId,
        table: 'tenants',
        column: 'sealed_database_token',
        rowId: tenantId,
      }),
    signInvitation: (tenantId, text) => sign(settings.masterKey, 'invitation', { tenantId, text }),
    enqueue: async (messages) => {
      if (messages.length > 0) await env.PLATFORM_QUEUE.sendBatch(messages.map((body) => ({ body })));
    },
    wakeOnboarding: async (onboardingId, afterMs) => {
      const delaySeconds = Math.ceil(afterMs / 1_000);
      await env.PLATFORM_QUEUE.send({ type: 'onboard', onboardingId }, { delaySeconds });
    },
    wakeRelay: async (tenantId) => {
      await env.RELAY_QUEUE.send({ type: 'relay', tenantId });
    },
    defer: (work) =>
      defer(work().catch((error: unknown) => log.error('deferred.failed', errorFields(error)))),
    databases: tursoAdmin(turso),
    meters: {
      database: (name, span) => readDatabaseUsage(turso, name, span),
      requests: (tenantId, month) => requestsOf({ namespace: env.RATE_METER, tenantId, month }),
    },
    backups: env.BACKUPS,
    backupSeal: async (tenantId, backupId) => ({
      key: await backupKey(settings.masterKey, tenantId),
      context: `${tenantId}|${backupId}`,
    }),
    connect: (hostname, token) =>
      openDatabase({ url: settings.databaseUrlTemplate.replace('{hostname}', hostname), token }),
    resetLocks: (tenant, before) => reconcileLocks(openContext(tenant), env.PROVIDER_LOCK, before),
    forgetHosts: (tenantId, hosts) => forgetHosts(env, tenantId, hosts),
  };
}
