import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestWorld, type TestWorld } from '../support/world.ts';

const HOST = 'turnos.barberiapalermo.com.ar';

interface Received {
  readonly at: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

let world: TestWorld;
let key: string;
const received: Received[] = [];
let failures = 0;
const receiver = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  received.push({ at: Date.now(), body: Buffer.concat(chunks).toString(), headers: incoming.headers });
  outgoing.writeHead(failures-- > 0 ? 503 : 204).end();
});

beforeAll(async () => {
  world = await startTestWorld();
  key = world.tenants.find(({ slug }) => slug === 'barberia-palermo')?.apiKey ?? '';
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  receiver.close();
  receiver.closeAllConnections();
  await world.stop();
});

async function api<Answer>(path: string, json?: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await world.fetchAs(HOST, `/api/v1${path}`, {
    headers,
    ...(json !== undefined && { json }),
  });
  expect(answer.status).toBeLessThan(300);
  return (await answer.json()) as Answer;
}

async function until(condition: () => boolean, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (!condition() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(condition()).toBe(true);
}

function typeOf({ body }: Received): string {
  return (JSON.parse(body) as { type: string }).type;
}

test('a partner hears of a booking, its move and its cancellation, and both public packages verify them', async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const events = ['booking.created', 'booking.rescheduled', 'booking.cancelled'];
  const { secret } = await api<{ secret: string }>('/webhook-endpoints', { url, events });
  const services = await api<{ data: { id: string }[] }>('/services');
  const serviceId = services.data[0]?.id ?? '';
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const { slots } = await api<{ slots: { startsAt: string; providerId: string }[] }>(
    `/availability?serviceId=${serviceId}&from=${day(3)}&to=${day(9)}`,
  );
  failures = 1;
  const { id } = await api<{ id: string }>('/bookings', {
    serviceId,
    startsAt: slots[0]?.startsAt,
    providerId: slots[0]?.providerId,
    customer: { name: 'Ana Suárez', email: 'ana@example.com' },
  });
  const later = slots.findLast(({ providerId }) => providerId === slots[0]?.providerId);
  await api(`/bookings/${id}/reschedule`, { startsAt: later?.startsAt });
  await api(`/bookings/${id}/cancel`, {});
  await until(() => received.length >= 4, 30);

  // The first attempt of one of them failed; it came again after five seconds, not much later, under the same id.
  const attempts = Map.groupBy(received, ({ headers }) => String(headers['webhook-id']));
  const retried = [...attempts.values()].find((list) => list.length === 2) ?? [];
  const waited = (retried[1]?.at ?? 0) - (retried[0]?.at ?? 0);
  expect(waited).toBeGreaterThanOrEqual(5_000);
  expect(waited).toBeLessThan(15_000);
  expect(retried[1]?.body).toBe(retried[0]?.body);
  expect([...new Set(received.map(typeOf))].toSorted()).toEqual(events.toSorted());
  for (const { body, headers } of received) {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    new SvixWebhook(secret).verify(body, headers as Record<string, string>);
    expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
  }

  // The same events, in order and without a gap, for whoever missed them.
  const feed = await api<{ data: { type: string; sequence: number }[] }>('/events?after=0');
  expect(feed.data.map(({ sequence, type }) => [sequence, type])).toEqual(
    events.map((type, index) => [index + 1, type]),
  );
});
