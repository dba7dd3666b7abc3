import { freeTime, type OccupyResult, occupyTime } from '../../src/agenda/occupancy/occupy-time.ts';
import { occupationsQuery } from '../../src/agenda/occupancy/read-busy-times.ts';
import type { Actor } from '../../src/kernel/actor.ts';
import type { PaddedInterval } from '../../src/kernel/interval.ts';
import { AppError } from '../../src/kernel/problem.ts';
import type { Ctx } from '../../src/platform/context.ts';
import type { Query } from '../../src/platform/statements.ts';
import type { Operation } from './operation.ts';
import type { Shop, SubjectStretch } from './shop.ts';

// The one door itself, asked for everything that it can do at once: several subjects, rooms with capacity, seats of a
// session, ways between branches, time put over other time on purpose.

const SYSTEM: Actor = { type: 'system', reason: 'door' };
const MINUTE_MS = 60_000;

export const DOOR_OPERATIONS: readonly Operation[] = [
  {
    name: 'door-take',
    weight: 12,
    drives: [],
    prepare(shop) {
      const times = someTimes(shop);
      return {
        actor: SYSTEM,
        isRepeatable: true,
        run: (ctx) => take(ctx, times),
        effect: { kind: 'take', wished: times, timesOf: ({ id }: { id: string }) => ownedBy(times, id) },
        learn: ({ id }: { id: string }) => void shop.doorBlocks.push(id),
      };
    },
  },
  {
    name: 'door-move',
    weight: 5,
    drives: [],
    prepare(shop) {
      if (shop.doorBlocks.length === 0) return undefined;
      const id = shop.random.pick(shop.doorBlocks);
      const times = ownedBy(someTimes(shop), id);
      return {
        actor: SYSTEM,
        isRepeatable: false,
        run: (ctx) => move(ctx, id, times),
        effect: { kind: 'move', ownerId: id, wished: times, timesOf: () => times },
      };
    },
  },
  {
    name: 'door-free',
    weight: 4,
    drives: [],
    prepare(shop) {
      if (shop.doorBlocks.length === 0) return undefined;
      const id = shop.random.pick(shop.doorBlocks);
      return {
        actor: SYSTEM,
        isRepeatable: false,
        run: (ctx) => free(ctx, id),
        effect: { kind: 'free', ownerId: id },
      };
    },
  },
];

function ownedBy(times: readonly SubjectStretch[], ownerId: string): SubjectStretch[] {
  return times.map((time) => ({ ...time, ownerId }));
}

async function take(ctx: Ctx, times: readonly SubjectStretch[]): Promise<{ id: string }> {
  // The first reading is where a repeated request is recognized.
  await ctx.db.read([occupationsQuery('')]);
  const answer = { id: ctx.newId('blk') };
  const result = await occupyTime(ctx, {
    times: occupations(times, answer.id),
    commit: { write: [], events: [], audit: { action: 'door.take', subjectId: answer.id }, answer },
  });
  return orTaken(result, answer);
}

async function move(ctx: Ctx, id: string, times: readonly SubjectStretch[]): Promise<{ id: string }> {
  const [before] = await ctx.db.read([occupationsQuery(id)]);
  if (before.length === 0) throw new AppError('not-found', 'Nothing to move');
  const result = await occupyTime(ctx, {
    times: occupations(times, id),
    before,
    commit: { write: [changedOnce(id, before)], events: [], audit: { action: 'door.move', subjectId: id } },
  }).catch(orStale);
  return orTaken(result, { id });
}

async function free(ctx: Ctx, id: string): Promise<{ id: string }> {
  const [occupied] = await ctx.db.read([occupationsQuery(id)]);
  if (occupied.length === 0) return { id };
  const audit = { action: 'door.free', subjectId: id };
  const commit = { write: [changedOnce(id, occupied)], events: [], audit };
  return orTaken(await freeTime(ctx, occupied, commit).catch(orStale), { id });
}

/** Two changes from the same reading: the second is refused whole, as a revision does it for a booking. */
function changedOnce(id: string, read: readonly { readonly commitId: string }[]): Query {
  const sql = `INSERT INTO idempotency_keys VALUES (?, '', '', 0)`;
  const statement = { toSQL: () => ({ sql, params: [`door/${id}/${read[0]?.commitId}`] }) };
  return statement as unknown as Query;
}

function orStale(error: unknown): never {
  if (error instanceof Error && error.message.includes('UNIQUE constraint failed: idempotency_keys.key'))
    throw new AppError('stale-revision', 'Changed meanwhile');
  throw error;
}

function occupations(times: readonly SubjectStretch[], ownerId: string) {
  return times.map(({ expiresAt: _, ...time }) => ({ ...time, ownerId, ownerType: 'block' as const }));
}

function orTaken<T>(result: OccupyResult, answer: T): T {
  if (result.ok) return answer;
  throw new AppError('slot-taken', result.reason);
}

function someTimes(shop: Shop): SubjectStretch[] {
  const { random, catalog } = shop;
  const startsAt = shop.someStart();
  const span = {
    startsAt,
    endsAt: startsAt + 15 * random.between(1, 5) * MINUTE_MS,
    bufferBefore: 5 * random.between(0, 2) * MINUTE_MS,
    bufferAfter: 5 * random.between(0, 2) * MINUTE_MS,
  };
  const provider = subjectAt(shop.somebody(catalog.providers).id, span);
  const [room, chairs] = catalog.resources.map(({ id, capacity }) => ({ ...subjectAt(id, span), capacity }));
  if (room === undefined || chairs === undefined) throw new Error('The shop has two resources');
  return random.pick([
    () => [chairs],
    () => [{ ...chairs, seats: random.between(1, 2) }],
    () => [room, provider],
    () => [provider, chairs, room],
    () => [withSeats(shop, chairs, startsAt)],
    () => [withSeats(shop, provider, startsAt)],
    () => [withSeats(shop, provider, startsAt)],
    () => [somewhere(shop, provider)],
    () => [{ ...provider, isOverbooked: random.chance(0.5) }],
  ])();
}

function subjectAt(subjectId: string, span: PaddedInterval): SubjectStretch {
  const alone = { placeId: null, party: null, seats: 1, capacity: 1, partySeats: 1, travel: {} };
  return { ...span, ...alone, subjectId, ownerId: '?', expiresAt: null };
}

/** A place in a session: all of its places begin and end together. */
function withSeats({ random }: Shop, time: SubjectStretch, startsAt: number): SubjectStretch {
  const endsAt = startsAt + 45 * MINUTE_MS;
  const alike = { bufferBefore: 0, bufferAfter: 5 * MINUTE_MS, party: `session@${startsAt}`, partySeats: 3 };
  return { ...time, ...alike, startsAt, endsAt, seats: random.between(1, 2) };
}

function somewhere({ random, catalog }: Shop, time: SubjectStretch): SubjectStretch {
  const placeId = random.pick(catalog.locations).id;
  const ways = [...(catalog.travelFrom.get(placeId) ?? [])];
  return {
    ...time,
    placeId,
    travel: Object.fromEntries(ways.map(([to, minutes]) => [to, minutes * MINUTE_MS])),
  };
}
