import { makeId } from './kernel/ids.ts';
import { platformContext } from './operator-context.ts';
import { createLog, errorFields } from './platform/log.ts';
import { migrate } from './platform/migrate.ts';
import type { PlatformMessage } from './platform/nudge-relay.ts';
import { randomBytes } from './platform/secrets.ts';
import { settingsOf } from './platform/settings.ts';
import type { OperatorCtx } from './tenancy/onboarding/operator-context.ts';
import { advanceOnboarding } from './tenancy/pipeline/advance-onboarding.ts';
import { resumeOnboardings } from './tenancy/pipeline/list-onboardings.ts';
import { purgeOrphans } from './tenancy/pipeline/purge-orphans.ts';

/** Carries on the platform's own work, one message at a time. */
export async function consumePlatform(
  message: PlatformMessage,
  env: Env,
  execution: ExecutionContext,
): Promise<void> {
  const ctx = systemContext(env, execution, message.type);
  await advanceOnboarding(ctx, message.onboardingId);
}

/** Called by the cron: what a crash or a lost message left open goes on, each kind of work by itself. */
export async function sweepPlatform(env: Env, execution: ExecutionContext): Promise<void> {
  const ctx = systemContext(env, execution, 'sweep');
  // New code may meet the registry before any operator does.
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  for (const work of [resumeOnboardings, purgeOrphans]) {
    await work(ctx).catch((error: unknown) => ctx.log.error('platform.sweep-failed', errorFields(error)));
  }
}

function systemContext(env: Env, execution: ExecutionContext, reason: string): OperatorCtx {
  const now = Date.now();
  const requestId = makeId('req', now, randomBytes(16));
  return platformContext(env, {
    actor: { type: 'system', reason },
    now,
    requestId,
    log: createLog(settingsOf(env).logLevel, { requestId }),
    originOf: (host) => `https://${host}`,
    defer: (work) => execution.waitUntil(work),
  });
}
