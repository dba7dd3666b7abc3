import { listSlots } from '../../src/agenda/availability/list-slots.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { createHold } from '../../src/agenda/holds/create-hold.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import { type Action, act } from '../../src/platform/action.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { attempt, describe, type Result } from './clients.ts';
import type { Engine } from './engine.ts';
import { findUnkeptRecords } from './kept-records.ts';
import { findRelayGaps } from './relayed.ts';
import { hasRoomByOracle } from './room-oracle.ts';
import { busyRows, type Violation } from './safety.ts';
import { type Shop, timesShown } from './shop.ts';
import { type Simulation, sweep } from './simulation.ts';

const MINUTE_MS = 60_000;
const GUEST: Actor = { type: 'guest' };

/** Long enough for the whole schedule of a webhook that failed until now. */
const PATIENCE_MS = 90 * 60 * MINUTE_MS;
/** A lease, and the alarm that follows it. */
const SETTLED_MS = 60_000;
const GRID_MS = 15 * MINUTE_MS;
const CRON_MS = 240 * MINUTE_MS;

/** After the faults have ended and the platform has had its time: everything is as it was promised, nothing is stuck. */
export async function checkHealed(simulation: Simulation): Promise<void> {
  const { world, shops, violations } = simulation;
  for (const shop of shops)
    violations.push(...findUnkeptRecords(simulation, shop), ...findDisagreements(simulation, shop));
  if (violations.length > 0) return;
  for (const shop of shops) await probeFreeTimes(simulation, shop);
  await probeExpiry(simulation);
  // What the platform set itself to do, and the cron now and then.
  for (
    const until = world.timeline.now + PATIENCE_MS;
    world.timeline.now < until && !areDelivered(simulation);
  ) {
    await world.timeline.runTo(world.timeline.now + CRON_MS, () => areDelivered(simulation));
    sweep(world);
  }
  for (const shop of shops) violations.push(...findRelayGaps(world.engineOf(shop.tenant), world.receivers));
}

function areDelivered({ world, shops }: Simulation): boolean {
  return shops.every(
    ({ tenant }) =>
      world
        .engineOf(tenant)
        .rows(
          `SELECT 1 FROM events WHERE relayed_at IS NULL UNION ALL SELECT 1 FROM webhook_deliveries WHERE status = 'pending' LIMIT 1`,
        ).length === 0,
  );
}

/** Each lock holds just what the database says of its subject. */
function findDisagreements({ world }: Simulation, { tenant, catalog }: Shop): Violation[] {
  const now = world.timeline.now;
  const recorded = busyRows(world.engineOf(tenant)).filter(
    ({ endsAt, expiresAt }) => endsAt > now && (expiresAt === null || expiresAt > now),
  );
  return [...catalog.providers, ...catalog.resources].flatMap(({ id }) => {
    const expected = recorded
      .filter(({ subjectId }) => subjectId === id)
      .map(nameOf)
      .sort();
    const held = claimsOf(world.locks.all.get(`${tenant.id}/${id}`)?.sql, now).sort();
    if (String(held) === String(expected)) return [];
    return [
      { property: 'lock-agrees', detail: `${tenant.id}/${id} holds [${held}], recorded are [${expected}]` },
    ];
  });
}

/** What was claimed a moment ago may still wait for the end of its lease to learn that it was written. */
function claimsOf(sql: Engine | undefined, now: number): string[] {
  const rows = sql?.rows(
    `SELECT commit_id AS commitId, owner_id AS ownerId, starts_at AS startsAt,
       state <> 'kept' AND since < ?1 - ${SETTLED_MS} AS isOverdue FROM claimed_times
     WHERE ends_at > ?1 AND (expires_at IS NULL OR expires_at > ?1)`,
    now,
  );
  return (rows ?? []).map((row) => `${nameOf(row as never)}${row.isOverdue === 1 ? ' (under way)' : ''}`);
}

function nameOf({ commitId, ownerId, startsAt }: { commitId: string; ownerId: string; startsAt: number }) {
  return `${commitId}:${ownerId}:${startsAt}`;
}

/** What is offered can be booked, unless there is no room for it after all. */
async function probeFreeTimes(simulation: Simulation, shop: Shop): Promise<void> {
  for (const provider of shop.catalog.providers) {
    const wish = { serviceId: provider.services[0]?.serviceId ?? '', providerId: provider.id };
    const slot = await someOfferedSlot(simulation, shop, wish);
    if (slot === undefined) continue;
    const customer = { name: `Prueba ${simulation.undertakings.length}`, email: 'prueba@example.com' };
    const input = { ...wish, startsAt: slot.startsAt, customer };
    blameRefusal(simulation, shop, { slot, wish, result: await ask(simulation, shop, createBooking, input) });
  }
}

interface OfferedSlot {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly providerId: string;
  readonly locationId: string;
}

interface SlotWish {
  readonly serviceId: string;
  readonly providerId: string;
}

async function someOfferedSlot(
  simulation: Simulation,
  shop: Shop,
  wish: SlotWish,
): Promise<OfferedSlot | undefined> {
  const date = shop.random.pick(shop.dates);
  const listed = await ask(simulation, shop, listSlots, { ...wish, from: date, to: date });
  if (listed.kind !== 'ok') {
    simulation.violations.push({ property: 'healed-answers', detail: `list: ${describe(listed)}` });
    return undefined;
  }
  const answer = listed.answer as { slots: OfferedSlot[] };
  // Times that somebody else's time has moved off the grid are offered only as long as that stands.
  const slots = answer.slots.filter(({ startsAt }) => Date.parse(startsAt) % GRID_MS === 0);
  return slots.length === 0 ? undefined : shop.random.pick(slots);
}

interface Probe {
  readonly slot: OfferedSlot;
  readonly wish: SlotWish;
  readonly result: Result;
}

/** Refused although no row is in the way: something is stuck. */
function blameRefusal({ world, violations }: Simulation, shop: Shop, { slot, wish, result }: Probe): void {
  if (result.kind === 'ok') return;
  const rows = busyRows(world.engineOf(shop.tenant));
  const needed = timesShown(shop.catalog, { ...slot, ...wish, id: '?' });
  const isFree = needed.every((time) =>
    hasRoomByOracle(
      time,
      rows.filter(
        (row) => row.subjectId === time.subjectId && (row.expiresAt ?? Infinity) > world.timeline.now,
      ),
    ),
  );
  if (!isFree) return;
  const detail = `${wish.providerId} at ${slot.startsAt}: ${describe(result)}`;
  violations.push({ property: 'free-is-bookable', detail });
}

/** A hold that nobody uses is over a second after its time, even when no alarm ever rings. */
async function probeExpiry(simulation: Simulation): Promise<void> {
  const { world, shops, violations } = simulation;
  const [shop] = shops;
  if (shop === undefined || violations.length > 0) return;
  const providerId = shop.catalog.providers[0]?.id ?? '';
  const wish = { serviceId: shop.catalog.services[0]?.id ?? '', providerId };
  const slot = await someOfferedSlot(simulation, shop, wish);
  if (slot === undefined) return;
  const input = { ...wish, startsAt: slot.startsAt };
  const held = await ask(simulation, shop, createHold, input);
  blameRefusal(simulation, shop, { slot, wish, result: held });
  if (held.kind !== 'ok') return;
  // The alarm that ends the claim's lease rings; the one that it sets for the hold's end never does.
  world.chaos.rates = { ...world.chaos.rates, alarmLost: 1 };
  const expiresAt = Date.parse((held.answer as { expiresAt: string }).expiresAt);
  await world.timeline.runTo(expiresAt + 1_000);
  const customer = { name: 'Prueba Final', email: 'final@example.com' };
  const booked = await ask(simulation, shop, createBooking, { ...input, customer });
  if (booked.kind !== 'ok')
    violations.push({ property: 'expired-hold-is-free', detail: `${slot.startsAt}: ${describe(booked)}` });
  world.chaos.rates = { ...world.chaos.rates, alarmLost: 0 };
}

async function ask<Input, Output>(
  simulation: Simulation,
  { tenant }: Shop,
  action: Action<Ctx, Input, Output>,
  input: object,
): Promise<Result> {
  const { world, undertakings } = simulation;
  const undertaking = {
    id: undertakings.length,
    name: `probe ${action.name}`,
    tenant,
    attempts: [],
    call: {
      actor: GUEST,
      isRepeatable: false,
      run: (ctx: Ctx) => act(action, ctx, input),
      effect: { kind: 'list' as const, timesOf: () => [] },
    },
  };
  undertakings.push(undertaking);
  const asking = attempt(world, undertaking);
  let result: Result | undefined;
  void asking.then((made) => {
    result = made.result;
  });
  await world.timeline.runTo(world.timeline.now + MINUTE_MS, () => result !== undefined);
  return result ?? { kind: 'unknown', why: 'no answer within a minute' };
}
