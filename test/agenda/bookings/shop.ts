import { onTestFinished } from 'vitest';
import type { ManagedBooking } from '../../../src/agenda/bookings/contract.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import type { Hold } from '../../../src/agenda/holds/contract.ts';
import { createHold } from '../../../src/agenda/holds/create-hold.ts';
import { type Actor, SCOPES } from '../../../src/kernel/actor.ts';
import type { SlotLocks } from '../../../src/kernel/claims.ts';
import { AppError, type ProblemCode } from '../../../src/kernel/problem.ts';
import { type Action, act, unpacked } from '../../../src/platform/action.ts';
import type { Ctx } from '../../../src/platform/context.ts';
import { startTenantWorld, type TenantWorld } from '../../support/tenant-world.ts';

export const PARTNER: Actor = { type: 'api-key', keyId: 'key_test', scopes: SCOPES };
export const ANA = { name: 'Ana Suárez', email: 'ana@example.com' };

/** The barbershop of the project, on Tuesday 2026-11-24 at 09:00: Nicolás works from 10:00 to 13:30. */
export interface Shop {
  readonly world: TenantWorld;
  /** Ids by slug, of services, providers and locations. */
  readonly id: (slug: string) => string;
  /** A classic cut with Nicolás at a start that no other test was given. */
  readonly wish: () => Wish;
  readonly hold: (wish: Wish) => Promise<Hold>;
  readonly book: (input: object) => Promise<ManagedBooking>;
  readonly rows: (sql: string) => Promise<Record<string, unknown>[]>;
}

export interface Wish {
  readonly serviceId: string;
  readonly providerId: string;
  readonly startsAt: string;
}

/** One for a file: tests keep out of each other's way by asking for `wish()`. */
export async function openShop(): Promise<Shop> {
  const world = await startTenantWorld();
  const rows: Shop['rows'] = async (sql) => {
    const [result] = await world.database.write([sql]);
    return (result?.rows ?? []) as unknown as Record<string, unknown>[];
  };
  const known = await rows(
    'SELECT slug, id FROM services UNION SELECT slug, id FROM providers UNION SELECT slug, id FROM locations',
  );
  const ids = new Map(known.map(({ slug, id }) => [slug, String(id)]));
  const id = (slug: string) => ids.get(slug) ?? `no ${slug}`;
  const starts = freeStarts();
  const wish = () => ({
    serviceId: id('corte-clasico'),
    providerId: id('nicolas-ferreyra'),
    startsAt: starts.next().value ?? '',
  });
  return {
    world,
    id,
    wish,
    rows,
    hold: (wanted) => run(createHold, world.ctx(), wanted),
    book: (input) => run(createBooking, world.ctx(), { customer: ANA, ...input }),
  };
}

/** Hourly starts of Nicolás's working days, Tuesday to Friday, from tomorrow on. */
function* freeStarts(): Generator<string, undefined> {
  for (const day of [
    '11-25',
    '11-26',
    '11-27',
    '12-01',
    '12-02',
    '12-03',
    '12-04',
    '12-15',
    '12-16',
    '12-17',
  ]) {
    for (const hour of [10, 11, 12, 16, 17, 18, 19]) yield `2026-${day}T${hour}:00:00-03:00`;
  }
  return undefined;
}

export async function run<Input, Output>(
  action: Action<Ctx, Input, Output>,
  ctx: Ctx,
  input: object,
): Promise<Output> {
  return unpacked(await act(action, ctx, input));
}

/** The code of the problem that a promise ends with. */
export async function problemOf(promise: Promise<unknown>): Promise<ProblemCode | 'none' | 'not a problem'> {
  return (await refusalOf(promise))?.code ?? 'none';
}

/** The problem that a promise ends with; anything else that it throws is thrown on. */
export async function refusalOf(promise: Promise<unknown>): Promise<AppError | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Notes what the lock is asked and told; `claim` may answer in its place. */
export function watchLocks(slots: SlotLocks, claim: SlotLocks['claim'] = slots.claim) {
  const told: string[] = [];
  const watched: SlotLocks = {
    claim(providerId, wanted) {
      told.push('claim');
      return claim(providerId, wanted);
    },
    keep(providerId, commitId) {
      told.push('keep');
      slots.keep(providerId, commitId);
    },
    drop(subjectId, commitId, ownerId) {
      told.push('drop');
      slots.drop(subjectId, commitId, ownerId);
    },
  };
  return { slots: watched, told };
}

/** Faults of the database for the rest of one test. */
export function withFaults(
  world: TenantWorld,
  ...faults: Parameters<TenantWorld['turso']['faults']['add']>[0][]
) {
  onTestFinished(() => world.turso.faults.clear());
  for (const fault of faults) world.turso.faults.add(fault);
}
