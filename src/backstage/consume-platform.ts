import { makeId } from '../kernel/ids.ts';
import { createLog, errorFields } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import type { PlatformMessage } from '../platform/nudge-relay.ts';
import { operatorSettingsOf } from '../platform/operator-settings.ts';
import { randomBytes } from '../platform/secrets.ts';
import { settingsOf } from '../platform/settings.ts';
import { advanceRestore } from '../tenancy/backups/advance-restore.ts';
import { purgeSpares, resumeBackups } from '../tenancy/backups/purge-backups.ts';
import { takeDueBackup } from '../tenancy/backups/take-backup.ts';
import { verifyBackup } from '../tenancy/backups/verify-backup.ts';
import { reconcileDomains } from '../tenancy/domains/reconcile-domains.ts';
import { purgeDeleted } from '../tenancy/lifecycle/delete-tenant.ts';
import { recordDueUsage, resumeMetering } from '../tenancy/metering/record-usage.ts';
import type { OperatorCtx } from '../tenancy/onboarding/operator-context.ts';
import { advanceOnboarding } from '../tenancy/pipeline/advance-onboarding.ts';
import { resumeOnboardings } from '../tenancy/pipeline/list-onboardings.ts';
import { purgeOrphans } from '../tenancy/pipeline/purge-orphans.ts';
import { advanceRollout, resumeOpenRollouts } from '../tenancy/rollouts/advance-rollout.ts';
import { platformContext } from './operator-context.ts';

/** Carries on the platform's own work, one message at a time. */
export async function consumePlatform(
  message: PlatformMessage,
  env: BackstageEnv,
  execution: ExecutionContext,
): Promise<void> {
  const ctx = systemContext(env, execution, message.type);
  switch (message.type) {
    case 'onboard':
      return await advanceOnboarding(ctx, message.onboardingId);
    case 'rollout':
      return await advanceRollout(ctx, message.rolloutId);
    case 'backup':
      return await takeDueBackup(ctx, message.backupOf);
    case 'verify-backup':
      return await verifyBackup(ctx, message.backupId);
    case 'restore':
      return await advanceRestore(ctx, message.restoreId);
    case 'meter':
      return await recordDueUsage(ctx, message.meterOf);
  }
}

/** Called by the cron: what a crash or a lost message left open goes on, each kind of work by itself. */
export async function sweepPlatform(env: BackstageEnv, execution: ExecutionContext): Promise<void> {
  const ctx = systemContext(env, execution, 'sweep');
  // New code may meet the registry before any operator does.
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  const { orphanHostnames } = operatorSettingsOf(env);
  for (const work of [...SWEEPS, () => reconcileDomains(ctx.domains, orphanHostnames)]) {
    await work(ctx).catch((error: unknown) => ctx.log.error('platform.sweep-failed', errorFields(error)));
  }
}

const SWEEPS: readonly ((ctx: OperatorCtx) => Promise<unknown>)[] = [
  purgeDeleted,
  resumeOnboardings,
  resumeOpenRollouts,
  resumeBackups,
  purgeSpares,
  purgeOrphans,
  resumeMetering,
];

function systemContext(env: BackstageEnv, execution: ExecutionContext, reason: string): OperatorCtx {
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
