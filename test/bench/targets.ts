import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostFetch } from '../../src/local/world/host-fetch.ts';
import type { LocalFile } from '../../src/local/world/local-file.ts';

type Tenant = LocalFile['tenants'][number];

/** A request that the benchmark sends, and the bars it must reach. */
export interface Target {
  name: string;
  path: string;
  host: string;
  /** Asked for in turn, in place of `path`. */
  paths?: string[];
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** For writes: one body a request, all different, drawn from here. */
  bodies?: string[];
  /** Least share of the floor's requests a second. */
  bar?: number;
  /** Most milliseconds that all but one of a hundred requests take, at so many connections and requests a second. */
  p99?: { connections: number; rate: number; atMostMs: number };
  /** Most database round trips a request. */
  roundTrips?: number;
}

interface Slot {
  startsAt: string;
  endsAt: string;
  providerId: string;
}

const dayMs = 86_400_000;
const rangeDays = 14;
/** A year of slots, in as few questions as the API allows. */
const windowDays = 365;
const daysAtOnce = 62;

/** The named targets, against one tenant with a running Worker behind `url`. */
export async function findTargets(url: string, tenant: Tenant): Promise<Target[]> {
  const { host } = tenant;
  const serviceId = await firstService(url, host);
  const availability = availabilityPath(serviceId, 1);
  return [
    { name: 'GET /', path: '/', host },
    { name: 'GET /api/v1/services', path: '/api/v1/services', host, bar: 0.4 },
    {
      name: `GET /api/v1/availability (${rangeDays} days)`,
      path: availability,
      host,
      bar: 0.15,
      // 200 people with the page open, each asking every 0.4 s: more than people do, less than saturates anything here.
      p99: { connections: 200, rate: 500, atMostMs: 50 },
      roundTrips: 1,
    },
    {
      // No two alike within a moment: each is asked of the database.
      name: 'GET /api/v1/availability (other days)',
      path: availability,
      paths: Array.from({ length: windowDays - rangeDays }, (_, day) => availabilityPath(serviceId, day + 1)),
      host,
      bar: 0.1,
    },
    {
      name: 'POST /api/v1/bookings',
      path: '/api/v1/bookings',
      host,
      method: 'POST',
      // As a partner: a guest also passes the rate limit, whose local emulation is two more Workers.
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.apiKey}` },
      bodies: (await findFreeSlots(url, host, serviceId)).map((slot, i) => bookingBody(serviceId, slot, i)),
      bar: 0.03,
      roundTrips: 2,
    },
  ];
}

async function firstService(url: string, host: string): Promise<string> {
  const services = await getJson<{ data: { id: string }[] }>(url, host, '/api/v1/services');
  const first = services.data[0];
  if (first === undefined) {
    throw new Error(`${host} offers no service to book.`);
  }
  return first.id;
}

/** Free slots that do not overlap for their provider, from tomorrow on, as far as the booking window goes. */
async function findFreeSlots(url: string, host: string, serviceId: string): Promise<Slot[]> {
  const providers = await getJson<{ data: { id: string }[] }>(url, host, '/api/v1/providers');
  const perProvider = await Promise.all(
    providers.data.map(({ id }) => freeSlotsOf(url, host, { serviceId, providerId: id })),
  );
  const longest = Math.max(...perProvider.map((slots) => slots.length));
  return Array.from({ length: longest }, (_, i) => perProvider.flatMap((slots) => slots[i] ?? [])).flat();
}

async function freeSlotsOf(
  url: string,
  host: string,
  wish: { serviceId: string; providerId: string },
): Promise<Slot[]> {
  const free: Slot[] = [];
  for (let from = 1; from < windowDays - daysAtOnce; from += daysAtOnce) {
    const path = `${availabilityPath(wish.serviceId, from, daysAtOnce)}&providerId=${wish.providerId}`;
    const { slots } = await getJson<{ slots: Slot[] }>(url, host, path);
    for (const slot of slots) {
      if (slot.startsAt >= (free.at(-1)?.endsAt ?? '')) free.push(slot);
    }
  }
  return free;
}

/** The tenant as it is, but bookable for a year: a benchmark needs more free slots than six weeks have. */
export async function writeBenchTenant(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  const file = join(to, 'tenant.json');
  const spec = JSON.parse(await readFile(file, 'utf8')) as {
    catalog: { services: { windowDays: number }[] };
  };
  for (const service of spec.catalog.services) service.windowDays = windowDays;
  await writeFile(file, JSON.stringify(spec));
}

function availabilityPath(serviceId: string, fromDay: number, days = rangeDays): string {
  const day = (offset: number) => new Date(Date.now() + offset * dayMs).toISOString().slice(0, 10);
  return `/api/v1/availability?serviceId=${serviceId}&from=${day(fromDay)}&to=${day(fromDay + days - 1)}`;
}

function bookingBody(serviceId: string, slot: Slot, i: number): string {
  return JSON.stringify({
    serviceId,
    providerId: slot.providerId,
    startsAt: slot.startsAt,
    // By phone: mails would still be on their way when the next burst begins.
    customer: { name: `Cliente ${i}`, phone: `11 2${String(i).padStart(7, '0')}` },
  });
}

async function getJson<T>(url: string, host: string, path: string): Promise<T> {
  const response = await hostFetch({ url, host, path });
  if (!response.ok) {
    throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}
