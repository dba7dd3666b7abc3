import { afterAll, beforeAll, expect, it } from 'vitest';
import { listSlots } from '../../src/agenda/availability/list-slots.ts';
import type { ManagedBooking } from '../../src/agenda/bookings/contract.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { loadCatalog } from '../../src/agenda/catalog/load-catalog.ts';
import { recentCatalog } from '../../src/agenda/catalog/read-catalog.ts';
import { catalogSpecSchema } from '../../src/agenda/catalog/spec-contract.ts';
import { act, unpacked } from '../../src/platform/action.ts';
import type { VerticalDefinition } from '../../src/tenancy/verticals/contract.ts';
import { checkVertical, readVertical } from '../../src/tenancy/verticals/read-vertical.ts';
import { shopOfVertical } from '../../src/tenancy/verticals/rules/shop-of-vertical.ts';
import { startTenantWorld, type TenantWorld } from '../support/tenant-world.ts';

/** What the file of a fifth line of business would hold. */
const TATTOO: VerticalDefinition = {
  id: 'tattoo',
  title: 'Estudio de tatuajes',
  vocabulary: {
    ...readVertical('barber').vocabulary,
    schemaType: 'TattooParlor',
    pickService: '¿Qué te tatuamos?',
  },
  providerTitle: 'Tatuador/a',
  policies: { stepMinutes: 30, noticeMinutes: 1_440, windowDays: 90, changeDeadlineMinutes: 2_880 },
  reminders: [{ beforeMinutes: 2_880 }],
  hours: [{ weekdays: [3, 4, 5, 6], hours: ['12:00-20:00'] }],
  services: [
    {
      slug: 'sesion',
      category: 'Tatuajes',
      name: 'Sesión de tatuaje',
      description: 'Tres horas.',
      durationMinutes: 180,
      bufferAfterMinutes: 30,
      priceCentavos: 120_000_00,
    },
  ],
};

let world: TenantWorld;
beforeAll(async () => {
  world = await startTenantWorld();
});
afterAll(() => world.stop());

it('a fifth line of business is data: its shop opens and is booked at', async () => {
  checkVertical(TATTOO);
  const shop = {
    name: 'Tinta',
    ownerName: 'Lara Vidal',
    address: 'Thames 1500',
    providers: ['Lara Vidal', 'Teo'],
  };
  const staff = world.ctx({ actor: { type: 'system', reason: 'test' } });
  await loadCatalog(staff, catalogSpecSchema.parse(shopOfVertical(TATTOO, shop)));
  const { services } = await recentCatalog(staff);
  const serviceId = services.find(({ slug }) => slug === 'sesion')?.id;
  const range = { serviceId, from: '2026-11-26', to: '2026-11-26' };
  const { slots } = unpacked(await act(listSlots, world.ctx(), range));
  expect(slots[0]?.startsAt).toBe('2026-11-26T12:00:00-03:00');
  const booked = (await act(createBooking, world.ctx(), {
    serviceId,
    startsAt: slots[0]?.startsAt,
    customer: { name: 'Ana', email: 'ana@example.com' },
  })) as ManagedBooking;
  expect([booked.status, booked.price.amount]).toEqual(['confirmed', 120_000_00]);
});
