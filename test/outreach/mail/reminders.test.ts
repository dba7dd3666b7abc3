import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import { createSeries } from '../../../src/agenda/series/create-series.ts';
import { readVertical } from '../../../src/tenancy/verticals/read-vertical.ts';
import { ANA, openShop, PARTNER, run, type Shop } from '../../agenda/bookings/shop.ts';
import { openPost, type Post, relayAndSend } from './post.ts';

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const HOUR = 3_600_000;

let shop: Shop;
let post: Post;
beforeAll(async () => {
  shop = await openShop();
  post = await openPost({ now: () => shop.world.now });
});
afterAll(async () => {
  await post.stop();
  await shop.world.stop();
});
beforeEach(async () => {
  shop.world.now = OPENING;
  await shop.rows('DELETE FROM mail_messages');
  await shop.rows('UPDATE mail_cursor SET sequence = coalesce((SELECT max(sequence) FROM events), 0)');
  post.clear();
});

const partner = () => shop.world.ctx({ actor: PARTNER });
const send = (until?: number) => relayAndSend(shop.world, post.surroundings, until);
const reminders = () => post.mails().filter(({ subject }) => subject.startsWith('Recordatorio'));
const nicolas = () => ({ serviceId: shop.id('corte-clasico'), providerId: shop.id('nicolas-ferreyra') });

it('come when the line of business says, and not a minute earlier', async () => {
  expect(readVertical('barber').reminders).toEqual([{ beforeMinutes: 1_440 }, { beforeMinutes: 120 }]);
  const startsAt = '2026-11-27T16:00:00-03:00';
  await shop.book({ ...nicolas(), startsAt, customer: ANA });
  const start = Date.parse(startsAt);
  await send(start - 24 * HOUR - 1);
  expect(reminders()).toEqual([]);
  await send(start - 24 * HOUR);
  expect(reminders().map(({ subject }) => subject)).toEqual(['Recordatorio: tu turno, mañana a las 16:00']);
  await send(start - 2 * HOUR - 1);
  expect(reminders()).toHaveLength(1);
  await send(start + 48 * HOUR);
  expect(reminders().map(({ subject, at }) => [subject, start - at])).toEqual([
    ['Recordatorio: tu turno, mañana a las 16:00', 24 * HOUR],
    ['Recordatorio: tu turno, hoy a las 16:00', 2 * HOUR],
  ]);
});

it('whose moment is over when the booking is made never come', async () => {
  const startsAt = '2026-11-24T12:00:00-03:00';
  await shop.book({ ...nicolas(), startsAt, customer: ANA });
  await send(OPENING + 72 * HOUR);
  expect(reminders().map(({ at }) => Date.parse(startsAt) - at)).toEqual([2 * HOUR]);
});

it('follow a booking that is moved, and forget one that is cancelled', async () => {
  const moved = await shop.book({ ...nicolas(), startsAt: '2026-11-26T17:00:00-03:00', customer: ANA });
  const gone = await shop.book({ ...nicolas(), startsAt: '2026-11-26T18:00:00-03:00', customer: ANA });
  await send();
  const startsAt = '2026-12-03T17:00:00-03:00';
  await run(rescheduleBooking, partner(), { id: moved.id, startsAt });
  await run(cancelBooking, partner(), { id: gone.id });
  await send(OPENING + 240 * HOUR);
  expect(reminders().map(({ at }) => (Date.parse(startsAt) - at) / HOUR)).toEqual([24, 2]);
  const skipped = await shop.rows(
    `SELECT reason FROM mail_messages WHERE kind = 'booking-reminder' AND status = 'skipped'`,
  );
  expect(skipped).toEqual(Array(4).fill({ reason: 'overtaken' }));
});

it('of a mailer that was down until after the start are not sent', async () => {
  await shop.book({ ...nicolas(), startsAt: '2026-11-26T19:00:00-03:00', customer: ANA });
  await send();
  shop.world.now = Date.parse('2026-11-26T19:00:00-03:00');
  await send();
  expect(reminders()).toEqual([]);
  expect(
    await shop.rows(`SELECT DISTINCT reason FROM mail_messages WHERE kind = 'booking-reminder'`),
  ).toEqual([{ reason: 'too-late' }]);
});

describe('a series', () => {
  it('is confirmed by one mail, and every date is reminded of', async () => {
    await run(createSeries, partner(), {
      ...nicolas(),
      startsAt: '2026-12-15T10:00:00-03:00',
      rule: 'FREQ=WEEKLY;COUNT=3',
      customer: ANA,
    });
    await send(Date.parse('2026-12-31T00:00:00-03:00'));
    const first = post.mails().filter(({ subject }) => subject.startsWith('Reserva'));
    expect(first.map(({ text }) => text.includes('Es parte de una serie'))).toEqual([true]);
    expect(reminders()).toHaveLength(6);
  });
});
