import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBlock } from '../../../src/agenda/blocks/create-block.ts';
import { listBlocks } from '../../../src/agenda/blocks/list-blocks.ts';
import { removeBlock } from '../../../src/agenda/blocks/remove-block.ts';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { expirePending } from '../../../src/agenda/bookings/expire-pending.ts';
import { readBooking } from '../../../src/agenda/bookings/read-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import { admitWalkIn, bookAtDesk } from '../../../src/agenda/desk/book-at-desk.ts';
import {
  checkInBooking,
  completeBooking,
  missBooking,
  reopenBooking,
} from '../../../src/agenda/desk/change-status.ts';
import { confirmBooking } from '../../../src/agenda/desk/confirm-booking.ts';
import { importBookings } from '../../../src/agenda/desk/import-bookings.ts';
import { noteBooking, readDeskBooking } from '../../../src/agenda/desk/note-booking.ts';
import { proposeReassignment, reassignBookings } from '../../../src/agenda/desk/reassign-bookings.ts';
import type { Actor } from '../../../src/kernel/actor.ts';
import { ANA, openShop, PARTNER, problemOf, refusalOf, run, type Shop } from '../bookings/shop.ts';

let shop: Shop;
const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const MINUTE = 60_000;
const SYSTEM: Actor = { type: 'system', reason: 'relay' };
const READER: Actor = { type: 'api-key', keyId: 'key_r', scopes: ['bookings:read', 'bookings:write'] };

beforeAll(async () => {
  shop = await openShop();
});
beforeEach(() => {
  shop.world.now = OPENING;
});
afterAll(() => shop.world.stop());

const desk = () => shop.world.ctx({ actor: PARTNER });
const paid = (minutes = 30) => ({ payment: { collectedBy: 'partner', withinMinutes: minutes } });
const pay = (input: object) => run(createBooking, desk(), { customer: ANA, ...input });

describe('a booking that waits for its payment', () => {
  it('holds its time, and is confirmed when the partner says so: once, whoever repeats it', async () => {
    const wish = shop.wish();
    const pending = await pay({ ...wish, ...paid() });
    expect(pending).toMatchObject({
      status: 'pending',
      pending: { reason: 'payment', until: '2026-11-24T09:30:00-03:00' },
    });
    expect(await problemOf(shop.book(wish))).toBe('slot-taken');
    const confirmed = await run(confirmBooking, desk(), { id: pending.id });
    expect(confirmed).toMatchObject({ status: 'confirmed', pending: null });
    expect(await run(confirmBooking, desk(), { id: pending.id })).toMatchObject({ status: 'confirmed' });
    const events = await shop.rows(
      `SELECT type FROM events WHERE subject_id = '${pending.id}' ORDER BY sequence`,
    );
    expect(events.map(({ type }) => type)).toEqual(['booking.created', 'booking.confirmed']);
    shop.world.now = OPENING + 31 * MINUTE;
    expect(await problemOf(shop.book(wish))).toBe('slot-taken');
  });

  it('loses it to others at the very instant its time is over, and is cancelled by the system', async () => {
    const wish = shop.wish();
    const pending = await pay({ ...wish, ...paid(5) });
    shop.world.now = OPENING + 5 * MINUTE - 1;
    expect(await problemOf(shop.book(wish))).toBe('slot-taken');
    shop.world.now = OPENING + 5 * MINUTE;
    await shop.book(wish);
    expect(await problemOf(run(confirmBooking, desk(), { id: pending.id }))).toBe('slot-taken');
    expect((await expirePending(shop.world.ctx({ actor: SYSTEM }))).nextAt).toBeUndefined();
    expect(await run(readBooking, desk(), { id: pending.id })).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'system',
      cancelReason: 'No se acreditó el pago a tiempo',
    });
  });

  it('is confirmed after its time when nobody came between', async () => {
    const pending = await pay({ ...shop.wish(), ...paid(5) });
    shop.world.now = OPENING + 6 * MINUTE;
    expect(await run(confirmBooking, desk(), { id: pending.id })).toMatchObject({ status: 'confirmed' });
  });

  it('of a confirmation and a cancellation at once, exactly one happens', async () => {
    const pending = await pay({ ...shop.wish(), ...paid() });
    const ends = await Promise.all([
      problemOf(run(confirmBooking, desk(), { id: pending.id })),
      problemOf(run(cancelBooking, desk(), { id: pending.id })),
    ]);
    const { status } = await run(readBooking, desk(), { id: pending.id });
    const busy = await shop.rows(`SELECT 1 FROM busy_times WHERE owner_id = '${pending.id}'`);
    // Both may succeed one after the other; never a cancelled booking with time, or a confirmed one without.
    expect(['confirmed', 'cancelled']).toContain(status);
    expect(busy.length).toBe(status === 'confirmed' ? 1 : 0);
    expect(ends).toContain('none');
  });

  it('is nobody’s business who may not confirm', async () => {
    expect(await problemOf(shop.book({ ...shop.wish(), ...paid() }))).toBe('forbidden');
    const pending = await pay({ ...shop.wish(), ...paid() });
    const reader = shop.world.ctx({ actor: READER });
    expect(await problemOf(run(confirmBooking, reader, { id: pending.id }))).toBe('forbidden');
  });
});

describe('the day at the desk', () => {
  it('goes from arrival to the end, tells each step, and can undo a wrong tap', async () => {
    const { id, startsAt } = await shop.book(shop.wish());
    expect(await problemOf(run(completeBooking, desk(), { id }))).toBe('too-early');
    expect(await problemOf(run(missBooking, desk(), { id }))).toBe('too-early');
    expect(await run(checkInBooking, desk(), { id })).toMatchObject({ status: 'checked-in' });
    expect(await run(completeBooking, desk(), { id })).toMatchObject({ status: 'completed' });
    expect(await problemOf(run(checkInBooking, desk(), { id }))).toBe('booking-closed');
    shop.world.now = Date.parse(startsAt);
    expect(await run(reopenBooking, desk(), { id })).toMatchObject({ status: 'confirmed' });
    expect(await run(missBooking, desk(), { id })).toMatchObject({ status: 'no-show' });
    const events = await shop.rows(`SELECT type FROM events WHERE subject_id = '${id}' ORDER BY sequence`);
    expect(events.map(({ type }) => type)).toEqual([
      'booking.created',
      'booking.checked-in',
      'booking.completed',
      'booking.reopened',
      'booking.no-show',
    ]);
  });

  it('of two devices at once, the second is told that it was changed', async () => {
    const { id } = await shop.book(shop.wish());
    const ends = await Promise.all(
      [checkInBooking, checkInBooking].map((action) => problemOf(run(action, desk(), { id }))),
    );
    expect(ends.toSorted()).toEqual(['none', expect.stringMatching(/stale-revision|booking-closed/)]);
  });

  it('keeps its notes to itself', async () => {
    const { id } = await shop.book(shop.wish());
    await run(noteBooking, desk(), { id, staffNotes: 'Alergia a la tintura' });
    expect(await run(readDeskBooking, desk(), { id })).toMatchObject({ staffNotes: 'Alergia a la tintura' });
    expect(JSON.stringify(await run(readBooking, desk(), { id }))).not.toContain('Alergia');
    const told = await shop.rows('SELECT data FROM events UNION ALL SELECT details FROM audit_log');
    expect(JSON.stringify(told)).not.toContain('Alergia');
  });

  it('books free of notice and grid, and says what it went over', async () => {
    const { startsAt: _, ...wish } = shop.wish();
    const startsAt = '2026-11-24T10:07:00-03:00';
    expect(await problemOf(shop.book({ ...wish, startsAt }))).toBe('slot-not-offered');
    const booked = await run(bookAtDesk, desk(), { ...wish, startsAt, customer: ANA });
    expect(booked).toMatchObject({ source: 'desk', isOverbooked: false });
    expect(booked.warnings).toContain('off-grid');
    expect(await problemOf(run(bookAtDesk, desk(), { ...wish, startsAt, customer: ANA }))).toBe('slot-taken');
  });

  it('overbooks on purpose, with a trace; nobody else gets in by that', async () => {
    const wish = shop.wish();
    await shop.book(wish);
    const over = await run(bookAtDesk, desk(), { ...wish, overbook: true, customer: ANA });
    expect(over).toMatchObject({ isOverbooked: true, warnings: expect.arrayContaining(['overbooked']) });
    expect(await problemOf(shop.book(wish))).toBe('slot-taken');
    const { providerId: __, ...anybody } = wish;
    const unnamed = run(bookAtDesk, desk(), { ...anybody, overbook: true, customer: ANA });
    expect(await problemOf(unnamed)).toBe('invalid-input');
  });

  it('takes a walk-in at once, with or without a name, and not into somebody’s time', async () => {
    shop.world.now = Date.parse('2026-12-30T10:02:30-03:00');
    const { startsAt: _, ...wish } = shop.wish();
    const first = await run(admitWalkIn, desk(), wish);
    expect(first).toMatchObject({
      status: 'checked-in',
      source: 'walk-in',
      startsAt: '2026-12-30T10:02:00-03:00',
      customer: { name: 'Sin nombre', email: null, phone: null },
    });
    const refusal = await refusalOf(run(admitWalkIn, desk(), { ...wish, customer: { name: 'Beto' } }));
    expect(refusal?.code).toBe('slot-taken');
    expect(refusal?.members.alternatives).not.toHaveLength(0);
  });

  it('changes bookings after their deadline, without a fee, and only the desk may', async () => {
    const [one, two] = [await shop.book(shop.wish()), await shop.book(shop.wish())];
    shop.world.now = Date.parse(one.startsAt) - MINUTE;
    expect(await problemOf(run(cancelBooking, desk(), { id: one.id }))).toBe('deadline-passed');
    const reader = shop.world.ctx({ actor: READER });
    expect(await problemOf(run(cancelBooking, reader, { id: one.id, by: 'shop' }))).toBe('forbidden');
    const cancelled = await run(cancelBooking, desk(), {
      id: one.id,
      by: 'shop',
      reason: 'Se enfermó Nicolás',
    });
    expect(cancelled).toMatchObject({
      cancelledBy: 'shop',
      cancelReason: 'Se enfermó Nicolás',
      fee: { amount: 0 },
    });
    const moved = await run(rescheduleBooking, desk(), {
      id: two.id,
      startsAt: '2026-12-29T07:05:00-03:00',
      by: 'shop',
    });
    expect(moved.startsAt).toBe('2026-12-29T07:05:00-03:00');
  });
});

describe('bookings from another system', () => {
  it('enter once, however often they are sent; what cannot enter says why', async () => {
    const [free, taken] = [shop.wish(), shop.wish()];
    await shop.book(taken);
    const bookings = [
      { ...free, reference: 'viejo-1', customer: ANA },
      { ...taken, reference: 'viejo-2', customer: ANA },
      { ...free, serviceId: 'srv_no', reference: 'viejo-3', customer: ANA },
      { ...free, startsAt: '2026-11-23T10:00:00-03:00', reference: 'viejo-4', customer: ANA },
    ];
    const first = await run(importBookings, desk(), { bookings });
    expect(first.data.map(({ outcome, problem }) => problem?.code ?? outcome)).toEqual([
      'imported',
      'slot-taken',
      'not-found',
      'slot-not-offered',
    ]);
    const again = await run(importBookings, desk(), { bookings: bookings.slice(0, 1) });
    expect(again.data[0]).toMatchObject({ outcome: 'known', bookingId: first.data[0]?.bookingId });
  });
});

describe('time set aside', () => {
  const nicolas = () => shop.id('nicolas-ferreyra');

  it('is not offered and not booked until it is given back', async () => {
    const wish = shop.wish();
    const endsAt = new Date(Date.parse(wish.startsAt) + 30 * MINUTE).toISOString();
    const block = await run(createBlock, desk(), {
      subjectId: nicolas(),
      startsAt: wish.startsAt,
      endsAt,
      reason: 'Médico',
    });
    expect(await problemOf(shop.book(wish))).toBe('slot-taken');
    const listed = await run(listBlocks, desk(), { from: wish.startsAt, to: endsAt });
    expect(listed.data).toEqual([expect.objectContaining({ id: block.id, reason: 'Médico' })]);
    await run(removeBlock, desk(), { id: block.id });
    await shop.book(wish);
  });

  it('lists the bookings in its way; put over them it keeps new ones out, and proposes where to move them', async () => {
    const booking = await shop.book({ ...shop.wish(), startsAt: '2026-12-10T10:00:00-03:00' });
    const vacation = {
      subjectId: nicolas(),
      startsAt: '2026-12-10T00:00:00-03:00',
      endsAt: '2026-12-12T00:00:00-03:00',
      reason: 'Gripe',
    };
    const refusal = await refusalOf(run(createBlock, desk(), vacation));
    expect(refusal).toMatchObject({ code: 'block-conflict', members: { bookings: [{ id: booking.id }] } });
    await run(createBlock, desk(), { ...vacation, overBookings: true });
    const later = shop.book({ ...shop.wish(), startsAt: '2026-12-11T11:00:00-03:00' });
    expect(await problemOf(later)).toBe('slot-taken');
    const { data } = await run(proposeReassignment, desk(), {
      providerId: nicolas(),
      from: vacation.startsAt,
      to: vacation.endsAt,
    });
    const [proposal] = data[0]?.proposals ?? [];
    expect(data[0]?.booking.id).toBe(booking.id);
    expect(proposal?.providerId).not.toBe(nicolas());
    const moved = await run(reassignBookings, desk(), {
      moves: [
        { bookingId: booking.id, providerId: proposal?.providerId, startsAt: proposal?.startsAt },
        { bookingId: 'bkg_no', providerId: nicolas() },
      ],
    });
    expect(moved.data.map(({ outcome, problem }) => problem?.code ?? outcome)).toEqual([
      'moved',
      'not-found',
    ]);
    const left = await run(proposeReassignment, desk(), {
      providerId: nicolas(),
      from: vacation.startsAt,
      to: vacation.endsAt,
    });
    expect(left.data).toEqual([]);
  });

  it.each([
    [
      'an end before its beginning',
      '2026-12-20T10:00:00-03:00',
      '2026-12-20T09:00:00-03:00',
      'invalid-input',
    ],
    ['what is over', '2026-11-20T10:00:00-03:00', '2026-11-20T11:00:00-03:00', 'invalid-input'],
    ['a quarter of a year', '2026-12-20T10:00:00-03:00', '2027-03-20T09:00:00-03:00', 'invalid-input'],
  ])('cannot be %s', async (_, startsAt, endsAt, problem) => {
    const input = { subjectId: nicolas(), startsAt, endsAt, reason: 'Nada' };
    expect(await problemOf(run(createBlock, desk(), input))).toBe(problem);
  });

  it('needs somebody or something whose time it is', async () => {
    const input = {
      startsAt: '2026-12-20T10:00:00-03:00',
      endsAt: '2026-12-20T11:00:00-03:00',
      reason: 'Nada',
    };
    expect(await problemOf(run(createBlock, desk(), { ...input, subjectId: 'prv_no' }))).toBe('not-found');
  });
});
