import { createApp } from './app.ts';
import type { RelayMessage } from './platform/nudge-relay.ts';

export { ProviderLock } from './agenda/occupancy/provider-lock-object.ts';

const app = createApp();

export default {
  fetch: app.fetch,
} satisfies ExportedHandler<Env, RelayMessage>;
