import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import type { Ctx } from '../../../src/platform/context.ts';
import { Replay } from '../../../src/platform/tenant-db.ts';
import { ANA, openShop, PARTNER, problemOf, run, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

const keyed = (key: string) => shop.world.ctx({ actor: PARTNER, idempotency: { key, requestHash: 'h' } });

/** `done`, `replayed`, or the problem's code. */
async function outcomeOf(running: Promise<unknown>): Promise<string> {
  return await running.then(
    () => 'done',
    (error: unknown) => (error instanceof Replay ? 'replayed' : problemOf(Promise.reject(error))),
  );
}

const sixTimes = (attempt: () => Promise<unknown>) =>
  Promise.all(Array.from({ length: 6 }, () => outcomeOf(attempt())));

/** The request itself, a replay of it, or "still running": never a refusal that its own twin has caused. */
function expectOneEffect(outcomes: readonly string[]): void {
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(
    outcomes.filter((outcome) => !['done', 'replayed', 'request-in-progress'].includes(outcome)),
  ).toEqual([]);
}

it('the same booking from a hold, six times at once, is one booking', async () => {
  const hold = await shop.hold(shop.wish());
  expectOneEffect(
    await sixTimes(() => run(createBooking, keyed('hold'), { holdId: hold.id, customer: ANA })),
  );
});

it('a twin that comes to the lock after the first has finished is answered with what the first answered', async () => {
  const hold = await shop.hold(shop.wish());
  const ctx = keyed('late');
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const claim: Ctx['slots']['claim'] = async (...given) => {
    await gate;
    return await ctx.slots.claim(...given);
  };
  const late = { ...ctx, slots: { ...ctx.slots, claim } };
  const second = outcomeOf(run(createBooking, late, { holdId: hold.id, customer: ANA }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await outcomeOf(run(createBooking, keyed('late'), { holdId: hold.id, customer: ANA }))).toBe('done');
  open();
  expect(await second).toBe('replayed');
});

it('the same cancellation, six times at once, is one cancellation', async () => {
  const { id } = await shop.book(shop.wish());
  expectOneEffect(await sixTimes(() => run(cancelBooking, keyed('cancel'), { id })));
});

it('the same move, six times at once, is one move', async () => {
  const { id } = await shop.book(shop.wish());
  const { startsAt } = shop.wish();
  expectOneEffect(await sixTimes(() => run(rescheduleBooking, keyed('move'), { id, startsAt })));
});
