import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

// The floor of every benchmark: the same framework and bindings as the product, and nothing in them.
export class ProviderLock extends DurableObject {}
export class TenantAlarm extends DurableObject {}
export class LiveFeed extends DurableObject {}
export class RateMeter extends DurableObject {}

const app = new Hono();
app.get('/', (c) => c.text('ok'));
app.get('/livez', (c) => c.text('ok'));

export default {
  fetch: app.fetch,
  queue: () => undefined,
  scheduled: () => undefined,
};
