import { createApp } from './app.ts';
import { consumePlatform, sweepPlatform } from './consume-platform.ts';
import { queueConsumer } from './consume-queue.ts';
import { consumeRelay } from './consume-relay.ts';
import type { RelayMessage } from './platform/nudge-relay.ts';
import { sweepTenants } from './sweep-tenants.ts';

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
  },
} satisfies ExportedHandler<Env, RelayMessage>;
