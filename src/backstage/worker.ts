import type { RelayMessage } from '../platform/nudge-relay.ts';
import { createBackstageApp } from './app.ts';
import { consumePlatform, sweepPlatform } from './consume-platform.ts';
import { queueConsumer } from './consume-queue.ts';
import { consumeRelay } from './consume-relay.ts';
import { sweepTenants } from './sweep-tenants.ts';

type App = ReturnType<typeof createBackstageApp>;
let app: App | undefined;

/** The Worker of everything that no customer waits for: queues, cron, and the operators' host. */
export default {
  fetch: (request, env, execution) => {
    app ??= createBackstageApp(env);
    return app.fetch(request, env, execution);
  },
  queue: queueConsumer({ ofTenants: consumeRelay, ofPlatform: consumePlatform }),
  scheduled: (_event, env, execution) => {
    execution.waitUntil(sweepTenants(env));
    execution.waitUntil(sweepPlatform(env, execution));
  },
} satisfies ExportedHandler<BackstageEnv, RelayMessage>;
