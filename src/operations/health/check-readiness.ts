import { sql } from 'drizzle-orm';
import { errorFields, type Log } from '../../platform/log.ts';
import { openRegistry } from '../../platform/registry.ts';
import { settingsOf } from '../../platform/settings.ts';
import { statements } from '../../platform/statements.ts';

export interface Readiness {
  readonly status: 'ready' | 'unready';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** Whether the Worker can do its work now. Names no host and no tenant: anybody may ask. */
export async function checkReadiness(env: Env, log: Log): Promise<Readiness> {
  const registry = await attempt(log, 'registry', async () => {
    await openRegistry(settingsOf(env)).read([
      statements.select({ one: sql<number>`1` }).from(sql`sqlite_schema`).limit(1),
    ]);
  });
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
