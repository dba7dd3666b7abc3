import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { findSlots } from '../../src/agenda/availability/find-slots.ts';
import { cancelBooking } from '../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { SCOPES } from '../../src/kernel/actor.ts';
import { addDays, localDateOf } from '../../src/kernel/local-time.ts';
import { listEvents } from '../../src/partners/events/list-events.ts';
import { createEndpoint } from '../../src/partners/webhooks/create-endpoint.ts';
import { deliverWebhooks } from '../../src/partners/webhooks/deliver-webhooks.ts';
import { relayEvents } from '../../src/partners/webhooks/relay-events.ts';
import { act } from '../../src/platform/action.ts';
import { showOptions, showResult } from '../support/show.ts';
import { startTenantWorld, type TenantWorld } from '../support/tenant-world.ts';

// npm run show:webhooks: real bookings, real deliveries over HTTP to a receiver that fails at random, a clock that jumps
// to whatever is due next.

const { events: wanted, failures, seed, json } = showOptions({ events: 500, failures: 30, seed: 7 });
const PARTNER = { type: 'api-key', keyId: 'key_show', scopes: SCOPES } as const;
const random = mulberry32(seed);

interface Received {
  readonly times: number;
  readonly bodies: ReadonlySet<string>;
}

const world = await startTenantWorld();
const received = new Map<string, Received>();
let badSignatures = 0;
let requests = 0;
let verifier: Webhook | undefined;
const server = createServer((incoming, outgoing) => receive(incoming, outgoing));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
try {
  const startedAt = world.now;
  const { port } = server.address() as AddressInfo;
  const endpoint = (await act(createEndpoint, world.ctx({ actor: PARTNER }), {
    url: `http://127.0.0.1:${port}/hook`,
    events: ['*'],
  })) as { id: string; secret: string };
  verifier = new Webhook(endpoint.secret);
  await makeEvents(world, wanted);
  const rounds = await deliverAll(world, endpoint.id);
  const committed = await committedEvents(world);
  const delivered = committed.filter((id) => received.has(id)).length;
  const unknownIds = [...received.keys()].filter((id) => !committed.includes(id)).length;
  const unstable = [...received.values()].filter(({ bodies }) => bodies.size > 1).length;
  const virtualHours = Math.round((world.now - startedAt) / 36_000) / 100;
  showResult(
    {
      passed:
        committed.length === wanted && delivered === wanted && badSignatures + unknownIds + unstable === 0,
      events: committed.length,
      delivered,
      requests,
      failedRequests: requests - [...received.values()].reduce((sum, { times }) => sum + times, 0),
      badSignatures,
      idsWithoutCommit: unknownIds,
      idsWhoseBodyChanged: unstable,
      rounds,
      virtualHours,
      figure: `${delivered} of ${committed.length} events delivered in ${requests} requests over ${virtualHours} virtual hours; bad signatures ${badSignatures}, ids without a commit ${unknownIds}, ids with another body ${unstable}`,
    },
    json,
  );
} finally {
  server.close();
  server.closeAllConnections();
  await world.stop();
}

/** Fails before it reads, or after it has read: a partner sees both. */
async function receive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  requests++;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  if (random() * 100 < failures) {
    outgoing.writeHead(random() < 0.5 ? 500 : 302, { location: '/elsewhere' }).end();
    return;
  }
  const body = Buffer.concat(chunks).toString();
  const headers = incoming.headers as Record<string, string>;
  if (!isSigned(body, headers)) badSignatures++;
  const id = headers['webhook-id'] ?? '';
  const before = received.get(id);
  received.set(id, { times: (before?.times ?? 0) + 1, bodies: new Set([...(before?.bodies ?? []), body]) });
  outgoing.writeHead(204).end();
}

/** By the public package; it also holds the timestamp to the clock, so the real clock is moved to the virtual one. */
function isSigned(body: string, headers: Record<string, string>): boolean {
  const realNow = Date.now;
  Date.now = () => world.now;
  try {
    verifier?.verify(body, headers);
    return true;
  } catch {
    return false;
  } finally {
    Date.now = realNow;
  }
}

/** Books, and cancels every third booking, until there are as many events as wanted. */
async function makeEvents(tenantWorld: TenantWorld, count: number): Promise<void> {
  let made = 0;
  while (made < count) {
    const ctx = tenantWorld.ctx({ actor: PARTNER });
    const wanted = await search(tenantWorld);
    const { slots } = await findSlots(ctx, wanted);
    const slot = slots[Math.floor(random() * slots.length)];
    if (slot === undefined) throw new Error('The agenda is full');
    const booking = (await act(createBooking, ctx, {
      serviceId: wanted.serviceId,
      providerId: slot.providerId,
      startsAt: new Date(slot.startMinute * 60_000).toISOString(),
      customer: { name: 'Ana Suárez', email: `ana${made}@example.com` },
    })) as { id: string };
    made++;
    if (made < count && made % 3 === 0) {
      await act(cancelBooking, tenantWorld.ctx({ actor: PARTNER }), { id: booking.id });
      made++;
    }
  }
}

async function search(tenantWorld: TenantWorld) {
  const { rows } = (
    await tenantWorld.database.write(["SELECT id FROM services WHERE slug = 'corte-clasico'"])
  )[0] ?? { rows: [] };
  const today = localDateOf(tenantWorld.now, tenantWorld.tenant.profile.timeZone);
  return { serviceId: String(rows[0]?.id), from: addDays(today, 1), to: addDays(today, 40) };
}

/** Relays, delivers what is due, and jumps to the next due time, until nothing waits any more. */
async function deliverAll(tenantWorld: TenantWorld, endpointId: string): Promise<number> {
  let rounds = 0;
  for (;;) {
    const system = () => tenantWorld.ctx({ actor: { type: 'system', reason: 'relay' } });
    const { endpointIds, nextDueAt } = await relayEvents(system());
    if (endpointIds.length === 0 && nextDueAt === undefined) return rounds;
    if (endpointIds.length === 0) tenantWorld.now = nextDueAt ?? tenantWorld.now;
    for (let hasMore = true; hasMore; rounds++) ({ hasMore } = await deliverWebhooks(system(), endpointId));
  }
}

async function committedEvents(tenantWorld: TenantWorld): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0; ; ) {
    const page = (await act(listEvents, tenantWorld.ctx({ actor: PARTNER }), { after, limit: 500 })) as {
      data: { id: string; sequence: number }[];
    };
    if (page.data.length === 0) return ids;
    page.data.forEach(({ sequence }, index) => {
      if (sequence !== after + index + 1) throw new Error(`The feed has a gap before ${sequence}`);
    });
    ids.push(...page.data.map(({ id }) => id));
    after += page.data.length;
  }
}

function mulberry32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
