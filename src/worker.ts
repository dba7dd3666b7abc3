import { createApp } from './app.ts';
import { consumePlatform, sweepPlatform } from './consume-platform.ts';
import { queueConsumer } from './consume-queue.ts';
import { consumeRelay } from './consume-relay.ts';
import { createLog } from './platform/log.ts';
import type { RelayMessage } from './platform/nudge-relay.ts';
import { settingsOf } from './platform/settings.ts';
import { sweepTenants } from './sweep-tenants.ts';
import { openDomains } from './tenancy/domains/open-domains.ts';
import { reconcileDomains } from './tenancy/domains/reconcile-domains.ts';

export { LiveFeed } from './agenda/live/live-feed-object.ts';
export { ProviderLock } from './agenda/occupancy/provider-lock-object.ts';
export { TenantAlarm } from './platform/tenant-alarm-object.ts';

const app = createApp();

export default {
  fetch: app.fetch,
  queue: queueConsumer({ ofTenants: consumeRelay, ofPlatform: consumePlatform }),
  scheduled: (_event, env, execution) => {
    execution.waitUntil(sweepTenants(env));
    execution.waitUntil(sweepPlatform(env, execution));
    execution.waitUntil(sweepDomains(env));
  },
} satisfies ExportedHandler<Env, RelayMessage>;

async function sweepDomains(env: Env): Promise<void> {
  const log = createLog(settingsOf(env).logLevel, { requestId: 'sweep:domains' });
  await reconcileDomains(openDomains(env, { now: Date.now(), log }));
}
