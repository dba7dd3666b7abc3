import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSlots } from '../../src/agenda/availability/list-slots.ts';
import type { ManagedBooking } from '../../src/agenda/bookings/contract.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { recentCatalog } from '../../src/agenda/catalog/read-catalog.ts';
import { formatMoney } from '../../src/kernel/money.ts';
import { AppError } from '../../src/kernel/problem.ts';
import { act, unpacked } from '../../src/platform/action.ts';
import { readTenantRow } from '../../src/tenancy/onboarding/apply-steps.ts';
import { advanceOnboarding } from '../../src/tenancy/pipeline/advance-onboarding.ts';
import type { Onboarding } from '../../src/tenancy/pipeline/contract.ts';
import { createOnboarding } from '../../src/tenancy/pipeline/create-onboarding.ts';
import { asTenant } from '../../src/tenancy/tenants/present-tenant.ts';
import { onboardingRequest } from '../support/onboarding-request.ts';
import { rowsOf } from '../support/platform-rows.ts';
import { type PlatformWorld, startPlatformWorld } from '../support/platform-world.ts';

let world: PlatformWorld;
beforeAll(async () => {
  world = await startPlatformWorld();
});
afterAll(() => world.stop());

async function openShop(slug: string, change: object) {
  const request = onboardingRequest(slug, change);
  const { id } = (await act(createOnboarding, world.process().ctx, request)) as Onboarding;
  await advanceOnboarding(world.process().ctx, id);
  const [row] = await rowsOf(world.registry, `SELECT id, status FROM tenants WHERE slug = '${slug}'`);
  expect(row?.status).toBe('live');
  const { ctx } = world.process();
  return ctx.openContext(asTenant(await readTenantRow(ctx, String(row?.id)), `${slug}.test`));
}

async function errorsOf(change: object): Promise<unknown> {
  return await act(createOnboarding, world.process().ctx, onboardingRequest('nadie', change)).then(
    () => 'accepted',
    (error) => (error instanceof AppError ? error.members.errors : error),
  );
}

describe.each([
  {
    slug: 'polanco',
    request: { country: 'MX', legal: { name: 'Ana Gómez', taxId: 'gode 561231 gr8' } },
    profile: { timeZone: 'America/Mexico_City', currency: 'MXN', locale: 'es-MX' },
    holiday: { date: '2027-09-16', name: 'Día de la Independencia' },
    // In Argentina a holiday.
    workday: '2026-12-08',
    opens: '2026-12-08T10:00:00-06:00',
    phone: ['044 55 1234 5678', '+525512345678'],
    price: '$1,250.50',
    taxId: 'GODE561231GR8',
  },
  {
    slug: 'chapinero',
    request: { country: 'CO', legal: { name: 'Barbería SAS', taxId: '890.903.938-8' } },
    profile: { timeZone: 'America/Bogota', currency: 'COP', locale: 'es-CO' },
    holiday: { date: '2027-03-25', name: 'Jueves Santo' },
    workday: '2026-12-03',
    opens: '2026-12-03T10:00:00-05:00',
    phone: ['300 123 4567', '+573001234567'],
    price: '$\u00a01.250,50',
    taxId: '8909039388',
  },
])(
  'a shop in $request.country',
  ({ slug, request, profile, holiday, workday, opens, phone, price, taxId }) => {
    it('lives by its country: zone, currency, holidays, phones', async () => {
      const staff = await openShop(slug, request);
      expect(staff.tenant.profile).toMatchObject(profile);
      const { services } = await recentCatalog(staff);
      const serviceId = services[0]?.id;
      const on = async (date: string) =>
        unpacked(await act(listSlots, staff, { serviceId, from: date, to: date, explain: '1' }));
      const open = await on(workday);
      expect([open.timeZone, open.slots[0]?.startsAt, open.slots[0]?.price.currency]).toEqual([
        profile.timeZone,
        opens,
        profile.currency,
      ]);
      world.now = Date.parse(holiday.date) - 10 * 86_400_000;
      const { ctx } = world.process();
      const later = ctx.openContext(staff.tenant);
      const closed = unpacked(
        await act(listSlots, later, { serviceId, from: holiday.date, to: holiday.date, explain: '1' }),
      );
      expect(closed.slots).toEqual([]);
      expect(JSON.stringify(closed)).toContain(holiday.name);
      world.now = Date.parse('2026-11-24T09:00:00-03:00');
      const [typed, kept] = phone;
      const booked = (await act(createBooking, ctx.openContext(staff.tenant), {
        serviceId,
        startsAt: opens,
        customer: { name: 'Ana Gómez', phone: typed },
      }).catch((error: unknown) => error)) as ManagedBooking;
      expect(booked.customer?.phone).toBe(kept);
      expect(formatMoney({ amount: 1_250_50, currency: profile.currency as 'MXN' }, profile.locale)).toBe(
        price,
      );
      expect(await rowsOf(world.registry, `SELECT cuit FROM onboardings WHERE slug = '${slug}'`)).toEqual([
        { cuit: taxId },
      ]);
    });
  },
);

describe('what contradicts the country is refused', () => {
  const mexican = { country: 'MX', legal: undefined };
  it.each([
    ['a zone of another country', { timeZone: 'America/Bogota' }, '/timeZone', /Tijuana/],
    ['a currency of another country', { currency: 'ARS' }, '/currency', /acceptForeignCurrency/],
    [
      'a tax number of another country',
      { legal: { name: 'Ana', cuit: '27-28033514-8' } },
      '/legal/cuit',
      /RFC/,
    ],
    [
      'an RFC with a letter changed',
      { legal: { name: 'Ana', taxId: 'GODE561231GR9' } },
      '/legal/taxId',
      /verific/,
    ],
    ['a country that nobody wrote', { country: 'UY' }, '/country', /AR \(Argentina\), MX/],
  ])('%s', async (_, change, pointer, detail) => {
    expect(await errorsOf({ ...mexican, ...change })).toEqual([
      { in: 'body', pointer, detail: expect.stringMatching(detail) },
    ]);
  });

  it('but not a zone of its own, or a currency that is meant', async () => {
    const shop = await openShop('tijuana', {
      ...mexican,
      timeZone: 'America/Tijuana',
      currency: 'USD',
      acceptForeignCurrency: true,
    });
    expect(shop.tenant.profile).toMatchObject({
      timeZone: 'America/Tijuana',
      currency: 'USD',
      locale: 'es-MX',
    });
  });
});
