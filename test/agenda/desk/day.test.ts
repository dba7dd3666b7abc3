import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBlock } from '../../../src/agenda/blocks/create-block.ts';
import { cancelBooking } from '../../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { admitWalkIn, bookAtDesk } from '../../../src/agenda/desk/book-at-desk.ts';
import { confirmBooking } from '../../../src/agenda/desk/confirm-booking.ts';
import { findFreeNow } from '../../../src/agenda/desk/find-free-now.ts';
import { listDay } from '../../../src/agenda/desk/list-day.ts';
import { noteBooking } from '../../../src/agenda/desk/note-booking.ts';
import { ANA, openShop, PARTNER, problemOf, run, type Shop } from '../bookings/shop.ts';

let shop: Shop;
const OPENING = Date.parse('2026-11-24T09:00:00-03:00');

beforeAll(async () => {
  shop = await openShop();
});
beforeEach(() => {
  shop.world.now = OPENING;
});
afterAll(() => shop.world.stop());

const desk = () => shop.world.ctx({ actor: PARTNER });
const at = (date: string, clock: string) => `${date}T${clock}:00-03:00`;
const nicolas = () => shop.id('nicolas-ferreyra');

function book(startsAt: string, more: object = {}) {
  const wish = { serviceId: shop.id('corte-clasico'), providerId: nicolas(), startsAt };
  return run(bookAtDesk, desk(), { ...wish, customer: ANA, ...more });
}

async function dayOf(date: string, more: object = {}) {
  const day = await run(listDay, desk(), { date, providerId: nicolas(), ...more });
  const lines = day.providers[0]?.lines ?? [];
  return { day, lines, told: lines.map(({ kind, startsAt }) => `${startsAt.slice(11, 16)} ${kind}`) };
}

describe('a provider’s day', () => {
  it('is told in order: bookings, blocks, holds, and what is free of the hours', async () => {
    const date = '2026-11-25';
    const { id } = await book(at(date, '11:00'));
    await run(noteBooking, desk(), { id, staffNotes: 'Con tijera' });
    await run(createBlock, desk(), {
      subjectId: nicolas(),
      startsAt: at(date, '12:00'),
      endsAt: at(date, '12:30'),
      reason: 'Médico',
    });
    await shop.hold({ ...shop.wish(), startsAt: at(date, '13:00') });
    const { lines, told } = await dayOf(date);
    expect(told.slice(0, 7)).toEqual([
      '10:00 free',
      '11:00 booking',
      expect.stringMatching(/^11:\d\d free$/),
      '12:00 block',
      '12:30 free',
      '13:00 hold',
      expect.stringMatching(/free$/),
    ]);
    expect(lines[1]).toMatchObject({
      booking: { id, staffNotes: 'Con tijera', customer: { name: ANA.name } },
    });
    expect(lines[3]).toMatchObject({ block: { reason: 'Médico' } });
    expect(lines[0]).toMatchObject({ endsAt: at(date, '11:00') });
  });

  it('leaves out what was cancelled, and keeps what stands over something else', async () => {
    const date = '2026-11-26';
    const gone = await book(at(date, '10:00'));
    await run(cancelBooking, desk(), { id: gone.id, by: 'shop' });
    const [one, two] = [
      await book(at(date, '11:00')),
      await book(at(date, '11:00'), {
        overbook: true,
        customer: { name: 'Otra', email: 'otra@example.com' },
      }),
    ];
    const { lines } = await dayOf(date);
    const shown = lines.flatMap((line) => (line.kind === 'booking' ? [line.booking.id] : []));
    expect(shown.toSorted()).toEqual([one.id, two.id].toSorted());
  });

  it('is one line for a block of several days, on each of them', async () => {
    await run(createBlock, desk(), {
      subjectId: nicolas(),
      startsAt: at('2026-12-01', '15:00'),
      endsAt: at('2026-12-03', '15:00'),
      reason: 'Viaje',
    });
    for (const date of ['2026-12-01', '2026-12-02', '2026-12-03']) {
      const { lines } = await dayOf(date);
      expect([date, lines.filter(({ kind }) => kind === 'block').length]).toEqual([date, 1]);
    }
    expect((await dayOf('2026-12-02')).told).toHaveLength(1);
  });

  it('brings what waits for a payment or a yes, whatever its day, until it is answered', async () => {
    const payment = { collectedBy: 'partner', withinMinutes: 30 };
    const wish = { ...shop.wish(), startsAt: at('2026-12-04', '16:00'), customer: ANA, payment };
    const { id } = await run(createBooking, desk(), wish);
    expect((await dayOf('2026-11-25')).day.pending).toMatchObject([{ id, pending: { reason: 'payment' } }]);
    await run(confirmBooking, desk(), { id });
    expect((await dayOf('2026-11-25')).day.pending).toEqual([]);
  });

  it('refuses a date, a place and a person that do not exist', async () => {
    const day = (input: object) => problemOf(run(listDay, desk(), input));
    expect(await day({ date: '2026-02-30' })).toBe('invalid-input');
    expect(await day({ date: '2026-12-01', locationId: 'loc_x' })).toBe('not-found');
    expect(await day({ date: '2026-12-01', providerId: 'prv_x' })).toBe('not-found');
  });
});

describe('who is free now', () => {
  const palermo = () => shop.id('palermo');
  async function cutsNow(clock: string) {
    shop.world.now = Date.parse(at('2026-11-24', clock));
    const { data } = await run(findFreeNow, desk(), { locationId: palermo() });
    return data.find(({ serviceId }) => serviceId === shop.id('corte-clasico'));
  }

  it('names everybody in their hours and until when, and the walk-in it promises is accepted', async () => {
    const before = await cutsNow('10:10');
    const mine = before?.free.find(({ providerIds }) => providerIds.includes(nicolas()));
    expect(mine?.until).toBe(at('2026-11-24', '13:30'));
    await book(at('2026-11-24', '12:00'));
    const after = await cutsNow('10:11');
    expect(after?.free.find(({ providerIds }) => providerIds.includes(nicolas()))?.until).toBe(
      at('2026-11-24', '12:00'),
    );
    const admitted = await run(admitWalkIn, desk(), {
      serviceId: shop.id('corte-clasico'),
      locationId: palermo(),
      providerId: nicolas(),
    });
    expect(admitted).toMatchObject({
      status: 'checked-in',
      warnings: expect.not.arrayContaining(['overbooked']),
    });
    const then = await cutsNow('10:12');
    expect(then?.free.some(({ providerIds }) => providerIds.includes(nicolas()))).toBe(false);
  });

  it('says the first start of the day when everybody is busy, and that start is accepted', async () => {
    for (let rest = (await cutsNow('11:00'))?.free ?? []; rest.length > 0; ) {
      await run(admitWalkIn, desk(), {
        serviceId: shop.id('corte-clasico'),
        locationId: palermo(),
        providerId: rest[0]?.providerIds[0],
      });
      rest = (await cutsNow('11:00'))?.free ?? [];
    }
    const next = (await cutsNow('11:00'))?.next;
    expect(Date.parse(next?.startsAt ?? '') % 300_000).toBe(0);
    const booked = await book(next?.startsAt ?? '', { providerId: next?.providerIds[0] });
    expect(booked.warnings).not.toContain('outside-hours');
    expect(booked.warnings).not.toContain('overbooked');
  });

  it('is nobody before the shop opens; then it says when it does', async () => {
    const early = await cutsNow('06:00');
    expect(early?.free).toEqual([]);
    expect(early?.next?.startsAt).toMatch(/^2026-11-24T(09|10|11):/);
    const late = await cutsNow('23:00');
    expect([late?.free, late?.next]).toEqual([[], null]);
  });

  it('refuses a place that does not exist', async () => {
    expect(await problemOf(run(findFreeNow, desk(), { locationId: 'loc_x' }))).toBe('not-found');
  });
});
