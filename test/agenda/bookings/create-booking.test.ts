import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { createHold } from '../../../src/agenda/holds/create-hold.ts';
import { releaseHold } from '../../../src/agenda/holds/release-hold.ts';
import { ANA, openShop, problemOf, refusalOf, run, type Shop } from './shop.ts';

const MINUTE = 60_000;
const OPENING = Date.parse('2026-11-24T09:00:00-03:00');

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.world.stop());

/** Does something at another time, then comes back. */
async function at<Result>(now: number, what: () => Promise<Result>): Promise<Result> {
  shop.world.now = now;
  try {
    return await what();
  } finally {
    shop.world.now = OPENING;
  }
}

describe('a booking made directly', () => {
  it('answers what was asked for, the price of today and a link to change it', async () => {
    const wish = shop.wish();
    const booking = await shop.book({ ...wish, notes: 'Sin máquina' });
    expect(booking).toMatchObject({
      status: 'confirmed',
      ...wish,
      locationId: shop.id('palermo'),
      price: { amount: 1_400_000, currency: 'ARS' },
      customer: ANA,
      notes: 'Sin máquina',
      cancelledAt: null,
    });
    expect(Date.parse(booking.endsAt) - Date.parse(booking.startsAt)).toBe(30 * MINUTE);
    expect(booking.code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
    expect(booking.manageUrl).toContain(`/turno/${booking.id}/${booking.manageToken}`);
  });

  it('writes booking, event and audit entry together', async () => {
    const { id } = await shop.book(shop.wish());
    const [row] = await shop.rows(
      `SELECT (SELECT count(*) FROM bookings WHERE id = '${id}') || (SELECT count(*) FROM events WHERE subject_id = '${id}')
         || (SELECT count(*) FROM audit_log WHERE subject_id = '${id}' AND actor = 'guest') AS counts`,
    );
    expect(row?.counts).toBe('111');
  });

  it('is refused with alternatives when the time is taken, none of them taken itself', async () => {
    const wish = shop.wish();
    await shop.book(wish);
    const refusal = await refusalOf(shop.book(wish));
    expect(refusal?.code).toBe('slot-taken');
    const alternatives = refusal?.members.alternatives as (typeof wish)[];
    expect(alternatives).toHaveLength(5);
    for (const { startsAt, providerId } of alternatives) {
      const hold = await shop.hold({ serviceId: wish.serviceId, startsAt, providerId });
      await run(releaseHold, shop.world.ctx(), { id: hold.id });
    }
  });

  it('without a provider takes each free one in turn, then refuses', async () => {
    const startsAt = '2026-12-05T18:00:00-03:00';
    const wish = { serviceId: shop.id('corte-clasico'), locationId: shop.id('palermo'), startsAt };
    const providers = new Set<string>();
    for (let booked = 0; booked < 20; booked++) {
      const refusal = await refusalOf(shop.book(wish).then(({ providerId }) => providers.add(providerId)));
      if (refusal !== undefined) {
        expect(refusal.code).toBe('slot-taken');
        break;
      }
    }
    expect(providers.size).toBe(3);
  });

  it('without a provider steps over one whose lock is taken meanwhile', async () => {
    const ctx = shop.world.ctx();
    const asked: string[] = [];
    const claim: typeof ctx.slots.claim = (providerId, wanted) => {
      asked.push(providerId);
      return asked.length === 1
        ? Promise.resolve({ ok: false, reason: 'taken' })
        : ctx.slots.claim(providerId, wanted);
    };
    const wish = {
      serviceId: shop.id('corte-clasico'),
      startsAt: '2026-12-05T12:00:00-03:00',
      customer: ANA,
    };
    const booking = await run(createBooking, { ...ctx, slots: { ...ctx.slots, claim } }, wish);
    expect(booking.providerId).toBe(asked[1]);
  });
});

describe('a start that is not offered', () => {
  it.each([
    ['between two grid times', '2026-11-26T10:07:00-03:00', 'off-grid'],
    ['not on a whole minute', '2026-11-26T10:00:30-03:00', 'off-grid'],
    ['before opening', '2026-11-26T08:00:00-03:00', 'outside-hours'],
    ['when it would end after closing', '2026-11-26T13:15:00-03:00', 'outside-hours'],
    ['on a day off', '2026-11-29T10:00:00-03:00', 'outside-hours'],
    ['on a holiday', '2026-12-08T10:00:00-03:00', 'outside-hours'],
    ['beyond the booking window', '2027-01-13T10:00:00-03:00', 'window'],
    ['in the past', '2026-11-20T10:00:00-03:00', 'notice'],
  ])('%s is refused and said why', async (_, startsAt, reason) => {
    const refusal = await refusalOf(shop.book({ ...shop.wish(), startsAt }));
    expect([refusal?.code, refusal?.members.reason]).toEqual(['slot-not-offered', reason]);
  });

  it.each([
    { at: 0, problem: 'none' },
    { at: 1, problem: 'slot-not-offered' },
  ])('notice is inclusive: an hour less $at ms ahead gives $problem', async ({ at: late, problem }) => {
    const wish = { ...shop.wish(), startsAt: `2026-11-24T${late === 0 ? 12 : 16}:00:00-03:00` };
    const now = Date.parse(wish.startsAt) - 60 * MINUTE + late;
    expect(await at(now, () => problemOf(shop.book(wish)))).toBe(problem);
  });

  it.each([
    ['an unknown service', { serviceId: 'srv_none' }],
    ['an unknown provider', { providerId: 'prv_none' }],
    ['an unknown location', { locationId: 'loc_none' }],
  ])('%s does not exist', async (_, change) => {
    expect(await problemOf(shop.book({ ...shop.wish(), ...change }))).toBe('not-found');
  });

  it('a provider who does not offer the service does not exist for it', async () => {
    const wish = { ...shop.wish(), serviceId: shop.id('color') };
    expect(await problemOf(shop.book(wish))).toBe('not-found');
  });
});

describe('a booking from a hold', () => {
  it('keeps the held price and uses the hold up', async () => {
    const wish = shop.wish();
    const hold = await shop.hold(wish);
    const id = wish.serviceId;
    await shop.rows(
      `UPDATE holds SET items = json_set(items, '$[0].priceCentavos', 990000) WHERE service_id = '${id}' AND id = '${hold.id}'`,
    );
    const booking = await shop.book({ holdId: hold.id });
    expect(booking).toMatchObject({ ...wish, price: { amount: 990_000 } });
    expect(await problemOf(shop.book({ holdId: hold.id }))).toBe('hold-expired');
  });

  it('blocks everybody else until it is used, released or over', async () => {
    const wish = shop.wish();
    const hold = await shop.hold(wish);
    expect(await problemOf(shop.book(wish))).toBe('slot-taken');
    await run(releaseHold, shop.world.ctx(), { id: hold.id });
    expect(await problemOf(shop.book({ holdId: hold.id }))).toBe('hold-expired');
    expect(await problemOf(shop.book(wish))).toBe('none');
  });

  it('gives the time to others at the millisecond it expires, not one before', async () => {
    const wish = shop.wish();
    const { expiresAt } = await shop.hold(wish);
    expect(Date.parse(expiresAt)).toBe(OPENING + 10 * MINUTE);
    expect(await at(OPENING + 10 * MINUTE - 1, () => problemOf(shop.hold(wish)))).toBe('slot-taken');
    expect(await at(OPENING + 10 * MINUTE, () => problemOf(shop.hold(wish)))).toBe('none');
  });

  it('is honoured late when nobody else took the time, and refused when somebody did', async () => {
    const [lucky, unlucky] = [shop.wish(), shop.wish()];
    const [first, second] = [await shop.hold(lucky), await shop.hold(unlucky)];
    await at(OPENING + 20 * MINUTE, async () => {
      await shop.book(unlucky);
      expect(await problemOf(shop.book({ holdId: first.id }))).toBe('none');
      expect(await problemOf(shop.book({ holdId: second.id }))).toBe('slot-taken');
    });
  });

  it('books once when the same hold is sent eight times at once', async () => {
    const hold = await shop.hold(shop.wish());
    const sent = Array.from({ length: 8 }, () => problemOf(shop.book({ holdId: hold.id })));
    const problems = await Promise.all(sent);
    expect(problems.filter((code) => code === 'none')).toHaveLength(1);
    expect(problems.every((code) => ['none', 'slot-taken', 'hold-expired'].includes(code))).toBe(true);
  });

  it('is refused once the held start has passed', async () => {
    const wish = shop.wish();
    const hold = await shop.hold(wish);
    expect(await at(Date.parse(wish.startsAt), () => problemOf(shop.book({ holdId: hold.id })))).toBe(
      'hold-expired',
    );
  });

  it('takes no other wish beside it', async () => {
    const refusal = await refusalOf(
      shop.book({ holdId: 'hld_x', serviceId: 'srv_x', startsAt: shop.wish().startsAt }),
    );
    expect(refusal?.members.errors?.map(({ pointer }) => pointer)).toEqual(['/serviceId', '/startsAt']);
  });
});

describe('a hold', () => {
  it('is one of twelve when twelve ask at once', async () => {
    const wish = shop.wish();
    const asked = Array.from({ length: 12 }, () => problemOf(run(createHold, shop.world.ctx(), wish)));
    expect((await Promise.all(asked)).toSorted()).toEqual(['none', ...Array(11).fill('slot-taken')]);
  });

  it('tells no partner: only bookings are events', async () => {
    const hold = await shop.hold(shop.wish());
    expect(await shop.rows(`SELECT 1 FROM events WHERE subject_id = '${hold.id}'`)).toHaveLength(0);
  });

  it('released twice is released once', async () => {
    const hold = await shop.hold(shop.wish());
    await run(releaseHold, shop.world.ctx(), { id: hold.id });
    expect(await problemOf(run(releaseHold, shop.world.ctx(), { id: hold.id }))).toBe('none');
  });
});

describe('who books', () => {
  it('is one customer whatever case, accents and spelling of the phone', async () => {
    const first = await shop.book({
      ...shop.wish(),
      customer: { name: 'José Núñez', phone: '11 5555-1234' },
    });
    const again = { name: ' jose  nunez', phone: '+54 9 11 5555 1234' };
    const second = await shop.book({ ...shop.wish(), customer: again });
    expect(first.customer.phone).toBe('+5491155551234');
    expect(second.customer.id).toBe(first.customer.id);
  });

  it('is somebody else with another name, even at the same e-mail', async () => {
    const email = 'familia@example.com';
    const mother = await shop.book({ ...shop.wish(), customer: { name: 'Laura Paz', email } });
    const son = await shop.book({
      ...shop.wish(),
      customer: { name: 'Tomás Paz', email: 'FAMILIA@example.com' },
    });
    expect(son.customer.id).not.toBe(mother.customer.id);
    expect(son.customer.email).toBe(email);
  });

  it.each([
    ['no way to reach them', { name: 'Ana' }, '/customer/email'],
    ['a phone that cannot be one', { name: 'Ana', phone: '123456' }, '/customer/phone'],
    ['an e-mail that cannot be one', { name: 'Ana', email: 'ana@' }, '/customer/email'],
    ['a name of one letter', { name: ' A ', email: 'a@example.com' }, '/customer/name'],
    ['an unknown field', { ...ANA, isAdmin: true }, '/customer/isAdmin'],
  ])('needs to be somebody: %s is refused at its field', async (_, customer, pointer) => {
    const refusal = await refusalOf(shop.book({ ...shop.wish(), customer }));
    expect([refusal?.code, refusal?.members.errors?.[0]?.pointer]).toEqual(['invalid-input', pointer]);
  });
});
