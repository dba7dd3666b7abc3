import { errorFields, type Log } from '../../platform/log.ts';
import { pingRegistry } from '../../platform/registry.ts';
import { settingsOf } from '../../platform/settings.ts';
import type { SharedEnv } from '../../platform/shared-env.ts';

export interface Readiness {
  readonly status: 'ready' | 'unready';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** Whether the Worker can do its work now. Names no host and no tenant: anybody may ask. */
export async function checkReadiness(env: SharedEnv, log: Log): Promise<Readiness> {
  const registry = await attempt(log, 'registry', () => pingRegistry(settingsOf(env)));
  const checks = { registry };
  return { status: Object.values(checks).every((check) => check === 'ok') ? 'ready' : 'unready', checks };
}

async function attempt(log: Log, name: string, check: () => Promise<void>): Promise<'ok' | 'failed'> {
  try {
    await check();
    return 'ok';
  } catch (error) {
    log.warn('readiness.failed', { check: name, ...errorFields(error) });
    return 'failed';
  }
}
