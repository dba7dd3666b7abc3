import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import type { SlotLocks } from '../../../src/kernel/claims.ts';
import type { Ctx } from '../../../src/platform/context.ts';
import { ANA, openShop, PARTNER, problemOf, run, type Shop, watchLocks, withFaults } from '../bookings/shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

const everybodyGets: SlotLocks['claim'] = () => Promise.resolve({ ok: true });

function lockedCtx(claim?: SlotLocks['claim']) {
  const ctx = shop.world.ctx();
  const { slots, told } = watchLocks(ctx.slots, claim);
  return { ctx: { ...ctx, slots } satisfies Ctx, told };
}

async function traces(startsAt: string): Promise<number> {
  const at = Date.parse(startsAt);
  const [row] = await shop.rows(
    `SELECT (SELECT count(*) FROM bookings WHERE starts_at = ${at}) + (SELECT count(*) FROM busy_times WHERE starts_at = ${at})
       + (SELECT count(*) FROM events WHERE json_extract(data, '$.booking.startsAt') = '${startsAt}') AS n`,
  );
  return Number(row?.n);
}

describe('two barriers, each enough alone', () => {
  it('the lock refuses: nothing is written', async () => {
    const wish = shop.wish();
    const { ctx, told } = lockedCtx(() => Promise.resolve({ ok: false, reason: 'taken' }));
    expect(await problemOf(run(createBooking, ctx, { ...wish, customer: ANA }))).toBe('slot-taken');
    expect([await traces(wish.startsAt), told]).toEqual([0, []]);
  });

  it('the lock lets everybody through: the database takes one of twelve racers, the others’ claims are given back', async () => {
    const wish = shop.wish();
    const racers = Array.from({ length: 12 }, () => lockedCtx(everybodyGets));
    const problems = await Promise.all(
      racers.map(({ ctx }) => problemOf(run(createBooking, ctx, { ...wish, customer: ANA }))),
    );
    expect(problems.filter((code) => code === 'none')).toHaveLength(1);
    expect(problems.filter((code) => code === 'slot-taken')).toHaveLength(11);
    expect(racers.map(({ told }) => told.join()).toSorted()).toEqual([...Array(11).fill('drop'), 'keep']);
    expect(await traces(wish.startsAt)).toBe(3);
  });

  it('the database lets everybody through: the lock takes one of twelve racers', async () => {
    const wish = shop.wish();
    const [trigger] = await shop.rows("SELECT sql FROM sqlite_schema WHERE name = 'busy_times_no_overlap_insert'");
    await shop.rows('DROP TRIGGER busy_times_no_overlap_insert');
    const problems = await Promise.all(
      Array.from({ length: 12 }, () => problemOf(run(createBooking, shop.world.ctx(), { ...wish, customer: ANA }))),
    );
    await shop.rows(String(trigger?.sql));
    expect(problems.filter((code) => code === 'none')).toHaveLength(1);
    expect(await traces(wish.startsAt)).toBe(3);
  });
});

describe('how a commit ended', () => {
  const book = (ctx: Ctx, wish: object) => run(createBooking, ctx, { ...wish, customer: ANA });

  it('its answer was lost: the booking stands, once, and its claim is kept', async () => {
    const wish = shop.wish();
    const { ctx, told } = lockedCtx(async (providerId, claim) => {
      const placed = await ctx.slots.claim.call(undefined, providerId, claim).catch(() => ({ ok: true }) as const);
      withFaults(shop.world, { kind: 'lost-response', times: 1 });
      return placed;
    });
    const real = shop.world.ctx().slots.claim;
    const claimThenLose: SlotLocks['claim'] = async (providerId, claim) => {
      const placed = await real(providerId, claim);
      withFaults(shop.world, { kind: 'lost-response', times: 1 });
      return placed;
    };
    const booked = await book({ ...ctx, slots: { ...ctx.slots, claim: claimThenLose } }, wish);
    expect(booked.status).toBe('confirmed');
    expect([await traces(wish.startsAt), told]).toEqual([3, ['keep']]);
  });
});
