import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Series, SeriesDate } from '../../../src/agenda/series/contract.ts';
import { createSeries } from '../../../src/agenda/series/create-series.ts';
import { previewSeries } from '../../../src/agenda/series/preview-series.ts';
import { readSeries } from '../../../src/agenda/series/read-series.ts';
import { Replay } from '../../../src/platform/tenant-db.ts';
import { ANA, openShop, PARTNER, problemOf, refusalOf, run, type Shop } from '../bookings/shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

const _OPENING = Date.parse('2026-11-24T09:00:00-03:00');
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

describe('a series', () => {
  it('is booked whole: bookings, time, events, and a link for each', async () => {
    const before = await traces();
    const series = await create(wish('2026-12-02T16:00:00-03:00', 'FREQ=WEEKLY;COUNT=3;BYDAY=WE,TH'));
    expect(localDays(series)).toEqual(['12-02T16:00', '12-03T16:00', '12-09T16:00']);
    const after = await traces();
    expect(Number(after?.bookings) - Number(before?.bookings)).toBe(3);
    expect(Number(after?.times) - Number(before?.times)).toBe(3);
    expect(Number(after?.events) - Number(before?.events)).toBe(3);
    expect(Number(after?.series) - Number(before?.series)).toBe(1);
    for (const booking of series.bookings)
      expect(booking).toMatchObject({
        seriesId: series.id,
        source: 'series',
        status: 'confirmed',
        manageToken: expect.any(String),
      });
    const rows = await shop.rows(
      `SELECT recurrence_id FROM bookings WHERE series_id = '${series.id}' ORDER BY starts_at`,
    );
    expect(rows.map(({ recurrence_id }) => String(recurrence_id).slice(5))).toEqual(localDays(series));
    expect(await run(readSeries, partner(), { id: series.id })).toEqual(series);
  });

  it('is not bound to the window in which customers may book', async () => {
    const series = await create(wish('2027-03-03T16:00:00-03:00', 'FREQ=WEEKLY;COUNT=3'));
    expect(localDays(series)).toEqual(['03-03T16:00', '03-10T16:00', '03-17T16:00']);
  });

  it('without a provider goes whole to one who can serve all of it', async () => {
    const { providerId: _, ...anybody } = wish('2027-02-03T10:00:00-03:00', 'FREQ=WEEKLY;COUNT=4');
    const nicolas = { ...anybody, providerId: shop.id('nicolas-ferreyra'), customer: ANA };
    await run(createSeries, partner(), {
      ...nicolas,
      startsAt: '2027-02-10T10:00:00-03:00',
      rule: 'FREQ=WEEKLY;COUNT=2',
    });
    const series = await create(anybody);
    expect(new Set(series.bookings.map(({ providerId }) => providerId)).size).toBe(1);
    expect(series.providerId).not.toBe(shop.id('nicolas-ferreyra'));
  });

  it('of 104 is one commit', async () => {
    const long = wish('2027-05-05T16:30:00-03:00', 'FREQ=WEEKLY;BYDAY=WE,TH,FR;COUNT=104');
    const { dates } = await run(previewSeries, partner(), long);
    const skip = dates.filter(({ isFree }) => !isFree).map(({ startsAt }) => startsAt);
    const series = await create({ ...long, skip });
    expect(series.bookings.length).toBe(104 - skip.length);
    expect(series.bookings.length).toBeGreaterThan(90);
    const [row] =
      await shop.rows(`SELECT count(DISTINCT commit_id) AS commits, count(*) AS times FROM busy_times
      WHERE owner_id IN (SELECT id FROM bookings WHERE series_id = '${series.id}')`);
    expect(row).toEqual({ commits: 1, times: series.bookings.length });
  });

  it.each([
    ['/rule', { rule: 'FREQ=DAILY;COUNT=10000' }],
    ['/rule', { rule: 'FREQ=DAILY;BYHOUR=16;BYMINUTE=0,10;COUNT=4' }],
    ['/startsAt', { rule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=4' }],
    ['/exceptions', { exceptions: ['2026-12-02T16:00:00-03:00'] }],
    ['/skip', { skip: ['2026-12-02T16:00:00-03:00'] }],
    ['/replace', { replace: [{ startsAt: '2026-12-02T16:00:00-03:00', by: '2026-12-02T17:00:00-03:00' }] }],
  ])('that cannot be names %s and writes nothing', async (pointer, change) => {
    const before = await traces();
    const refusal = await refusalOf(create({ ...wish('2026-12-15T16:00:00-03:00'), ...change }));
    expect([refusal?.code, refusal?.members.errors?.[0]?.pointer]).toEqual(['invalid-input', pointer]);
    expect(await traces()).toEqual(before);
  });

  it.each([
    ['service', { serviceId: 'srv_other' }],
    ['provider', { providerId: 'prv_other' }],
    ['location', { locationId: 'loc_other' }],
  ])('with another tenant’s %s is refused', async (_, change) => {
    expect(await problemOf(create({ ...wish('2026-12-15T16:00:00-03:00'), ...change }))).toBe('not-found');
  });

  it('is nobody’s but a key’s', async () => {
    const input = { ...wish('2026-12-15T16:00:00-03:00'), customer: ANA };
    const bearer = shop.world.ctx({ actor: { type: 'manage-link', bookingId: 'bkg_1' } });
    expect(await problemOf(run(createSeries, shop.world.ctx(), input))).toBe('unauthenticated');
    expect(await problemOf(run(createSeries, bearer, input))).toBe('forbidden');
  });
});

describe('a conflict', () => {
  const START = '2026-12-03T18:00:00-03:00';

  it('is found before anything is written, with what else there is; then skipped or replaced', async () => {
    const other = { serviceId: shop.id('corte-clasico'), providerId: shop.id('agustin-molina') };
    await shop.book({ ...other, startsAt: '2026-12-10T18:00:00-03:00', customer: ANA });
    const before = await traces();
    const wished = wish(START, 'FREQ=WEEKLY;COUNT=3');
    const preview = await run(previewSeries, partner(), wished);
    expect(preview.dates.map(({ isFree }) => isFree)).toEqual([true, false, true]);
    const [conflict] = await conflictsOf(create(wished));
    expect(conflict).toEqual(preview.dates[1]);
    expect(conflict).toMatchObject({ startsAt: '2026-12-10T18:00:00-03:00', reason: 'busy' });
    expect(await traces()).toEqual(before);

    const [alternative] = conflict?.alternatives ?? [];
    const replace = [
      { startsAt: conflict?.startsAt, by: alternative?.startsAt, providerId: alternative?.providerId },
    ];
    const series = await create({ ...wished, replace });
    expect(series.bookings[1]).toMatchObject({
      startsAt: alternative?.startsAt,
      providerId: alternative?.providerId,
    });
    const [moved] = await shop.rows(
      `SELECT recurrence_id FROM bookings WHERE id = '${series.bookings[1]?.id}'`,
    );
    expect(moved?.recurrence_id).toBe('2026-12-10T18:00');

    const later = wish('2026-12-03T18:30:00-03:00', 'FREQ=WEEKLY;COUNT=3');
    await shop.book({ ...other, startsAt: '2026-12-10T18:30:00-03:00', customer: ANA });
    const skipped = await create({ ...later, skip: ['2026-12-10T18:30:00-03:00'] });
    expect(localDays(skipped)).toEqual(['12-03T18:30', '12-17T18:30']);
  });

  it('with every alternative free when it is told', async () => {
    const wished = wish('2026-12-08T16:00:00-03:00', 'FREQ=WEEKLY;COUNT=2');
    const conflicts = await conflictsOf(create(wished));
    expect(conflicts[0]?.reason).toBe('outside-hours');
    expect(conflicts[0]?.alternatives.length).toBe(5);
    for (const { startsAt, providerId } of conflicts[0]?.alternatives ?? []) {
      const replaced = {
        ...wished,
        replace: [{ startsAt: conflicts[0]?.startsAt, by: startsAt, providerId }],
      };
      const { dates } = await run(previewSeries, partner(), replaced);
      expect(dates[0]).toMatchObject({ isFree: true, at: startsAt, providerId });
    }
  });

  it('that arises while two series are made: one is made whole, the other not at all', async () => {
    const wished = wish('2027-01-06T17:00:00-03:00', 'FREQ=WEEKLY;COUNT=5');
    const made = await Promise.all(Array.from({ length: 4 }, () => problemOf(create(wished))));
    expect(made.toSorted()).toEqual(['none', 'series-conflict', 'series-conflict', 'series-conflict']);
    const rows = await shop.rows(`SELECT starts_at, count(*) AS n FROM busy_times
      WHERE subject_id = '${wished.providerId}' GROUP BY starts_at HAVING n > 1`);
    expect(rows).toEqual([]);
  });

  it('and the same request six times at once is one series', async () => {
    const ctx = () => shop.world.ctx({ actor: PARTNER, idempotency: { key: 'series', requestHash: 'h' } });
    const input = { ...wish('2027-01-07T17:00:00-03:00'), customer: ANA };
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () =>
        run(createSeries, ctx(), input).then(
          () => 'done',
          (error: unknown) => (error instanceof Replay ? 'replayed' : problemOf(Promise.reject(error))),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((one) => !['done', 'replayed', 'request-in-progress'].includes(one))).toEqual([]);
    await expect(run(createSeries, ctx(), input)).rejects.toBeInstanceOf(Replay);
  });
});
