import { hostFetch } from '../../src/local/world/host-fetch.ts';
import type { LocalFile } from '../../src/local/world/local-file.ts';

type Tenant = LocalFile['tenants'][number];

/** A request that the benchmark sends, and the bars it must reach. */
export interface Target {
  name: string;
  path: string;
  host: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  /** For writes: one body a request, all different, drawn from here. */
  bodies?: string[];
  /** Least share of the floor's requests a second. */
  bar?: number;
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
const ranges = 6;

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
      bar: 0.1,
      roundTrips: 1,
    },
    {
      name: 'POST /api/v1/bookings',
      path: '/api/v1/bookings',
      host,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
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
  const free: Slot[] = [];
  const busyUntil = new Map<string, string>();
  for (let range = 0; range < ranges; range++) {
    const path = availabilityPath(serviceId, 1 + range * rangeDays);
    const { slots } = await getJson<{ slots: Slot[] }>(url, host, path);
    for (const slot of slots.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))) {
      if (slot.startsAt >= (busyUntil.get(slot.providerId) ?? '')) {
        busyUntil.set(slot.providerId, slot.endsAt);
        free.push(slot);
      }
    }
  }
  return free;
}

function availabilityPath(serviceId: string, fromDay: number): string {
  const day = (offset: number) => new Date(Date.now() + offset * dayMs).toISOString().slice(0, 10);
  return `/api/v1/availability?serviceId=${serviceId}&from=${day(fromDay)}&to=${day(fromDay + rangeDays - 1)}`;
}

function bookingBody(serviceId: string, slot: Slot, i: number): string {
  return JSON.stringify({
    serviceId,
    providerId: slot.providerId,
    startsAt: slot.startsAt,
    customer: { name: `Cliente ${i}`, email: `cliente-${i}@example.com` },
  });
}

async function getJson<T>(url: string, host: string, path: string): Promise<T> {
  const response = await hostFetch({ url, host, path });
  if (!response.ok) {
    throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}
