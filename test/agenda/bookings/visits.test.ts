import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Availability } from '../../../src/agenda/availability/contract.ts';
import { listSlots } from '../../../src/agenda/availability/list-slots.ts';
import type { ManagedBooking } from '../../../src/agenda/bookings/contract.ts';
import { createBooking } from '../../../src/agenda/bookings/create-booking.ts';
import { rescheduleBooking } from '../../../src/agenda/bookings/reschedule-booking.ts';
import { loadCatalog } from '../../../src/agenda/catalog/load-catalog.ts';
import { catalogSpecSchema } from '../../../src/agenda/catalog/spec-contract.ts';
import type { Hold } from '../../../src/agenda/holds/contract.ts';
import { createHold } from '../../../src/agenda/holds/create-hold.ts';
import { startTenantWorld, type TenantWorld } from '../../support/tenant-world.ts';
import { ANA, PARTNER, refusalOf, run } from './shop.ts';

// A salon with everything: colour that sets, chairs, a class, a job for two, two branches, limits. Each test has its date.

const service = (slug: string, over: object = {}) => ({
  slug,
  category: 'Salón',
  name: slug,
  description: '',
  durationMinutes: 30,
  stepMinutes: 30,
  priceCentavos: 10_000_00,
  noticeMinutes: 0,
  windowDays: 60,
  changeDeadlineMinutes: 0,
  ...over,
});
const DAILY = [1, 2, 3, 4, 5, 6, 7];
const at = (place: string, hours: string) => [{ location: place, weekdays: DAILY, hours: [hours] }];

const SALON = {
  locations: ['centro', 'norte'].map((slug) => ({ slug, name: slug, address: `Calle ${slug} 1` })),
  services: [
    service('corte'),
    service('color', {
      durationMinutes: 90,
      processing: [{ afterMinutes: 30, minutes: 30 }],
      resourceKinds: ['sillon'],
      noticeMinutes: 0,
    }),
    service('clase', { durationMinutes: 60, stepMinutes: 60, seats: 4 }),
    service('novia', { durationMinutes: 60, stepMinutes: 60, providersNeeded: 2 }),
  ],
  resources: [{ slug: 'sillon-1', name: 'Sillón', kind: 'sillon', location: 'centro', capacity: 1 }],
  travelTimes: [{ between: ['centro', 'norte'], minutes: 45 }],
  providers: [
    {
      slug: 'ana',
      name: 'Ana',
      title: '',
      services: ['corte', 'color', 'clase', 'novia'],
      weeklyHours: at('centro', '10:00-14:00'),
    },
    {
      slug: 'beto',
      name: 'Beto',
      title: '',
      services: [{ service: 'corte', durationMinutes: 45, priceCentavos: 12_000_00 }, 'color', 'novia'],
      weeklyHours: at('centro', '10:00-14:00'),
    },
    {
      slug: 'caro',
      name: 'Caro',
      title: '',
      services: ['corte'],
      limits: { maxBookingsWeek: 2 },
      weeklyHours: [...at('norte', '10:00-12:00'), ...at('centro', '12:00-14:00')],
    },
  ],
};

let world: TenantWorld;
let ids: Map<string, string>;
const id = (slug: string) => ids.get(slug) ?? `no ${slug}`;

beforeAll(async () => {
  world = await startTenantWorld();
  const system = world.ctx({ actor: { type: 'system', reason: 'test' } });
  await loadCatalog(system, catalogSpecSchema.parse(SALON));
  const tables = ['services', 'providers', 'locations', 'resources'].map(
    (table) => `SELECT slug, id FROM ${table}`,
  );
  const [result] = await world.database.write([tables.join(' UNION ')]);
  ids = new Map((result?.rows ?? []).map((row) => [String(row.slug), String(row.id)]));
});
afterAll(() => world.stop());

async function slots(query: object): Promise<Availability['slots']> {
  return (await run(listSlots, world.ctx(), query)).slots;
}

const hold = (wish: object): Promise<Hold> => run(createHold, world.ctx(), wish);
const book = (wish: object): Promise<ManagedBooking> =>
  run(createBooking, world.ctx(), { customer: ANA, ...wish });
const clocks = (found: Availability['slots']) => found.map(({ startsAt }) => startsAt.slice(11, 16));

describe('a held place in a group session', () => {
  it('becomes one booking, whoever books from it at the same moment: there would be room for both', async () => {
    const held = await hold({ serviceId: id('clase'), startsAt: '2026-12-19T10:00:00-03:00' });
    // Both have read the hold before either of them writes.
    let waiting = 0;
    let letGo: () => void = () => undefined;
    const bothHaveRead = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const bookBeside = async (name: string) => {
      const ctx = world.ctx();
      const claim: typeof ctx.slots.claim = async (subjectId, wanted) => {
        waiting++;
        if (waiting === 2) letGo();
        await bothHaveRead;
        return await ctx.slots.claim(subjectId, wanted);
      };
      const slots = { ...ctx.slots, claim };
      const input = { holdId: held.id, customer: { name, email: `${name.slice(0, 3)}@example.com` } };
      return await run(createBooking, { ...ctx, slots }, input);
    };
    const outcomes = await Promise.allSettled([bookBeside('Bruno Díaz'), bookBeside('Carla Gómez')]);
    const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(refusals).toEqual(['hold-expired']);
  });
});

describe('a visit of several services', () => {
  const date = '2026-12-01';

  it('is offered, held and booked as it was shown, by one provider where one can', async () => {
    const range = { from: date, to: date };
    const query = { serviceId: id('corte'), then: `${id('color')}`, ...range };
    const [first] = await slots(query);
    expect(first?.items?.map(({ serviceId }) => serviceId)).toEqual([id('corte'), id('color')]);
    const people = new Set(first?.items?.flatMap(({ providerIds }) => providerIds));
    expect(people.size).toBe(1);
    const wish = { serviceId: id('corte'), then: [{ serviceId: id('color') }], startsAt: first?.startsAt };
    const held = await hold({ ...wish, providerId: first?.providerId });
    expect(held).toMatchObject({ startsAt: first?.startsAt, endsAt: first?.endsAt, price: first?.price });
    const booked = await book({ holdId: held.id });
    expect(booked.items.map(({ serviceId, resourceIds }) => [serviceId, resourceIds])).toEqual([
      [id('corte'), []],
      [id('color'), [id('sillon-1')]],
    ]);
    expect(booked.items[1]?.startsAt).toBe(booked.items[0]?.endsAt);
  });

  it('takes whoever is named for the second service, and moves as a whole', async () => {
    const wish = { serviceId: id('corte'), providerId: id('ana'), startsAt: '2026-12-02T10:00:00-03:00' };
    const booked = await book({ ...wish, then: [{ serviceId: id('corte'), providerId: id('beto') }] });
    expect(booked.items.map(({ providerIds }) => providerIds)).toEqual([[id('ana')], [id('beto')]]);
    // Beto takes 45 minutes, at his own price.
    expect(booked).toMatchObject({ endsAt: '2026-12-02T11:15:00-03:00', price: { amount: 22_000_00 } });
    const moved = await run(rescheduleBooking, world.ctx({ actor: PARTNER }), {
      id: booked.id,
      startsAt: '2026-12-02T12:00:00-03:00',
    });
    expect((moved as ManagedBooking).items.map(({ startsAt }) => startsAt.slice(11, 16))).toEqual([
      '12:00',
      '12:30',
    ]);
  });
});

describe('colour that sets', () => {
  it('leaves its provider free for others, and the chair taken', async () => {
    const date = '2026-12-03';
    const color = { serviceId: id('color'), providerId: id('ana'), startsAt: `${date}T10:00:00-03:00` };
    await book(color);
    const range = { from: date, to: date };
    const cuts = await slots({ serviceId: id('corte'), providerId: id('ana'), ...range });
    expect(clocks(cuts).slice(0, 2)).toEqual(['10:30', '11:30']);
    // Beto is free, the only chair is not.
    expect(clocks(await slots({ serviceId: id('color'), providerId: id('beto'), ...range }))[0]).toBe(
      '11:30',
    );
    await book({ serviceId: id('corte'), providerId: id('ana'), startsAt: `${date}T10:30:00-03:00` });
    const late = await refusalOf(
      book({ ...color, startsAt: `${date}T10:30:00-03:00`, providerId: id('beto') }),
    );
    expect(late?.code).toBe('slot-taken');
  });
});

describe('a class', () => {
  it('says how many seats are left, sells them, and no more', async () => {
    const date = '2026-12-04';
    const query = { serviceId: id('clase'), from: date, to: date };
    const wish = { serviceId: id('clase'), startsAt: `${date}T11:00:00-03:00` };
    const three = await book({ ...wish, seats: 3 });
    expect(three.price.amount).toBe(30_000_00);
    const eleven = (await slots(query)).find(({ startsAt }) => startsAt === three.startsAt);
    expect(eleven?.seatsLeft).toBe(1);
    expect(clocks(await slots({ ...query, seats: 2 }))).not.toContain('11:00');
    expect((await refusalOf(book({ ...wish, seats: 2 })))?.code).toBe('slot-taken');
    await book(wish);
    expect(clocks(await slots(query))).not.toContain('11:00');
    expect((await refusalOf(hold({ ...wish, seats: 5 })))?.members.errors?.[0]?.pointer).toBe('/seats');
  });
});

describe('a job for two', () => {
  const date = '2026-12-05';

  it('is offered when both are free, and takes both', async () => {
    const query = { serviceId: id('novia'), from: date, to: date };
    await book({ serviceId: id('corte'), providerId: id('beto'), startsAt: `${date}T10:00:00-03:00` });
    const [first] = await slots(query);
    expect(first?.startsAt).toBe(`${date}T11:00:00-03:00`);
    expect(first?.items?.[0]?.providerIds.toSorted()).toEqual([id('ana'), id('beto')].sort());
    const wish = { serviceId: id('novia'), startsAt: first?.startsAt };
    await book({ ...wish, providerIds: [id('ana'), id('beto')] });
    for (const who of ['ana', 'beto'])
      expect((await refusalOf(book({ ...wish, serviceId: id('corte'), providerId: id(who) })))?.code).toBe(
        'slot-taken',
      );
    const wrong = await refusalOf(hold({ ...wish, providerIds: [id('ana'), id('beto'), id('ana')] }));
    expect(wrong?.code).not.toBe('internal-error');
  });
});

describe('the way and the week', () => {
  it('keeps the way between two branches free', async () => {
    const date = '2026-12-07';
    const caro = { serviceId: id('corte'), providerId: id('caro') };
    await book({ ...caro, startsAt: `${date}T11:30:00-03:00` });
    const found = await slots({ ...caro, from: date, to: date });
    const inCentro = found.filter(({ locationId }) => locationId === id('centro'));
    expect(clocks(inCentro)[0]).toBe('13:00');
    const early = await refusalOf(book({ ...caro, startsAt: `${date}T12:30:00-03:00` }));
    expect(early?.code).toBe('slot-taken');
    const missing = (await run(listSlots, world.ctx({ actor: PARTNER }), {
      ...caro,
      from: date,
      to: date,
      explain: '1',
    })) as Availability;
    expect(missing.missing?.find(({ startsAt }) => startsAt === `${date}T12:00:00-03:00`)?.rule).toBe(
      'travel',
    );
  });

  it('ends with the second booking of the week, until the next', async () => {
    const caro = { serviceId: id('corte'), providerId: id('caro') };
    await book({ ...caro, startsAt: '2026-12-10T13:00:00-03:00' });
    const rest = await slots({ ...caro, from: '2026-12-11', to: '2026-12-15' });
    expect(rest.map(({ startsAt }) => startsAt.slice(0, 10))[0]).toBe('2026-12-14');
    const refused = await refusalOf(book({ ...caro, startsAt: '2026-12-11T13:00:00-03:00' }));
    expect(refused).toMatchObject({ code: 'slot-not-offered', members: { reason: 'limit' } });
  });
});

describe('a refused start', () => {
  it('comes with the nearest time, somebody else and the other branch', async () => {
    const startsAt = '2026-12-16T12:00:00-03:00';
    const wish = { serviceId: id('corte'), providerId: id('ana'), startsAt };
    await book(wish);
    const refused = await refusalOf(book(wish));
    const alternatives = refused?.members.alternatives as { why: string; startsAt: string }[];
    expect(new Set(alternatives.map(({ why }) => why))).toEqual(
      new Set(['nearest-time', 'other-provider', 'other-location']),
    );
    expect(alternatives.find(({ why }) => why === 'other-provider')?.startsAt).toBe(startsAt);
  });
});

describe('rank=1', () => {
  it('says which starts keep the free time in one piece, and adds nothing where it is not asked', async () => {
    const query = { serviceId: id('clase'), from: '2026-12-17', to: '2026-12-17' };
    const [plain] = await slots(query);
    expect(plain).not.toHaveProperty('minutesLost');
    const ranked = await slots({ ...query, rank: '1' });
    expect(
      ranked.map(({ startsAt, minutesLost, isRecommended }) => [
        startsAt.slice(11, 16),
        minutesLost,
        isRecommended,
      ]),
    ).toEqual([
      ['10:00', 0, true],
      ['11:00', 0, false],
      ['12:00', 0, false],
      ['13:00', 0, true],
    ]);
  });
});
