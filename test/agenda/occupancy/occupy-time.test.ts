import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import type { SlotLocks } from '../../../src/kernel/claims.ts';
import { AppError } from '../../../src/kernel/problem.ts';
import type { Ctx } from '../../../src/platform/context.ts';
import {
  ANA,
  openShop,
  PARTNER,
  problemOf,
  run,
  type Shop,
  type Wish,
  watchLocks,
  withFaults,
} from '../bookings/shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

const EVERYTHING_WRITTEN = { bookings: 1, busy: 1, events: 1 };
const NOTHING_WRITTEN = { bookings: 0, busy: 0, events: 0 };

function watchedCtx(claim?: SlotLocks['claim']): { ctx: Ctx; told: string[] } {
  const ctx = shop.world.ctx({ actor: PARTNER });
  const { slots, told } = watchLocks(ctx.slots, claim);
  return { ctx: { ...ctx, slots }, told };
}

function book(ctx: Ctx, wish: Wish) {
  return run(createBooking, ctx, { ...wish, customer: ANA });
}

/** Whether somebody else can still book the time. */
async function isFree(wish: Wish): Promise<boolean> {
  return (await problemOf(book(shop.world.ctx(), wish))) === 'none';
}

async function written({ startsAt }: Wish) {
  const at = Date.parse(startsAt);
  const [row] = await shop.rows(
    `SELECT (SELECT count(*) FROM bookings WHERE starts_at = ${at}) AS bookings,
       (SELECT count(*) FROM busy_times WHERE starts_at = ${at}) AS busy,
       (SELECT count(*) FROM events WHERE type = 'booking.created'
          AND json_extract(data, '$.booking.startsAt') = '${startsAt}') AS events`,
  );
  return { bookings: Number(row?.bookings), busy: Number(row?.busy), events: Number(row?.events) };
}

describe('two barriers, each enough alone', () => {
  it('the lock refuses: nothing is written', async () => {
    const wish = shop.wish();
    const { ctx, told } = watchedCtx(() => Promise.resolve({ ok: false, reason: 'taken' }));
    expect(await problemOf(book(ctx, wish))).toBe('slot-taken');
    expect([await written(wish), told]).toEqual([NOTHING_WRITTEN, ['claim']]);
  });

  it('the lock lets everybody through: the database takes one of twelve, the others give their claims back', async () => {
    const wish = shop.wish();
    const racers = Array.from({ length: 12 }, () => watchedCtx(() => Promise.resolve({ ok: true })));
    const problems = await Promise.all(racers.map(({ ctx }) => problemOf(book(ctx, wish))));
    expect(problems.toSorted()).toEqual(['none', ...Array(11).fill('slot-taken')]);
    for (const [index, { told }] of racers.entries())
      expect(told).toEqual(told.length === 0 || problems[index] === 'none' ? told : ['claim', 'drop']);
    expect(racers.filter(({ told }) => told.includes('drop')).length).toBeGreaterThan(0);
    expect(await written(wish)).toEqual(EVERYTHING_WRITTEN);
  });

  it('the database lets everybody through: the lock takes one of twelve', async () => {
    const wish = shop.wish();
    const [trigger] = await shop.rows("SELECT sql FROM sqlite_schema WHERE name = 'busy_times_no_overlap'");
    await shop.rows('DROP TRIGGER busy_times_no_overlap');
    const problems = await Promise.all(
      Array.from({ length: 12 }, () => problemOf(book(shop.world.ctx(), wish))),
    ).finally(() => shop.rows(String(trigger?.sql)));
    expect(problems.toSorted()).toEqual(['none', ...Array(11).fill('slot-taken')]);
    expect(await written(wish)).toEqual(EVERYTHING_WRITTEN);
  });
});

describe('how a commit ended', () => {
  /** The lock answers, then the database begins to fail. */
  function failingAfterTheClaim(...faults: Parameters<typeof withFaults>[1][]) {
    const real = shop.world.ctx().slots.claim;
    return watchedCtx(async (providerId, claim) => {
      const placed = await real(providerId, claim);
      withFaults(shop.world, ...faults);
      return placed;
    });
  }

  it('its answer was lost: the booking stands, once, and its claim is not given back', async () => {
    const wish = shop.wish();
    const { ctx, told } = failingAfterTheClaim({ kind: 'lost-response', times: 1 });
    expect(await book(ctx, wish)).toMatchObject({ status: 'confirmed' });
    expect([await written(wish), told]).toEqual([EVERYTHING_WRITTEN, ['claim']]);
  });

  it.each([
    ['never arrived', { kind: 'status-before', status: 503, times: 1 }],
    ['waited too long for another writer', { kind: 'busy', times: 1 }],
  ] as const)('it %s: a passing fault, nothing is written, the time is free at once', async (_, fault) => {
    const wish = shop.wish();
    const { ctx, told } = failingAfterTheClaim(fault);
    expect(await problemOf(book(ctx, wish))).toBe('tenant-unavailable');
    expect([await written(wish), told]).toEqual([NOTHING_WRITTEN, ['claim', 'drop']]);
    expect(await isFree(wish)).toBe(true);
  });

  it('nobody knows: said so, and the claim stays until the lock has asked', async () => {
    const wish = shop.wish();
    const { ctx, told } = failingAfterTheClaim({ kind: 'status-after', status: 502 });
    expect(await problemOf(book(ctx, wish))).toBe('outcome-unknown');
    shop.world.turso.faults.clear();
    expect(told).toEqual(['claim']);
    expect(await isFree(wish)).toBe(false);
  });
});

it('a database that is known not to answer: nothing is claimed for a commit that would not be sent', async () => {
  const wish = shop.wish();
  const { ctx, told } = watchedCtx();
  const requireAnswering = () => Promise.reject(new AppError('tenant-unavailable', 'La base no responde.'));
  expect(await problemOf(book({ ...ctx, db: { ...ctx.db, requireAnswering } }, wish))).toBe(
    'tenant-unavailable',
  );
  expect([await written(wish), told, await isFree(wish)]).toEqual([NOTHING_WRITTEN, [], true]);
});

describe('giving time back', () => {
  async function booked() {
    const wish = shop.wish();
    return { wish, booking: await book(shop.world.ctx({ actor: PARTNER }), wish) };
  }

  it('a cancelled booking’s time can be booked at once', async () => {
    const { wish, booking } = await booked();
    const { ctx, told } = watchedCtx();
    await run(cancelBooking, ctx, { id: booking.id });
    expect([told, await isFree(wish)]).toEqual([['drop'], true]);
  });

  it('a booking that moved leaves its old time free and holds its new one', async () => {
    const { wish, booking } = await booked();
    const target = shop.wish();
    const { ctx, told } = watchedCtx();
    await run(rescheduleBooking, ctx, { id: booking.id, startsAt: target.startsAt });
    expect(told).toEqual(['claim', 'keep']);
    expect([await isFree(target), await isFree(wish)]).toEqual([false, true]);
  });

  it('a booking that moved to another provider leaves the first one free', async () => {
    const { wish, booking } = await booked();
    const { ctx, told } = watchedCtx();
    const providerId = shop.id('matias-quiroga');
    const startsAt = '2026-12-01T10:00:00-03:00';
    await run(rescheduleBooking, ctx, { id: booking.id, providerId, startsAt });
    expect(told).toEqual(['claim', 'keep', 'drop']);
    expect([await isFree({ ...wish, providerId, startsAt }), await isFree(wish)]).toEqual([false, true]);
  });

  it('a move that is refused leaves the booking where it was', async () => {
    const { wish, booking } = await booked();
    const other = await booked();
    const refused = run(rescheduleBooking, watchedCtx().ctx, {
      id: booking.id,
      startsAt: other.wish.startsAt,
    });
    expect(await problemOf(refused)).toBe('slot-taken');
    expect([await isFree(wish), await isFree(other.wish)]).toEqual([false, false]);
  });
});
