import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';
import registrySql from './probe.sql';

export class ProviderLock extends DurableObject<Env> {
  async take(at: string): Promise<boolean> {
    if (await this.ctx.storage.get(at)) return true;
    await this.ctx.storage.put(at, true);
    return false;
  }
  async bump(): Promise<number> {
    const seen = ((await this.ctx.storage.get<number>('n')) ?? 0) + 1;
    await this.ctx.storage.put('n', seen);
    return seen;
  }
}
export class TenantAlarm extends DurableObject<Env> {
  async arm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + 300);
  }
  async fired(): Promise<number> {
    return (await this.ctx.storage.get<number>('fired')) ?? 0;
  }
  override async alarm(): Promise<void> {
    await this.ctx.storage.put('fired', (await this.fired()) + 1);
  }
}

const app = new Hono<{ Bindings: Env }>();

app.post('/api/operator/tenants', async (c) => {
  if (c.req.header('authorization') !== `Bearer ${c.env.OPERATOR_TOKEN}`) return c.json({ code: 'unauthorized' }, 401);
  const t = await c.req.json<{ slug: string; host: string }>();
  const known = await c.env.HOSTS.get(`t:${t.slug}`);
  await c.env.HOSTS.put(`t:${t.slug}`, '1');
  return c.json({ tenant: { id: 'tnt_1', slug: t.slug, hosts: [t.host], ownerEmail: 'a@b.c' }, ...(known ? {} : { apiKey: 'key_1' }) });
});
app.get('/api/v1/services', (c) => c.json({ data: [{ id: 'svc_1' }] }));
app.get('/api/v1/availability', async (c) => {
  await (await fetch(`${c.env.REGISTRY_URL}/v2/pipeline`)).text();
  const from = Date.parse(`${c.req.query('from')}T12:00:00Z`);
  const slots = Array.from({ length: 14 * 20 * 6 }, (_, i) => {
    const at = from + Math.floor(i / 120) * 86400000 + Math.floor((i % 120) / 6) * 1800000;
    return { startsAt: new Date(at).toISOString(), endsAt: new Date(at + 1800000).toISOString(), providerId: `p${i % 6}` };
  });
  return c.json({ slots });
});
app.post('/api/v1/bookings', async (c) => {
  const b = await c.req.json<{ providerId: string; startsAt: string }>();
  await (await fetch(`${c.env.REGISTRY_URL}/v2/pipeline`)).text();
  const taken = await c.env.PROVIDER_LOCK.getByName(b.providerId).take(b.startsAt);
  await (await fetch(`${c.env.REGISTRY_URL}/v2/pipeline`)).text();
  return taken ? c.json({ code: 'slot-taken' }, 409) : c.json({ id: 'b' }, 201);
});
app.get('/', (c) => c.html('<p>hola</p>'.repeat(500)));
app.get('/livez', (c) => c.json({ ok: true }));
app.get('/who', (c) =>
  c.json({
    url: c.req.url,
    headers: Object.fromEntries(c.req.raw.headers),
    cf: c.req.raw.cf ?? null,
    env: Object.keys(c.env),
    e: c.env.ENVIRONMENT,
    op: c.env.OPERATOR_TOKEN?.length,
    sql: registrySql,
    reg: c.env.REGISTRY_URL,
    tmpl: c.env.DATABASE_URL_TEMPLATE,
  }),
);
app.get('/do', async (c) => c.json({ n: await c.env.PROVIDER_LOCK.getByName('a').bump() }));
app.get('/alarm', async (c) => {
  const stub = c.env.TENANT_ALARM.getByName('a');
  await stub.arm();
  return c.json({ fired: await stub.fired() });
});
app.get('/fired', async (c) => c.json({ fired: await c.env.TENANT_ALARM.getByName('a').fired() }));
app.get('/queue', async (c) => {
  await c.env.RELAY_QUEUE.send({ at: 1 });
  return c.json({ sent: true });
});
app.get('/kv', async (c) =>
  c.json({ queued: await c.env.HOSTS.get('queued'), cron: await c.env.HOSTS.get('cron') }),
);
app.get('/r2', async (c) => {
  await c.env.FILES.put('x', 'y');
  return c.json({ r2: await (await c.env.FILES.get('x'))?.text() });
});
app.get('/limit', async (c) => c.json(await c.env.PUBLIC_WRITES.limit({ key: 'a' })));
app.get('/out', async (c) => c.text(await (await fetch(c.req.query('u') ?? '')).text()));
app.get('/static/*', (c) => c.env.STATIC.fetch(c.req.raw));
app.get('/log', (c) => {
  console.log(JSON.stringify({ hello: 'world' }));
  return c.text('logged');
});
app.get('/boom', () => {
  throw new Error('boom');
});

export default {
  fetch: app.fetch,
  async queue(batch: MessageBatch, env: Env) {
    await env.HOSTS.put('queued', String(batch.messages.length));
  },
  async scheduled(controller: ScheduledController, env: Env) {
    await env.HOSTS.put('cron', `${controller.cron} ${controller.scheduledTime}`);
  },
};
