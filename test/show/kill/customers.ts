import { setTimeout as delay } from 'node:timers/promises';
import { hostFetch } from '../../../src/local/world/host-fetch.ts';
import { type Random, seededRandom } from '../../simulation/random.ts';

/** How a request ended for whoever sent it. Refused connections never arrived: they are sent again. */
export interface Ending {
  readonly kind: 'ok' | 'refused' | 'server-error' | 'unknown';
  readonly status: number;
  /** Of the answer: what the audit log calls the request. */
  readonly requestId: string | undefined;
  readonly body: Record<string, unknown>;
}

/** One thing that a customer did to a booking, in all its attempts. */
export interface Deed {
  readonly kind: 'create' | 'move' | 'cancel';
  readonly tenant: LoadedTenant;
  readonly key: string;
  /** Names who did it: of a new booking the only trace, when its answer was lost. */
  readonly email: string;
  readonly bookingId?: string;
  readonly startsAt?: string;
  readonly endings: Ending[];
}

export interface LoadedTenant {
  readonly slug: string;
  readonly host: string;
  readonly apiKey: string;
  /** What can be asked for, from the catalog and the days to come. */
  readonly slots: Slot[];
}

export interface Slot {
  readonly tenant: LoadedTenant;
  readonly serviceId: string;
  readonly providerId: string;
  readonly startsAt: string;
}

export interface Load {
  readonly url: string;
  readonly tenants: readonly LoadedTenant[];
  isOver: boolean;
}

interface OwnBooking {
  readonly id: string;
  readonly tenant: LoadedTenant;
  readonly email: string;
}

/** Books, moves and cancels, one after the other, as long as the load lasts; what had no answer it sends again, or not. */
export async function actAsCustomer(load: Load, number: number): Promise<Deed[]> {
  const random = seededRandom(number);
  const deeds: Deed[] = [];
  const own: OwnBooking[] = [];
  while (!load.isOver) {
    const mine = own.length > 0 && random.chance(0.55) ? random.pick(own) : undefined;
    const slot = random.pick((mine?.tenant ?? random.pick(load.tenants)).slots);
    const deed = plan({ random, mine, slot, key: `${number}-${deeds.length}` });
    deeds.push(deed);
    await carryOut(load, deed, { slot, isRepeated: () => random.chance(0.6) });
    learn(own, deed, mine);
    await delay(random.between(0, 40));
  }
  return deeds;
}

interface Intention {
  readonly random: Random;
  readonly mine: OwnBooking | undefined;
  readonly slot: Slot;
  readonly key: string;
}

function plan({ random, mine, slot, key }: Intention): Deed {
  const shared = { key, startsAt: slot.startsAt, endings: [] };
  if (mine === undefined)
    return { ...shared, kind: 'create', tenant: slot.tenant, email: `customer${key}@example.com` };
  const kind = random.chance(0.6) ? 'move' : 'cancel';
  return { ...shared, kind, tenant: mine.tenant, email: mine.email, bookingId: mine.id };
}

/** A booking of which the customer does not know how it stands is left alone. */
function learn(
  own: OwnBooking[],
  { kind, tenant, email, endings }: Deed,
  mine: OwnBooking | undefined,
): void {
  const last = endings.at(-1);
  if (mine === undefined) {
    if (last?.kind === 'ok') own.push({ id: String(last.body.id), tenant, email });
  } else if (kind === 'cancel' || last?.kind === 'unknown') own.splice(own.indexOf(mine), 1);
}

interface How {
  readonly slot: Slot;
  readonly isRepeated: () => boolean;
}

async function carryOut(load: Load, deed: Deed, { slot, isRepeated }: How): Promise<void> {
  for (let attempts = 0; attempts < 4; attempts++) {
    const ending = await sendUntilItArrives(load, deed, slot);
    deed.endings.push(ending);
    const isStillRunning = ending.status === 409 && ending.body.code === 'request-in-progress';
    if (ending.kind !== 'unknown' && ending.kind !== 'server-error' && !isStillRunning) return;
    if (load.isOver || !isRepeated()) return;
    await delay(isStillRunning ? 2_000 : 300);
  }
}

async function sendUntilItArrives(load: Load, deed: Deed, slot: Slot): Promise<Ending> {
  for (;;) {
    try {
      return endingOf(await request(load, deed, slot));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED')
        return { kind: 'unknown', status: 0, requestId: undefined, body: {} };
      await delay(100);
    }
  }
}

function request(
  { url }: Load,
  { kind, tenant, key, bookingId, email }: Deed,
  slot: Slot,
): Promise<Response> {
  const customer = { name: `Customer ${key}`, email };
  const calls = {
    create: {
      path: '/api/v1/bookings',
      body: { serviceId: slot.serviceId, providerId: slot.providerId, startsAt: slot.startsAt, customer },
    },
    move: {
      path: `/api/v1/bookings/${bookingId}/reschedule`,
      body: { startsAt: slot.startsAt, providerId: slot.providerId },
    },
    cancel: { path: `/api/v1/bookings/${bookingId}/cancel`, body: {} },
  };
  const { path, body } = calls[kind];
  const headers = {
    authorization: `Bearer ${tenant.apiKey}`,
    'content-type': 'application/json',
    'idempotency-key': key,
  };
  return hostFetch({ url, host: tenant.host, path, method: 'POST', headers, body: JSON.stringify(body) });
}

async function endingOf(response: Response): Promise<Ending> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const told = {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    body,
  };
  if (response.ok) return { ...told, kind: 'ok' };
  // What the platform could not decide by itself it says so: then nobody knows, and the key may be sent again.
  if (body.code === 'outcome-unknown' || response.status === 500) return { ...told, kind: 'unknown' };
  return { ...told, kind: response.status >= 500 ? 'server-error' : 'refused' };
}
