import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSlots } from '../../../src/agenda/availability/find-slots.ts';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import type { Booking } from '../../../src/agenda/bookings/contract.ts';
import { listBookings } from '../../../src/agenda/bookings/list-bookings.ts';
import { isManageToken } from '../../../src/agenda/bookings/manage-link.ts';
import { readBooking } from '../../../src/agenda/bookings/read-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import { changeDeadline, mayChange } from '../../../src/agenda/bookings/rules/change-policy.ts';
import { act } from '../../../src/platform/action.ts';
import { openShop, PARTNER, problemOf, refusalOf, run, type Shop } from './shop.ts';

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const DEADLINE_MS = 240 * 60_000;

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

function cancel(id: string) {
  return run(cancelBooking, shop.world.ctx({ actor: PARTNER }), { id });
}

function move(id: string, to: object) {
  return run(rescheduleBooking, shop.world.ctx({ actor: PARTNER }), { id, ...to });
}

async function eventsOf(id: string) {
  const rows = await shop.rows(
    `SELECT type, changes FROM events WHERE subject_id = '${id}' ORDER BY sequence`,
  );
  return rows.map(({ type, changes }) => ({ type, changes: JSON.parse(String(changes)) as unknown }));
}

describe('until when', () => {
  it.each([
    { status: 'confirmed', now: 1_000, verdict: { ok: true, feeCentavos: 0 } },
    { status: 'pending', now: 1_000, verdict: { ok: true, feeCentavos: 0 } },
    { status: 'confirmed', now: 1_001, verdict: { ok: false, reason: 'too-late', deadline: 1_000 } },
    { status: 'cancelled', now: 0, verdict: { ok: false, reason: 'closed' } },
    { status: 'completed', now: 0, verdict: { ok: false, reason: 'closed' } },
  ] as const)('$status at $now', ({ status, now, verdict }) => {
    const service = { changeDeadlineMinutes: 1, lateChangeFeePercent: null };
    expect(changeDeadline(61_000, service)).toBe(1_000);
    expect(mayChange({ status, startsAt: 61_000, priceCentavos: 0 }, service, now)).toEqual(verdict);
  });

  it.each([
    { now: 1_000, verdict: { ok: true, feeCentavos: 0 } },
    { now: 1_001, verdict: { ok: true, feeCentavos: 333 } },
    { now: 60_999, verdict: { ok: true, feeCentavos: 333 } },
    { now: 61_000, verdict: { ok: false, reason: 'too-late', deadline: 1_000 } },
  ])('with a fee for late changes, at $now', ({ now, verdict }) => {
    const service = { changeDeadlineMinutes: 1, lateChangeFeePercent: 33 };
    const booking = { status: 'confirmed', startsAt: 61_000, priceCentavos: 1_010 } as const;
    expect(mayChange(booking, service, now)).toEqual(verdict);
  });

  it.each([
    { late: 0, problem: 'none' },
    { late: 1, problem: 'deadline-passed' },
  ])('the last millisecond counts: $late after it gives $problem', async ({ late, problem }) => {
    const [toMove, toCancel] = [await shop.book(shop.wish()), await shop.book(shop.wish())];
    const to = shop.wish();
    shop.world.now = Date.parse(toMove.startsAt) - DEADLINE_MS + late;
    const moved = await problemOf(move(toMove.id, { startsAt: to.startsAt }));
    shop.world.now = Date.parse(toCancel.startsAt) - DEADLINE_MS + late;
    const refusal = await refusalOf(cancel(toCancel.id));
    shop.world.now = OPENING;
    expect([moved, refusal?.code ?? 'none']).toEqual([problem, problem]);
    const deadline = refusal === undefined ? undefined : Date.parse(String(refusal.members.deadline));
    expect(deadline).toBe(late === 0 ? undefined : Date.parse(toCancel.startsAt) - DEADLINE_MS);
  });
});

describe('cancelling', () => {
  it('says so, tells partners what changed, and twice is once', async () => {
    const { id } = await shop.book(shop.wish());
    const first = await cancel(id);
    const second = await cancel(id);
    expect(first).toMatchObject({ status: 'cancelled', cancelledAt: first.updatedAt });
    expect(second).toEqual(first);
    expect(await eventsOf(id)).toEqual([
      { type: 'booking.created', changes: null },
      { type: 'booking.cancelled', changes: { status: { old: 'confirmed', new: 'cancelled' } } },
    ]);
  });

  it('a cancelled booking cannot be moved', async () => {
    const { id } = await shop.book(shop.wish());
    await cancel(id);
    expect(await problemOf(move(id, { startsAt: shop.wish().startsAt }))).toBe('booking-closed');
  });

  it('of six at once one is made, nobody meets an error but a stale reading', async () => {
    const { id } = await shop.book(shop.wish());
    const problems = await Promise.all(Array.from({ length: 6 }, () => problemOf(cancel(id))));
    expect(problems.every((code) => code === 'none' || code === 'stale-revision')).toBe(true);
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual(['booking.created', 'booking.cancelled']);
  });
});

describe('moving', () => {
  it('keeps the booking’s identity and tells partners the old and the new time', async () => {
    const wish = shop.wish();
    const booking = await shop.book(wish);
    const { startsAt } = shop.wish();
    const moved = await move(booking.id, { startsAt });
    const { id, code, price, customer, manageUrl } = booking;
    expect(moved).toMatchObject({ id, code, price, customer, manageUrl, startsAt, status: 'confirmed' });
    const [, event] = await eventsOf(id);
    expect(event).toEqual({
      type: 'booking.rescheduled',
      changes: {
        startsAt: { old: wish.startsAt, new: startsAt },
        endsAt: { old: booking.endsAt, new: moved.endsAt },
      },
    });
  });

  it('may overlap its own old time', async () => {
    const booking = await shop.book(shop.wish());
    const startsAt = booking.startsAt.replace(':00:00-', ':15:00-');
    expect((await move(booking.id, { startsAt })).startsAt).toBe(startsAt);
    expect(await shop.rows(`SELECT id FROM busy_times WHERE owner_id = '${booking.id}'`)).toHaveLength(1);
  });

  it('to another provider takes the place where that one works', async () => {
    const booking = await shop.book(shop.wish());
    const providerId = shop.id('federico-sosa');
    const moved = await move(booking.id, { providerId, startsAt: '2026-12-01T16:00:00-03:00' });
    expect(moved).toMatchObject({ providerId, locationId: shop.id('villa-crespo') });
  });

  it('is refused to a taken time, and to one that is not offered', async () => {
    const booking = await shop.book(shop.wish());
    const other = await shop.book(shop.wish());
    expect(await problemOf(move(booking.id, { startsAt: other.startsAt }))).toBe('slot-taken');
    expect(await problemOf(move(booking.id, { startsAt: '2026-11-29T10:00:00-03:00' }))).toBe(
      'slot-not-offered',
    );
    expect((await run(readBooking, shop.world.ctx({ actor: PARTNER }), { id: booking.id })).startsAt).toBe(
      booking.startsAt,
    );
  });

  it('two moves and a cancellation at once: one wins, the row and its time agree', async () => {
    const booking = await shop.book(shop.wish());
    const [one, two] = [shop.wish(), shop.wish()];
    const problems = await Promise.all([
      problemOf(move(booking.id, { startsAt: one.startsAt })),
      problemOf(move(booking.id, { startsAt: two.startsAt })),
      problemOf(cancel(booking.id)),
    ]);
    expect(problems.every((code) => ['none', 'stale-revision', 'booking-closed'].includes(code))).toBe(true);
    const [row] = await shop.rows(
      `SELECT status, starts_at, revision FROM bookings WHERE id = '${booking.id}'`,
    );
    const busy = await shop.rows(`SELECT starts_at FROM busy_times WHERE owner_id = '${booking.id}'`);
    expect(busy).toEqual(row?.status === 'cancelled' ? [] : [{ starts_at: row?.starts_at }]);
    expect(row?.revision).toBe(1 + problems.filter((code) => code === 'none').length);
  });
});

describe('looking for another time', () => {
  it('shows times that only the booking itself stands in the way of', async () => {
    const wish = shop.wish();
    const booking = await shop.book(wish);
    const date = booking.startsAt.slice(0, 10);
    const search = { serviceId: wish.serviceId, providerId: booking.providerId, from: date, to: date };
    const startMinute = Date.parse(booking.startsAt) / 60_000;
    const isFree = async (movingBookingId?: string) => {
      const { slots } = await findSlots(shop.world.ctx({ actor: PARTNER }), { ...search, movingBookingId });
      return slots.some((slot) => slot.startMinute === startMinute);
    };
    expect(await isFree()).toBe(false);
    expect(await isFree(booking.id)).toBe(true);
    expect(await isFree('bkg_other')).toBe(false);
  });

  it('and choosing the same one changes nothing and tells nobody', async () => {
    const booking = await shop.book(shop.wish());
    const count = async () => (await shop.rows('SELECT count(*) AS n FROM events'))[0]?.n;
    const before = await count();
    const same = await run(rescheduleBooking, shop.world.ctx({ actor: PARTNER }), {
      id: booking.id,
      startsAt: booking.startsAt,
    });
    expect(same).toMatchObject({ startsAt: booking.startsAt, updatedAt: booking.updatedAt });
    expect(await count()).toBe(before);
  });
});

describe('a manage link', () => {
  const bearerOf = (bookingId: string) => shop.world.ctx({ actor: { type: 'manage-link', bookingId } });

  it('opens its own booking, and every other is unknown to it', async () => {
    const [mine, other] = [await shop.book(shop.wish()), await shop.book(shop.wish())];
    const { startsAt } = shop.wish();
    expect((await run(readBooking, bearerOf(mine.id), { id: mine.id })).id).toBe(mine.id);
    for (const refused of [
      run(readBooking, bearerOf(mine.id), { id: other.id }),
      run(cancelBooking, bearerOf(mine.id), { id: other.id }),
      run(rescheduleBooking, bearerOf(mine.id), { id: other.id, startsAt }),
    ])
      expect(await problemOf(refused)).toBe('not-found');
    expect(await problemOf(run(listBookings, bearerOf(mine.id), {}))).toBe('forbidden');
  });

  it('has a token that no other booking and no changed character shares', async () => {
    const [mine, other] = [await shop.book(shop.wish()), await shop.book(shop.wish())];
    const ctx = shop.world.ctx();
    expect(await isManageToken(ctx, mine.id, mine.manageToken)).toBe(true);
    expect(await isManageToken(ctx, other.id, mine.manageToken)).toBe(false);
    for (let i = 0; i < mine.manageToken.length; i++) {
      const changed = mine.manageToken[i] === 'A' ? 'B' : 'A';
      const token = mine.manageToken.slice(0, i) + changed + mine.manageToken.slice(i + 1);
      expect(await isManageToken(ctx, mine.id, token)).toBe(false);
    }
    for (const token of ['', mine.manageToken.slice(0, -1), `${mine.manageToken}A`])
      expect(await isManageToken(ctx, mine.id, token)).toBe(false);
  });
});

describe('the list', () => {
  async function pages(input: object): Promise<Booking[]> {
    const all: Booking[] = [];
    for (let cursor: string | null = null; ; ) {
      const page = { ...input, ...(cursor !== null && { cursor }) };
      const answer = (await act(listBookings, shop.world.ctx({ actor: PARTNER }), page)) as {
        data: Booking[];
        nextCursor: string | null;
      };
      all.push(...answer.data);
      cursor = answer.nextCursor;
      if (cursor === null) return all;
    }
  }

  it('has every booking once, by time, whatever the size of a page', async () => {
    const together = { serviceId: shop.id('corte-clasico'), startsAt: '2026-12-05T10:00:00-03:00' };
    for (let times = 0; times < 3; times++) await shop.book(together);
    const whole = await pages({ limit: 200 });
    expect(whole.length).toBeGreaterThan(10);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    const times = whole.map(({ startsAt }) => Date.parse(startsAt));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    for (const limit of [1, 3, whole.length]) expect(await pages({ limit })).toEqual(whole);
  });

  it('takes from as included and to as excluded', async () => {
    const { startsAt, id } = await shop.book(shop.wish());
    const found = async (range: object) => (await pages(range)).some((booking) => booking.id === id);
    const next = new Date(Date.parse(startsAt) + 1).toISOString();
    expect(await found({ from: startsAt, to: next })).toBe(true);
    expect(await found({ to: startsAt })).toBe(false);
    expect(await found({ from: next })).toBe(false);
  });

  it('filters by status and provider', async () => {
    const cancelled = await pages({ status: 'cancelled' });
    expect(cancelled.length).toBeGreaterThan(0);
    expect(cancelled.every(({ status }) => status === 'cancelled')).toBe(true);
    const providerId = shop.id('federico-sosa');
    const his = await pages({ providerId });
    expect(his.map((booking) => booking.providerId)).toEqual(Array(his.length).fill(providerId));
    expect(his.length).toBeGreaterThan(0);
  });

  it.each(['', 'x', '1.', '.bkg_1', '1.bkg_1;--', '99999999999999999.bkg_1'])(
    'refuses the cursor "%s"',
    async (cursor) => {
      const refusal = await refusalOf(run(listBookings, shop.world.ctx({ actor: PARTNER }), { cursor }));
      expect([refusal?.code, refusal?.members.errors?.[0]?.pointer]).toEqual(['invalid-input', '/cursor']);
    },
  );

  it('a link to change a booking is not in it', async () => {
    const [first] = await pages({ limit: 1 });
    expect(Object.keys(first ?? {}).filter((field) => field.startsWith('manage'))).toEqual([]);
  });
});
