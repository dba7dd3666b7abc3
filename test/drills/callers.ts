import { setTimeout as delay } from 'node:timers/promises';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import { type Random, seededRandom } from '../simulation/random.ts';
import type { NewTenant } from '../support/operator.ts';

/** How a request ended. `lost`: the connection broke, so nobody knows. */
export interface Call {
  readonly tenant: NewTenant;
  readonly kind: 'list' | 'search' | 'book';
  readonly status: number | 'lost';
  readonly code: string | undefined;
  /** When it was sent and when its answer was there, in epoch milliseconds. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Of a booking: what was asked for. */
  readonly wish?: Wish;
  /** Of a booking that was acknowledged. */
  readonly bookingId?: string;
}

/** A start that can be booked at one tenant. */
export interface Wish {
  readonly serviceId: string;
  readonly startsAt: string;
  readonly providerId: string;
}

export interface Load {
  readonly tenants: readonly NewTenant[];
  /** Where Workers listen; the first alone takes bookings, so that each provider has one lock. */
  readonly urls: readonly string[];
  /** Milliseconds between two requests of one caller. */
  readonly pauseMs: number;
  isOver: boolean;
}

/** Reads and books at tenants drawn at random for as long as the load lasts; told no, it asks for something else. */
export async function callSteadily(load: Load, number: number): Promise<Call[]> {
  const random = seededRandom(number);
  const calls: Call[] = [];
  const wishes = new Map<string, Wish[]>();
  while (!load.isOver) {
    const tenant = random.pick(load.tenants);
    const call = await callOnce({ load, random, tenant, wishes, key: `${number}-${calls.length}` });
    calls.push(call);
    await delay(load.pauseMs);
  }
  return calls;
}

interface Intention {
  readonly load: Load;
  readonly random: Random;
  readonly tenant: NewTenant;
  readonly wishes: Map<string, Wish[]>;
  readonly key: string;
}

async function callOnce({ load, random, tenant, wishes, key }: Intention): Promise<Call> {
  const known = wishes.get(tenant.slug) ?? [];
  const [first = ''] = load.urls;
  if (known.length > 0 && random.chance(0.5)) {
    const wish = random.pick(known);
    wishes.set(
      tenant.slug,
      known.filter((one) => one !== wish),
    );
    return await bookWish(tenant, { url: first, wish, key });
  }
  const url = random.pick(load.urls);
  const list = await send(tenant, { kind: 'list', url, path: '/api/v1/services', key });
  const [serviceId] = (list.found as { id: string }[] | undefined)?.map(({ id }) => id) ?? [];
  if (serviceId === undefined) return list;
  const path = `/api/v1/availability?serviceId=${serviceId}&from=${day(2)}&to=${day(20)}`;
  const search = await send(tenant, { kind: 'search', url: random.pick(load.urls), path, key });
  const slots = (search.found as Omit<Wish, 'serviceId'>[] | undefined) ?? [];
  const some = slots.length === 0 ? [] : Array.from({ length: 6 }, () => random.pick(slots));
  wishes.set(
    tenant.slug,
    some.map(({ startsAt, providerId }) => ({ serviceId, startsAt, providerId })),
  );
  return search;
}

export async function bookWish(
  tenant: NewTenant,
  { url, wish, key }: { readonly url: string; readonly wish: Wish; readonly key: string },
): Promise<Call> {
  const customer = { name: `Customer ${key}`, email: `customer${key}@example.com` };
  const body = JSON.stringify({ ...wish, customer });
  return { ...(await send(tenant, { kind: 'book', url, path: '/api/v1/bookings', body, key })), wish };
}

function day(ahead: number): string {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

interface Sending {
  readonly kind: Call['kind'];
  readonly url: string;
  readonly path: string;
  readonly body?: string;
  readonly key: string;
}

/** A refused connection never arrived: it is sent again. */
async function send(tenant: NewTenant, sending: Sending): Promise<Call & { readonly found?: unknown }> {
  const { kind, url, path, body, key } = sending;
  const sentAt = Date.now();
  const headers = {
    authorization: `Bearer ${tenant.apiKey}`,
    'content-type': 'application/json',
    ...(body !== undefined && { 'idempotency-key': key }),
  };
  for (;;) {
    try {
      const response = await hostFetch({
        url,
        host: tenant.host,
        path,
        headers,
        ...(body !== undefined && { body }),
      });
      const json = (await response.json()) as Record<string, unknown>;
      const call = { tenant, kind, status: response.status, sentAt, answeredAt: Date.now() };
      return {
        ...call,
        code: json.code as string | undefined,
        ...(response.ok && { found: json.data ?? json.slots }),
        ...(response.status === 201 && { bookingId: String(json.id), code: undefined }),
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') await delay(50);
      else return { tenant, kind, status: 'lost', code: undefined, sentAt, answeredAt: Date.now() };
    }
  }
}
