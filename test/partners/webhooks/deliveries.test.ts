import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { listEvents } from '../../../src/partners/events/list-events.ts';
import { createEndpoint } from '../../../src/partners/webhooks/create-endpoint.ts';
import { deliverWebhooks } from '../../../src/partners/webhooks/deliver-webhooks.ts';
import { listDeliveries, readDelivery } from '../../../src/partners/webhooks/list-deliveries.ts';
import {
  enableEndpoint,
  listEndpoints,
  removeEndpoint,
} from '../../../src/partners/webhooks/manage-endpoints.ts';
import { relayEvents } from '../../../src/partners/webhooks/relay-events.ts';
import { replayDelivery, replayRange } from '../../../src/partners/webhooks/replay-deliveries.ts';
import { openShop, PARTNER, problemOf, run, type Shop } from '../../agenda/bookings/shop.ts';

interface Received {
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
let shop: Shop;
let server: Server;
let received: Received[] = [];
let answer: { status: number; headers?: Record<string, string> } = { status: 204 };

beforeAll(async () => {
  shop = await openShop();
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    received.push({
      path: incoming.url ?? '',
      body: Buffer.concat(chunks).toString(),
      headers: incoming.headers,
    });
    outgoing.writeHead(answer.status, answer.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await shop.world.stop();
});
beforeEach(async () => {
  await shop.rows('DELETE FROM webhook_endpoints');
  await shop.rows('UPDATE events SET relayed_at = 0');
  received = [];
  answer = { status: 204 };
  shop.world.now = OPENING;
});

function system() {
  return shop.world.ctx({ actor: { type: 'system', reason: 'relay' } });
}

function partner() {
  return shop.world.ctx({ actor: PARTNER });
}

async function endpoint(events: string[] = ['*']) {
  const { port } = server.address() as AddressInfo;
  return await run(createEndpoint, partner(), { url: `http://127.0.0.1:${port}/hook`, events });
}

async function relayAndDeliver(id: string) {
  await relayEvents(system());
  return await deliverWebhooks(system(), id);
}

async function deliveriesOf(id: string) {
  return (await run(listDeliveries, partner(), { id })).data;
}

describe('a delivery', () => {
  it('carries the event of the feed, signed as Standard Webhooks says', async () => {
    const { id, secret } = await endpoint();
    const booking = await shop.book(shop.wish());
    await relayAndDeliver(id);
    const [delivery] = received;
    const headers = delivery?.headers as Record<string, string>;
    expect(Number(headers['webhook-timestamp'])).toBe(OPENING / 1_000);
    const body = JSON.parse(delivery?.body ?? '') as { id: string; sequence: number };
    expect(
      new Webhook(secret).sign(headers['webhook-id'] ?? '', new Date(OPENING), delivery?.body ?? ''),
    ).toBe(headers['webhook-signature']);
    expect(body).toMatchObject({ type: 'booking.created', data: { booking: { id: booking.id } } });
    expect(headers['webhook-id']).toBe(body.id);
    const feed = await run(listEvents, partner(), { after: body.sequence - 1, limit: 1 });
    expect(feed.data).toEqual([body]);
  });

  it('gives no link to change the booking away', async () => {
    const { id } = await endpoint();
    const { manageToken } = await shop.book(shop.wish());
    await relayAndDeliver(id);
    expect(received).toHaveLength(1);
    expect(received[0]?.body).not.toContain(manageToken);
  });

  it('goes to those who asked for its type, once, however often the relay looks', async () => {
    const [all, cancellations] = [await endpoint(), await endpoint(['booking.cancelled'])];
    const { id } = await shop.book(shop.wish());
    await run(cancelBooking, partner(), { id });
    for (let times = 0; times < 3; times++) {
      await relayAndDeliver(all.id);
      await relayAndDeliver(cancellations.id);
    }
    expect((await deliveriesOf(all.id)).map(({ eventType }) => eventType)).toEqual([
      'booking.created',
      'booking.cancelled',
    ]);
    expect((await deliveriesOf(cancellations.id)).map(({ eventType }) => eventType)).toEqual([
      'booking.cancelled',
    ]);
    expect(received).toHaveLength(3);
  });

  it('is sent by one of four consumers that look at once', async () => {
    const { id } = await endpoint();
    await shop.book(shop.wish());
    await relayEvents(system());
    await Promise.all([1, 2, 3, 4].map(() => deliverWebhooks(system(), id)));
    expect(received).toHaveLength(1);
  });

  it('is sent again when the consumer that had it died, after its lease', async () => {
    const { id } = await endpoint();
    await shop.book(shop.wish());
    await relayEvents(system());
    await shop.rows(`UPDATE webhook_deliveries SET lease_until = ${OPENING + 60_000}`);
    shop.world.now = OPENING + 59_999;
    expect((await deliverWebhooks(system(), id)).attempted).toBe(0);
    shop.world.now = OPENING + 60_000;
    expect((await deliverWebhooks(system(), id)).attempted).toBe(1);
  });
});

describe('a receiver that fails', () => {
  it.each([
    ['an error', { status: 500 }],
    ['a redirect, which is not followed', { status: 302, headers: { location: '/elsewhere' } }],
  ])('with %s is tried again later, every attempt is on record', async (_, failure) => {
    const { id } = await endpoint();
    await shop.book(shop.wish());
    answer = failure;
    const { nextDueAt = 0 } = await relayAndDeliver(id);
    expect(nextDueAt).toBeGreaterThanOrEqual(OPENING + 5_000);
    shop.world.now = nextDueAt - 1;
    expect((await deliverWebhooks(system(), id)).attempted).toBe(0);
    shop.world.now = nextDueAt;
    answer = { status: 200 };
    await deliverWebhooks(system(), id);
    expect(received.map(({ path }) => path)).toEqual(['/hook', '/hook']);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const [delivery] = await deliveriesOf(id);
    const { attemptLog } = await run(readDelivery, partner(), { id: delivery?.id });
    expect(attemptLog.map(({ number, status }) => [number, status])).toEqual([
      [1, failure.status],
      [2, 200],
    ]);
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 2, nextAttemptAt: null });
  });

  it('for three days is given up, and can be asked to be tried again with the same id', async () => {
    const { id } = await endpoint();
    await shop.book(shop.wish());
    answer = { status: 500 };
    await relayEvents(system());
    for (let due: number | undefined = OPENING; due !== undefined; ) {
      shop.world.now = due;
      ({ nextDueAt: due } = await deliverWebhooks(system(), id));
    }
    const [dead] = await deliveriesOf(id);
    expect(dead).toMatchObject({ status: 'dead', attempts: 10 });
    answer = { status: 204 };
    expect(await run(replayDelivery, partner(), { id: dead?.id })).toEqual({ replayed: 1 });
    await deliverWebhooks(system(), id);
    expect(await deliveriesOf(id)).toMatchObject([{ status: 'delivered', attempts: 11 }]);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('that is not there at all is a failure too', async () => {
    const { id } = await endpoint();
    await shop.rows(`UPDATE webhook_endpoints SET url = 'http://127.0.0.1:1/hook'`);
    await shop.book(shop.wish());
    await relayAndDeliver(id);
    const [delivery] = await deliveriesOf(id);
    const { attemptLog } = await run(readDelivery, partner(), { id: delivery?.id });
    expect(attemptLog).toMatchObject([{ status: null, error: 'connection-failed' }]);
  });

  it('with 410 is disabled; what comes later waits to be asked for', async () => {
    const { id } = await endpoint();
    await shop.book(shop.wish());
    answer = { status: 410 };
    await relayAndDeliver(id);
    const [disabled] = (await run(listEndpoints, partner(), {})).data;
    expect(disabled).toMatchObject({ status: 'disabled', disabledReason: expect.stringContaining('410') });
    await shop.book(shop.wish());
    expect((await relayAndDeliver(id)).attempted).toBe(0);
    expect((await deliveriesOf(id)).map(({ status }) => status)).toEqual(['dead', 'dead']);
    answer = { status: 204 };
    await run(enableEndpoint, partner(), { id });
    expect(await run(replayRange, partner(), { id, fromSequence: 1 })).toEqual({ replayed: 2 });
    await deliverWebhooks(system(), id);
    expect((await deliveriesOf(id)).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  it('with 410 is asked no more in the same round, and nothing is replayed to it while it is disabled', async () => {
    const { id } = await endpoint();
    for (let booked = 0; booked < 12; booked++) await shop.book(shop.wish());
    answer = { status: 410 };
    await relayAndDeliver(id);
    // Four are sent at once: those that were on their way when the first answer came.
    expect(received.length).toBeLessThan(12);
    expect(await problemOf(run(replayRange, partner(), { id, fromSequence: 1 }))).toBe('endpoint-disabled');
    expect((await relayEvents(system())).nextDueAt).toBeUndefined();
  });
});

describe('endpoints', () => {
  it('keep their secret sealed in the database and show it once', async () => {
    const { id, secret } = await endpoint();
    const [row] = await shop.rows(`SELECT sealed_secret FROM webhook_endpoints WHERE id = '${id}'`);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(String(row?.sealed_secret)).not.toContain(secret.slice(6));
    expect(JSON.stringify(await run(listEndpoints, partner(), {}))).not.toContain(secret.slice(6));
  });

  it('are at most as many as the plan says', async () => {
    for (let made = 0; made < 20; made++) await endpoint();
    expect(await problemOf(endpoint())).toBe('quota-reached');
  });

  it('that are removed get nothing more, and their history goes', async () => {
    const { id } = await endpoint();
    await shop.book(shop.wish());
    await relayEvents(system());
    await run(removeEndpoint, partner(), { id });
    expect((await deliverWebhooks(system(), id)).attempted).toBe(0);
    expect(await shop.rows('SELECT id FROM webhook_deliveries')).toHaveLength(0);
    expect(await problemOf(run(listDeliveries, partner(), { id }))).toBe('not-found');
  });

  it.each([
    ['a private address', { url: 'http://10.0.0.1/', events: ['*'] }, 'webhook-target-refused'],
    [
      'an event that does not exist',
      { url: 'https://example.com/', events: ['booking.exploded'] },
      'invalid-input',
    ],
    ['no event', { url: 'https://example.com/', events: [] }, 'invalid-input'],
  ])('refuse %s', async (_, input, code) => {
    expect(await problemOf(run(createEndpoint, partner(), input))).toBe(code);
  });
});

describe('the feed', () => {
  it('has every event once, in order and without a gap, whatever the size of a page', async () => {
    const whole = (await run(listEvents, partner(), { limit: 500 })).data;
    expect(whole.length).toBeGreaterThan(5);
    expect(whole.map(({ sequence }) => sequence)).toEqual(whole.map((_, index) => index + 1));
    const paged: unknown[] = [];
    for (let after: string | null = '0'; after !== null; ) {
      const page: { data: unknown[]; nextCursor: string | null } = await run(listEvents, partner(), {
        after,
        limit: 2,
      });
      paged.push(...page.data);
      after = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it('has no gap after a commit that was refused', async () => {
    const wish = shop.wish();
    await shop.book(wish);
    const everybodyGets = { claim: () => Promise.resolve({ ok: true } as const) };
    const ctx = shop.world.ctx();
    const refused = { ...ctx, slots: { ...ctx.slots, ...everybodyGets } };
    const input = { ...wish, customer: { name: 'Bea', email: 'bea@example.com' } };
    await Promise.all([1, 2, 3].map(() => problemOf(run(createBooking, refused, input))));
    await shop.book(shop.wish());
    const all = (await run(listEvents, partner(), { limit: 500 })).data;
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 1));
  });
});
