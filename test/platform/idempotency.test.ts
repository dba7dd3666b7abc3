import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { createHold } from '../../src/agenda/holds/create-hold.ts';
import { purgeExpired } from '../../src/operations/sweep/purge-expired.ts';
import type { Ctx } from '../../src/platform/context.ts';
import { Replay } from '../../src/platform/tenant-db.ts';
import {
  ANA,
  openShop,
  PARTNER,
  problemOf,
  run,
  type Shop,
  type Wish,
  withFaults,
} from '../agenda/bookings/shop.ts';

let shop: Shop;
let lastKey = 0;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

function newKey(): string {
  lastKey++;
  return `key-${lastKey}`;
}

function keyed(key: string, requestHash = 'same body'): Ctx {
  return shop.world.ctx({ actor: PARTNER, idempotency: { key, requestHash } });
}

function book(ctx: Ctx, wish: Wish) {
  return run(createBooking, ctx, { ...wish, customer: ANA });
}

/** `new`, `replayed`, or the code of the problem; with the answer, if there was one. */
async function outcomeOf(answering: Promise<unknown>): Promise<{ kind: string; answer?: unknown }> {
  try {
    return { kind: 'new', answer: await answering };
  } catch (error) {
    if (error instanceof Replay) return { kind: 'replayed', answer: JSON.parse(error.answer) };
    return { kind: await problemOf(Promise.reject(error)) };
  }
}

async function bookingsAt({ startsAt }: Wish): Promise<number> {
  return (await shop.rows(`SELECT id FROM bookings WHERE starts_at = ${Date.parse(startsAt)}`)).length;
}

describe('the same request again', () => {
  it('is answered what the first one was, and done once', async () => {
    const [wish, key] = [shop.wish(), newKey()];
    const first = await outcomeOf(book(keyed(key), wish));
    const second = await outcomeOf(book(keyed(key), wish));
    expect([first.kind, second.kind]).toEqual(['new', 'replayed']);
    expect(second.answer).toEqual(first.answer);
    expect(await bookingsAt(wish)).toBe(1);
  });

  it('is answered the same even when the booking has changed since', async () => {
    const [wish, key] = [shop.wish(), newKey()];
    const booking = await book(keyed(key), wish);
    await run(cancelBooking, shop.world.ctx({ actor: PARTNER }), { id: booking.id });
    expect((await outcomeOf(book(keyed(key), wish))).answer).toEqual(booking);
  });

  it('with another body is refused and does nothing', async () => {
    const [wish, other, key] = [shop.wish(), shop.wish(), newKey()];
    await book(keyed(key), wish);
    expect((await outcomeOf(book(keyed(key, 'another body'), other))).kind).toBe('idempotency-key-reused');
    expect(await bookingsAt(other)).toBe(0);
  });

  it('under another key is another request', async () => {
    const wish = shop.wish();
    await book(keyed(newKey()), wish);
    expect((await outcomeOf(book(keyed(newKey()), wish))).kind).toBe('slot-taken');
  });

  it('is tried again when the first was refused: a refusal is not an answer to keep', async () => {
    const [wish, key] = [shop.wish(), newKey()];
    const rival = await book(shop.world.ctx(), wish);
    expect((await outcomeOf(book(keyed(key), wish))).kind).toBe('slot-taken');
    await run(cancelBooking, shop.world.ctx({ actor: PARTNER }), { id: rival.id });
    expect((await outcomeOf(book(keyed(key), wish))).kind).toBe('new');
  });

  it('works for holds and cancellations too', async () => {
    const [wish, key, cancelKey] = [shop.wish(), newKey(), newKey()];
    const hold = () => outcomeOf(run(createHold, keyed(key), wish));
    expect([await hold(), await hold()].map(({ kind }) => kind)).toEqual(['new', 'replayed']);
    const { id } = await shop.book(shop.wish());
    const cancel = () => outcomeOf(run(cancelBooking, keyed(cancelKey), { id }));
    const [first, second] = [await cancel(), await cancel()];
    expect([first.kind, second.kind, second.answer]).toEqual(['new', 'replayed', first.answer]);
  });
});

describe('the same request at the same time', () => {
  it('books once; the others are told so or told to wait, never that they failed', async () => {
    const [wish, key] = [shop.wish(), newKey()];
    const sent = Array.from({ length: 12 }, () => outcomeOf(book(keyed(key), wish)));
    const kinds = (await Promise.all(sent)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'new')).toHaveLength(1);
    expect(kinds.every((kind) => ['new', 'replayed', 'request-in-progress'].includes(kind))).toBe(true);
    expect(await bookingsAt(wish)).toBe(1);
  });

  it('books once when any provider will do: a second claim elsewhere is given back', async () => {
    const startsAt = '2026-12-12T10:00:00-03:00';
    const input = { serviceId: shop.id('corte-clasico'), startsAt, customer: ANA };
    const key = newKey();
    const everybodyGets = { claim: () => Promise.resolve({ ok: true } as const) };
    const sent = Array.from({ length: 8 }, (_, index) => {
      const ctx = keyed(key);
      const slots = index % 2 === 0 ? ctx.slots : { ...ctx.slots, ...everybodyGets };
      return outcomeOf(run(createBooking, { ...ctx, slots }, input));
    });
    await Promise.all(sent);
    expect(await bookingsAt({ ...input, providerId: '' })).toBe(1);
  });
});

describe('nobody knows how the first one ended', () => {
  /** The lock grants the time, then the database fails in one way until further notice. */
  async function bookWhile(fault: Parameters<typeof withFaults>[1], key: string, wish: Wish) {
    const ctx = keyed(key);
    const claim: typeof ctx.slots.claim = async (providerId, wanted) => {
      const placed = await ctx.slots.claim(providerId, wanted);
      withFaults(shop.world, fault);
      return placed;
    };
    const { kind } = await outcomeOf(book({ ...ctx, slots: { ...ctx.slots, claim } }, wish));
    shop.world.turso.faults.clear();
    return kind;
  }

  it('and it was done: asking again gives the one booking', async () => {
    const [wish, key] = [shop.wish(), newKey()];
    expect(await bookWhile({ kind: 'status-after', status: 502 }, key, wish)).toBe('outcome-unknown');
    const again = await outcomeOf(book(keyed(key), wish));
    expect([again.kind, await bookingsAt(wish)]).toEqual(['replayed', 1]);
    expect(again.answer).toMatchObject({ ...wish, status: 'confirmed' });
  });

  it('and it was not done: asking again is told to wait, never that the time went to somebody else', async () => {
    const [wish, key] = [shop.wish(), newKey()];
    expect(await bookWhile({ kind: 'status-before', status: 503 }, key, wish)).toBe('outcome-unknown');
    const again = await outcomeOf(book(keyed(key), wish));
    expect([again.kind, await bookingsAt(wish)]).toEqual(['request-in-progress', 0]);
  });
});

describe('how long answers are kept', () => {
  it.each([
    { hours: 48, kind: 'replayed' },
    { hours: 48.001, kind: 'slot-taken' },
  ])('after $hours hours: $kind', async ({ hours, kind }) => {
    const [wish, key] = [shop.wish(), newKey()];
    await book(keyed(key), wish);
    const booked = shop.world.now;
    shop.world.now = booked + hours * 3_600_000;
    await purgeExpired(shop.world.ctx({ actor: { type: 'system', reason: 'sweep' } }));
    shop.world.now = booked;
    expect((await outcomeOf(book(keyed(key), wish))).kind).toBe(kind);
  });
});
