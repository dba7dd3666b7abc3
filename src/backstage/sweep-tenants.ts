import type { RelayMessage } from '../platform/nudge-relay.ts';
import { openRegistry } from '../platform/registry.ts';
import { settingsOf } from '../platform/settings.ts';
import { findLiveTenantIds } from '../tenancy/tenants/find-tenant.ts';

/** Queues take a hundred messages at once. */
const AT_ONCE = 100;

/** Has every live tenant looked after: what a crash or a lost message left behind is found within one period. */
export async function sweepTenants(env: BackstageEnv): Promise<void> {
  const ids = await findLiveTenantIds(openRegistry(settingsOf(env)));
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const messages = ids
      .slice(from, from + AT_ONCE)
      .map((tenantId) => ({ body: { type: 'sweep', tenantId } satisfies RelayMessage }));
    await env.RELAY_QUEUE.sendBatch(messages);
  }
}
