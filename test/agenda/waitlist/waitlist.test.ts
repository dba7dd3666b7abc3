import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSlots } from '../../../src/agenda/availability/list-slots.ts';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import type { ManagedBooking } from '../../../src/agenda/bookings/contract.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import { acceptOffer } from '../../../src/agenda/waitlist/accept-offer.ts';
import { advanceWaitlist } from '../../../src/agenda/waitlist/advance-waitlist.ts';
import type { ManagedEntry } from '../../../src/agenda/waitlist/contract.ts';
import { declineOffer, leaveWaitlist } from '../../../src/agenda/waitlist/decline-offer.ts';
import { joinWaitlist } from '../../../src/agenda/waitlist/join-waitlist.ts';
import { readEntry } from '../../../src/agenda/waitlist/read-entry.ts';
import { OFFER_MS } from '../../../src/agenda/waitlist/rules/match.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { openShop, PARTNER, problemOf, run, type Shop, type Wish } from '../bookings/shop.ts';

let shop: Shop;
const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const SYSTEM: Actor = { type: 'system', reason: 'relay' };
const MINUTE = 60_000;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

/** Nicolás's whole day is taken, so that only what is given up can be offered. */
async function fullDay(date: string): Promise<{ bookings: ManagedBooking[]; wish: (clock: string) => Wish }> {
  shop.world.now = OPENING;
  const wish = (clock: string) => ({
    serviceId: shop.id('corte-clasico'),
    providerId: shop.id('nicolas-ferreyra'),
    startsAt: `${date}T${clock}:00-03:00`,
  });
  const bookings: ManagedBooking[] = [];
  for (let next = await firstFree(date); next !== undefined; next = await firstFree(date))
    bookings.push(await shop.book({ ...wish('00:00'), startsAt: next }));
  return { bookings, wish };
}

async function firstFree(date: string): Promise<string | undefined> {
  const { serviceId, providerId } = {
    serviceId: shop.id('corte-clasico'),
    providerId: shop.id('nicolas-ferreyra'),
  };
  const ctx = shop.world.ctx({ actor: PARTNER });
  const { slots } = await run(listSlots, ctx, { serviceId, providerId, from: date, to: date });
  return slots[0]?.startsAt;
}

let people = 0;

/** Somebody new who waits for Nicolás on a day. */
function join(date: string, more: object = {}): Promise<ManagedEntry> {
  people++;
  // Who comes later has waited less.
  shop.world.now++;
  return run(joinWaitlist, shop.world.ctx(), {
    serviceId: shop.id('corte-clasico'),
    providerId: shop.id('nicolas-ferreyra'),
    from: date,
    to: date,
    customer: { name: `Persona ${people}`, email: `persona${people}@example.com` },
    ...more,
  });
}

const read = (id: string) => run(readEntry, as(id), { id });
const as = (id: string) => shop.world.ctx({ actor: { type: 'manage-link', bookingId: id } });
const cancel = (id: string) => run(cancelBooking, shop.world.ctx({ actor: PARTNER }), { id });
const accept = (id: string) => run(acceptOffer, as(id), { id });

describe('a time that is given up', () => {
  it('is declined with an answer, even when nothing can be read any more once that is written', async () => {
    const { bookings } = await fullDay('2026-12-15');
    const entry = await join('2026-12-15');
    await cancel(bookings[1]!.id);
    const ctx = as(entry.id);
    let isWritten = false;
    const db: typeof ctx.db = {
      ...ctx.db,
      read: (queries) => (isWritten ? Promise.reject(new Error('gone')) : ctx.db.read(queries)),
      async commit(commit) {
        isWritten = true;
        return await ctx.db.commit(commit);
      },
    };
    const answer = await run(declineOffer, { ...ctx, db }, { id: entry.id });
    expect(answer).toMatchObject({ status: 'waiting', offer: null, position: 1 });
    await run(leaveWaitlist, as(entry.id), { id: entry.id });
  });

  it('is held for the first in line in the same commit: nobody can come between', async () => {
    const { bookings, wish } = await fullDay('2026-12-16');
    const [first, second] = [await join('2026-12-16'), await join('2026-12-16')];
    expect([first.position, second.position]).toEqual([1, 2]);
    await cancel(bookings[2]!.id);
    expect(await problemOf(shop.book(wish('11:00')))).toBe('slot-taken');
    const offered = await read(first.id);
    expect(offered).toMatchObject({ status: 'offered', offer: { startsAt: '2026-12-16T11:00:00-03:00' } });
    expect(await read(second.id)).toMatchObject({ status: 'waiting', offer: null, position: 2 });
  });

  it('becomes the booking of whoever accepts, once, however often', async () => {
    const entry = (await shop.rows("SELECT id FROM waitlist_entries WHERE status = 'offered'"))[0];
    const id = String(entry?.id);
    const answers = await Promise.all(
      [accept(id), accept(id), accept(id)].map((each) => each.catch(() => undefined)),
    );
    const booked = answers.filter((answer) => answer !== undefined);
    expect(new Set(booked.map((booking) => booking.id)).size).toBe(1);
    expect(await read(id)).toMatchObject({ status: 'booked', bookingId: booked[0]?.id, position: null });
    expect(booked[0]).toMatchObject({ status: 'confirmed', source: 'waitlist' });
    const [row] = await shop.rows("SELECT count(*) AS n FROM bookings WHERE source = 'waitlist'");
    expect(row?.n).toBe(1);
  });

  it('goes to the next in line when it is declined, and is not offered to the same person again', async () => {
    const { bookings } = await fullDay('2026-12-17');
    const [first, second] = [await join('2026-12-17'), await join('2026-12-17')];
    await cancel(bookings[0]!.id);
    const after = await run(declineOffer, as(first.id), { id: first.id });
    expect(after).toMatchObject({ status: 'waiting', offer: null });
    expect(await read(second.id)).toMatchObject({ status: 'offered' });
    await run(leaveWaitlist, as(second.id), { id: second.id });
    await advanceWaitlist(shop.world.ctx({ actor: SYSTEM }));
    expect(await read(first.id)).toMatchObject({ status: 'waiting', offer: null });
  });

  it('goes on by itself when nobody answers, and whoever is silent twice is not asked again', async () => {
    const { bookings } = await fullDay('2026-12-18');
    const [silent, next] = [await join('2026-12-18'), await join('2026-12-18')];
    await cancel(bookings[0]!.id);
    shop.world.now += OFFER_MS;
    await advanceWaitlist(shop.world.ctx({ actor: SYSTEM }));
    expect(await read(silent.id)).toMatchObject({ status: 'waiting' });
    expect(await read(next.id)).toMatchObject({ status: 'offered' });
    expect(await problemOf(accept(silent.id))).toBe('offer-gone');
    await cancel(bookings[1]!.id);
    expect(await read(silent.id)).toMatchObject({ status: 'offered' });
    shop.world.now += OFFER_MS;
    await advanceWaitlist(shop.world.ctx({ actor: SYSTEM }));
    expect(await read(silent.id)).toMatchObject({ status: 'expired' });
  });

  it('is offered when a booking moves away, too', async () => {
    const { bookings } = await fullDay('2026-12-02');
    const waiting = await join('2026-12-02');
    await run(rescheduleBooking, shop.world.ctx({ actor: PARTNER }), {
      id: bookings[4]!.id,
      startsAt: '2026-12-09T10:00:00-03:00',
    });
    expect(await read(waiting.id)).toMatchObject({ offer: { startsAt: '2026-12-02T12:00:00-03:00' } });
  });

  it.each([
    ['another weekday', { weekdays: [1] }],
    ['other hours', { hours: { from: '15:00', to: '21:00' } }],
    ['another day', { from: '2026-12-05', to: '2026-12-05' }],
  ])('is not offered to whoever waits for %s', async (_, wish) => {
    const date = '2026-12-03';
    const { bookings } = await fullDay(date).catch(() => ({ bookings: [] as ManagedBooking[] }));
    const waiting = await join(date, wish);
    if (bookings[0] !== undefined) await cancel(bookings[0].id);
    await advanceWaitlist(shop.world.ctx({ actor: SYSTEM }));
    const { offer } = await read(waiting.id);
    expect(offer === null || !offer.startsAt.startsWith('2026-12-03T10')).toBe(true);
    await run(leaveWaitlist, as(waiting.id), { id: waiting.id });
  });
});

describe('the line', () => {
  it('finds by itself what is free already', async () => {
    shop.world.now = OPENING;
    const waiting = await join('2026-12-22', { hours: { from: '11:00', to: '12:00' } });
    await advanceWaitlist(shop.world.ctx({ actor: SYSTEM }));
    expect(await read(waiting.id)).toMatchObject({ offer: { startsAt: '2026-12-22T11:00:00-03:00' } });
  });

  it('forgets those whose days are over', async () => {
    shop.world.now = OPENING;
    const { bookings } = await fullDay('2026-11-26');
    expect(bookings.length).toBeGreaterThan(0);
    const waiting = await join('2026-11-26');
    shop.world.now = Date.parse('2026-11-27T00:00:00-03:00');
    await advanceWaitlist(shop.world.ctx({ actor: SYSTEM }));
    expect(await read(waiting.id)).toMatchObject({ status: 'expired', position: null });
    shop.world.now = OPENING;
  });

  it.each([
    ['days that are over', { from: '2026-11-01', to: '2026-11-02' }, 'invalid-input'],
    ['a year of days', { from: '2026-12-01', to: '2027-11-30' }, 'invalid-input'],
    ['an end before the beginning', { from: '2026-12-02', to: '2026-12-01' }, 'invalid-input'],
    ['a service that does not exist', { serviceId: 'srv_no' }, 'not-found'],
    ['a provider who does not give it', { providerId: 'prv_no' }, 'not-found'],
  ])('refuses %s', async (_, wrong, problem) => {
    expect(await problemOf(join('2026-12-10', wrong))).toBe(problem);
  });

  it('takes nobody twice for one service', async () => {
    const customer = { name: 'Repetida Pérez', email: 'repetida@example.com' };
    await join('2026-12-10', { customer });
    expect(await problemOf(join('2026-12-11', { customer }))).toBe('already-exists');
  });

  it('shows nobody another one’s place', async () => {
    const [mine, other] = [await join('2026-12-11'), await join('2026-12-11')];
    expect(await problemOf(run(readEntry, as(mine.id), { id: other.id }))).toBe('not-found');
    expect(await problemOf(run(acceptOffer, as(mine.id), { id: other.id }))).toBe('not-found');
  });

  it('an offer that ran out is still honoured while nobody else has the time', async () => {
    const { bookings, wish } = await fullDay('2026-12-04');
    const waiting = await join('2026-12-04');
    await cancel(bookings[0]!.id);
    shop.world.now += OFFER_MS + MINUTE;
    const rival = await run(createBooking, shop.world.ctx(), {
      ...wish('10:00'),
      customer: { name: 'Otra', email: 'otra@example.com' },
    });
    expect(rival.status).toBe('confirmed');
    expect(await problemOf(accept(waiting.id))).toBe('slot-taken');
    shop.world.now = OPENING;
  });
});
