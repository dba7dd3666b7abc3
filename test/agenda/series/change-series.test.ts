import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import { cancelSeries } from '../../../src/agenda/series/cancel-series.ts';
import type { Series, SeriesDate } from '../../../src/agenda/series/contract.ts';
import { createSeries } from '../../../src/agenda/series/create-series.ts';
import { moveSeries } from '../../../src/agenda/series/move-series.ts';
import { readSeries } from '../../../src/agenda/series/read-series.ts';
import { joinWaitlist } from '../../../src/agenda/waitlist/join-waitlist.ts';
import { readEntry } from '../../../src/agenda/waitlist/read-entry.ts';
import { ANA, openShop, PARTNER, problemOf, refusalOf, run, type Shop } from '../bookings/shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

const OPENING = Date.parse('2026-11-24T09:00:00-03:00');
const partner = () => shop.world.ctx({ actor: PARTNER });

/** A classic cut with Agustín, who has nothing else to do in these tests but series. */
function wish(startsAt: string, rule = 'FREQ=WEEKLY;COUNT=4') {
  return { serviceId: shop.id('corte-clasico'), providerId: shop.id('agustin-molina'), startsAt, rule };
}

const create = (input: object) => run(createSeries, partner(), { customer: ANA, ...input });
const startsOf = ({ bookings }: Series) => bookings.map(({ startsAt }) => startsAt);
const localDays = (series: Series) => startsOf(series).map((text) => text.slice(5, 16));

/** Everything that a series could leave behind. */
async function traces() {
  const [row] = await shop.rows(`SELECT (SELECT count(*) FROM bookings) AS bookings,
    (SELECT count(*) FROM busy_times) AS times, (SELECT count(*) FROM series) AS series,
    (SELECT count(*) FROM events) AS events, (SELECT count(*) FROM audit_log) AS entries,
    (SELECT count(*) FROM customers) AS customers`);
  return row;
}

async function conflictsOf(making: Promise<unknown>): Promise<SeriesDate[]> {
  const refusal = await refusalOf(making);
  expect(refusal?.code).toBe('series-conflict');
  return refusal?.members.conflicts as SeriesDate[];
}

describe('moving', () => {
  const move = (series: Series, index: number, change: object) =>
    run(moveSeries, partner(), { id: series.id, bookingId: series.bookings[index]?.id, ...change });

  it('one leaves the others, and it does not follow when the others move', async () => {
    const series = await create(wish('2027-01-13T10:00:00-03:00'));
    const one = await move(series, 2, { scope: 'one', startsAt: '2027-01-28T11:00:00-03:00' });
    expect(localDays(one)).toEqual(['01-13T10:00', '01-20T10:00', '01-28T11:00', '02-03T10:00']);
    const following = await move(one, 1, { scope: 'following', startsAt: '2027-01-21T10:30:00-03:00' });
    expect(localDays(following).toSorted()).toEqual([
      '01-13T10:00',
      '01-21T10:30',
      '01-28T11:00',
      '02-04T10:30',
    ]);
    const again = await move(following, 1, { scope: 'following', startsAt: '2027-01-20T10:00:00-03:00' });
    expect(localDays(again).toSorted()).toEqual(['01-13T10:00', '01-20T10:00', '01-28T11:00', '02-03T10:00']);
    const owned = await shop.rows(`SELECT b.id FROM bookings AS b JOIN busy_times AS t ON t.owner_id = b.id
      AND t.starts_at = b.starts_at AND t.ends_at = b.ends_at WHERE b.series_id = '${series.id}'`);
    expect(owned).toHaveLength(4);
  });

  it('tells of each what changed, with one audit entry', async () => {
    const series = await create(wish('2027-01-13T11:00:00-03:00', 'FREQ=WEEKLY;COUNT=2'));
    await move(series, 0, { scope: 'following', startsAt: '2027-01-13T11:30:00-03:00' });
    for (const { id, startsAt } of series.bookings) {
      const [event] = await shop.rows(
        `SELECT changes FROM events WHERE subject_id = '${id}' AND type = 'booking.rescheduled'`,
      );
      expect(JSON.parse(String(event?.changes)).startsAt).toEqual({
        old: startsAt,
        new: startsAt.replace('11:00', '11:30'),
      });
    }
    const [entries] = await shop.rows(
      `SELECT count(*) AS n FROM audit_log WHERE subject_id = '${series.id}' AND action = 'series.move'`,
    );
    expect(entries?.n).toBe(1);
  });

  it('may take the time that another of the same series leaves', async () => {
    const series = await create(wish('2027-01-12T12:00:00-03:00', 'FREQ=DAILY;COUNT=4'));
    const moved = await move(series, 0, { scope: 'following', startsAt: '2027-01-13T12:00:00-03:00' });
    expect(localDays(moved)).toEqual(['01-13T12:00', '01-14T12:00', '01-15T12:00', '01-16T12:00']);
  });

  it('onto a taken time tells all conflicts and moves nothing', async () => {
    const series = await create(wish('2027-01-19T16:00:00-03:00', 'FREQ=WEEKLY;COUNT=2'));
    await create(wish('2027-01-26T17:00:00-03:00', 'FREQ=WEEKLY;COUNT=2'));
    const before = await traces();
    const conflicts = await conflictsOf(
      move(series, 0, { scope: 'following', startsAt: '2027-01-19T17:00:00-03:00' }),
    );
    expect(conflicts.map(({ at }) => at)).toEqual(['2027-01-26T17:00:00-03:00']);
    expect(conflicts[0]?.alternatives.length).toBeGreaterThan(0);
    expect(await traces()).toEqual(before);
    expect(await run(readSeries, partner(), { id: series.id })).toEqual(series);
  });

  it('two at once: one wins whole, the other reads something stale', async () => {
    const series = await create(wish('2027-01-20T18:00:00-03:00', 'FREQ=WEEKLY;COUNT=3'));
    const [one, two] = ['2027-01-20T18:30:00-03:00', '2027-01-20T17:30:00-03:00'];
    const problems = await Promise.all([
      problemOf(move(series, 0, { scope: 'following', startsAt: one })),
      problemOf(move(series, 0, { scope: 'following', startsAt: two })),
      problemOf(
        run(cancelSeries, partner(), { id: series.id, bookingId: series.bookings[0]?.id, scope: 'all' }),
      ),
    ]);
    expect(problems.filter((code) => code === 'none')).toHaveLength(1);
    expect(problems.filter((code) => !['none', 'stale-revision'].includes(code))).toEqual([]);
    const { bookings } = await run(readSeries, partner(), { id: series.id });
    expect(new Set(bookings.map(({ startsAt, status }) => `${startsAt.slice(11)} ${status}`)).size).toBe(1);
  });

  it('the same is nothing', async () => {
    const series = await create(wish('2027-01-21T19:00:00-03:00', 'FREQ=WEEKLY;COUNT=2'));
    const before = await traces();
    expect(await move(series, 0, { scope: 'following', startsAt: '2027-01-21T19:00:00-03:00' })).toEqual(
      series,
    );
    expect(await traces()).toEqual(before);
  });

  it('of what is not there is refused', async () => {
    const series = await create(wish('2027-01-22T19:00:00-03:00', 'FREQ=WEEKLY;COUNT=2'));
    const startsAt = '2027-01-22T18:00:00-03:00';
    const other = await shop.book(shop.wish());
    const input = { id: series.id, bookingId: other.id, scope: 'one', startsAt };
    expect(await problemOf(run(moveSeries, partner(), input))).toBe('not-found');
    expect(await problemOf(run(moveSeries, partner(), { ...input, id: 'ser_other' }))).toBe('not-found');
    expect(await problemOf(run(readSeries, partner(), { id: 'ser_other' }))).toBe('not-found');
  });
});

describe('cancelling', () => {
  const cancel = (series: Series, index: number, change: object) =>
    run(cancelSeries, partner(), { id: series.id, bookingId: series.bookings[index]?.id, ...change });
  const statuses = ({ bookings }: Series) => bookings.map(({ status }) => status);

  it('one, those that follow, or all that is left; again changes nothing', async () => {
    const series = await create(wish('2027-02-04T16:00:00-03:00', 'FREQ=WEEKLY;COUNT=5'));
    const one = await cancel(series, 1, { scope: 'one', reason: 'Viaje' });
    expect(statuses(one)).toEqual(['confirmed', 'cancelled', 'confirmed', 'confirmed', 'confirmed']);
    expect(one.bookings[1]).toMatchObject({ cancelReason: 'Viaje', cancelledBy: 'customer' });
    const following = await cancel(series, 3, { scope: 'following', by: 'shop' });
    expect(statuses(following)).toEqual(['confirmed', 'cancelled', 'confirmed', 'cancelled', 'cancelled']);
    expect(following.bookings[4]?.cancelledBy).toBe('shop');
    const all = await cancel(series, 1, { scope: 'all' });
    expect(statuses(all)).toEqual(Array(5).fill('cancelled'));
    const before = await traces();
    expect(await cancel(series, 1, { scope: 'all' })).toEqual(all);
    expect(await cancel(series, 0, { scope: 'one' })).toEqual(all);
    expect(await traces()).toEqual(before);
    const busy = await shop.rows(
      `SELECT id FROM busy_times WHERE owner_id IN (SELECT id FROM bookings WHERE series_id = '${series.id}')`,
    );
    expect(busy).toEqual([]);
    await create(wish('2027-02-04T16:00:00-03:00', 'FREQ=WEEKLY;COUNT=5'));
  });

  it('leaves what is over, and for a customer what is past its deadline', async () => {
    const series = await create(wish('2026-12-15T10:00:00-03:00', 'FREQ=DAILY;COUNT=3'));
    shop.world.now = Date.parse('2026-12-16T09:00:00-03:00');
    expect(await problemOf(cancel(series, 0, { scope: 'following' }))).toBe('deadline-passed');
    expect(await problemOf(cancel(series, 1, { scope: 'one' }))).toBe('deadline-passed');
    const all = await cancel(series, 0, { scope: 'all' });
    expect(statuses(all)).toEqual(['confirmed', 'confirmed', 'cancelled']);
    const late = await cancel(series, 1, { scope: 'one', by: 'shop' });
    expect(statuses(late)).toEqual(['confirmed', 'cancelled', 'cancelled']);
    shop.world.now = OPENING;
  });

  it('as the shop is for those who run the desk', async () => {
    const series = await create(wish('2026-12-22T10:00:00-03:00', 'FREQ=DAILY;COUNT=2'));
    const scopes = ['series:write'] as const;
    const ctx = shop.world.ctx({ actor: { type: 'api-key', keyId: 'key_2', scopes } });
    const input = { id: series.id, bookingId: series.bookings[0]?.id, scope: 'all', by: 'shop' };
    expect(await problemOf(run(cancelSeries, ctx, input))).toBe('forbidden');
  });
});

it('each booking is one like any other: its link moves and cancels it alone', async () => {
  const series = await create(wish('2027-01-05T18:00:00-03:00', 'FREQ=DAILY;COUNT=3'));
  const [first, second] = series.bookings;
  const bearer = (bookingId = '') => shop.world.ctx({ actor: { type: 'manage-link', bookingId } });
  await run(cancelBooking, bearer(first?.id), { id: first?.id });
  await run(rescheduleBooking, bearer(second?.id), { id: second?.id, startsAt: '2027-01-06T19:00:00-03:00' });
  const { bookings } = await run(readSeries, partner(), { id: series.id });
  expect(bookings.map(({ status, startsAt }) => [status, startsAt.slice(5, 16)])).toEqual([
    ['cancelled', '01-05T18:00'],
    ['confirmed', '01-06T19:00'],
    ['confirmed', '01-07T18:00'],
  ]);
});

describe('time that a series gives up', () => {
  const waitFor = (date: string) =>
    run(joinWaitlist, shop.world.ctx(), {
      serviceId: shop.id('corte-clasico'),
      providerId: shop.id('agustin-molina'),
      from: date,
      to: date,
      hours: { from: '12:00', to: '12:01' },
      customer: { name: 'Bea Ruiz', email: `bea-${date}@example.com` },
    });
  const offersOf = async (id: string) => {
    const { status, offer } = await run(readEntry, shop.world.ctx({ actor: PARTNER }), { id });
    return [status, offer?.startsAt];
  };

  it('by cancelling goes to those who wait for it, date by date', async () => {
    const series = await create(wish('2026-12-10T12:00:00-03:00', 'FREQ=DAILY;COUNT=2'));
    const entries = [await waitFor('2026-12-10'), await waitFor('2026-12-11')];
    const input = { id: series.id, bookingId: series.bookings[0]?.id, scope: 'all' };
    await run(cancelSeries, partner(), input);
    expect(await Promise.all(entries.map(({ id }) => offersOf(id)))).toEqual([
      ['offered', '2026-12-10T12:00:00-03:00'],
      ['offered', '2026-12-11T12:00:00-03:00'],
    ]);
  });

  it('by moving, too, but not what the series itself takes again', async () => {
    const series = await create(wish('2026-12-15T12:00:00-03:00', 'FREQ=DAILY;COUNT=2'));
    const entries = [await waitFor('2026-12-15'), await waitFor('2026-12-16')];
    const [first] = series.bookings;
    const startsAt = '2026-12-16T12:00:00-03:00';
    await run(moveSeries, partner(), { id: series.id, bookingId: first?.id, scope: 'following', startsAt });
    expect(await Promise.all(entries.map(({ id }) => offersOf(id)))).toEqual([
      ['offered', '2026-12-15T12:00:00-03:00'],
      ['waiting', undefined],
    ]);
  });
});
