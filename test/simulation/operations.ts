import { listSlots } from '../../src/agenda/availability/list-slots.ts';
import { cancelBooking } from '../../src/agenda/bookings/cancel-booking.ts';
import { createBooking } from '../../src/agenda/bookings/create-booking.ts';
import { readBooking } from '../../src/agenda/bookings/read-booking.ts';
import { rescheduleBooking } from '../../src/agenda/bookings/reschedule-booking.ts';
import { createHold } from '../../src/agenda/holds/create-hold.ts';
import { releaseHold } from '../../src/agenda/holds/release-hold.ts';
import { DESK_OPERATIONS } from './desk-operations.ts';
import { DOOR_OPERATIONS } from './door-operations.ts';
import { GUEST, learnBooking, type Operation, operation, PARTNER, shownBy, some } from './operation.ts';
import { type Shop, type ShownTime, timesShown, timesWished } from './shop.ts';

/** Everything that can happen to anybody's time. A new way to take time is a new line here. */
export const OPERATIONS: readonly Operation[] = [
  operation('hold', 10, {
    action: createHold,
    prepare(shop) {
      const wish = someWish(shop);
      return {
        actor: GUEST,
        isRepeatable: true,
        input: wish.input,
        effect: { kind: 'take', wished: wish.times, timesOf: shownBy(shop) },
        learn: (answer: ShownTime) =>
          void shop.holds.push({
            id: answer.id,
            expiresAt: Date.parse(answer.expiresAt ?? ''),
            times: timesShown(shop.catalog, answer),
          }),
      };
    },
  }),
  operation('book', 12, {
    action: createBooking,
    prepare(shop) {
      const wish = someWish(shop);
      return {
        actor: PARTNER,
        isRepeatable: true,
        input: { ...wish.input, ...more(shop, wish), customer: shop.someCustomer() },
        effect: { kind: 'take', wished: wish.times, timesOf: shownBy(shop) },
        learn: (answer: ShownTime) => learnBooking(shop, answer),
      };
    },
  }),
  operation('book-held', 8, { action: createBooking, prepare: (shop) => bookHeld(shop, undefined) }),
  operation('book-at-expiry', 2, {
    action: createBooking,
    prepare: (shop) => bookHeld(shop, shop.random.between(-1, 1)),
  }),
  operation('move', 10, {
    action: rescheduleBooking,
    prepare(shop) {
      const id = some(shop, shop.bookings);
      if (id === undefined) return undefined;
      const { random, catalog } = shop;
      const providerId = random.chance(0.4) ? shop.somebody(catalog.providers).id : undefined;
      return {
        actor: random.chance(0.5) ? PARTNER : { type: 'manage-link', bookingId: id },
        isRepeatable: false,
        input: { id, startsAt: new Date(shop.someStart()).toISOString(), ...(providerId && { providerId }) },
        effect: { kind: 'move', ownerId: id, wished: [], timesOf: shownBy(shop) },
      };
    },
  }),
  operation('cancel', 6, {
    action: cancelBooking,
    prepare(shop) {
      const id = some(shop, shop.bookings);
      if (id === undefined) return undefined;
      const actor = shop.random.chance(0.5) ? PARTNER : ({ type: 'manage-link', bookingId: id } as const);
      return { actor, input: { id }, effect: { kind: 'free', ownerId: id } };
    },
  }),
  operation('release', 4, {
    action: releaseHold,
    prepare(shop) {
      const id = some(shop, shop.holds)?.id;
      return id === undefined
        ? undefined
        : { actor: GUEST, input: { id }, effect: { kind: 'free', ownerId: id } };
    },
  }),
  operation('look', 4, {
    action: readBooking,
    prepare(shop) {
      const id = some(shop, shop.bookings);
      if (id === undefined) return undefined;
      return { actor: PARTNER, input: { id }, effect: { kind: 'look', ownerId: id, timesOf: shownBy(shop) } };
    },
  }),
  operation('list', 10, {
    action: listSlots,
    prepare(shop) {
      const { service, provider, date } = shop.someQuestion();
      return {
        actor: GUEST,
        input: { serviceId: service.id, providerId: provider.id, from: date, to: date },
        effect: {
          kind: 'list',
          timesOf: ({ slots }: { slots: readonly Omit<ShownTime, 'id' | 'serviceId'>[] }) =>
            slots.flatMap((slot) => timesShown(shop.catalog, { ...slot, id: '?', serviceId: service.id })),
        },
      };
    },
  }),
  ...DOOR_OPERATIONS,
  ...DESK_OPERATIONS,
];

function bookHeld(shop: Shop, fromExpiry: number | undefined) {
  const hold = some(shop, shop.holds);
  if (hold === undefined) return undefined;
  return {
    actor: GUEST,
    isRepeatable: true,
    ...(fromExpiry !== undefined && { notBefore: hold.expiresAt + fromExpiry }),
    input: { holdId: hold.id, customer: shop.someCustomer() },
    effect: {
      kind: 'take' as const,
      wished: hold.times.map((time) => ({ ...time, expiresAt: null })),
      supersedes: hold.id,
      timesOf: shownBy(shop),
    },
    learn: (answer: ShownTime) => learnBooking(shop, answer),
  };
}

/** Now and then a second service, or that a partner collects the money. */
function more({ random, catalog }: Shop, { input }: ReturnType<typeof someWish>) {
  if (random.chance(0.1)) return { then: [{ serviceId: random.pick(catalog.services).id }] };
  if (random.chance(0.15)) return { payment: { collectedBy: 'partner', withinMinutes: 5 } };
  return input.serviceId === catalog.services.find(({ seats }) => seats > 1)?.id
    ? { seats: random.between(1, 2) }
    : {};
}

function someWish(shop: Shop) {
  const { random, catalog } = shop;
  const serviceId = random.pick(catalog.services).id;
  const providers = catalog.providersByService.get(serviceId) ?? [];
  const providerId = random.chance(0.7) ? shop.somebody(providers).id : undefined;
  const startsAt = shop.someStart();
  const named = { serviceId, ...(providerId !== undefined && { providerId }) };
  return {
    input: { ...named, startsAt: new Date(startsAt).toISOString() },
    times: (providerId === undefined ? providers.map(({ id }) => id) : [providerId]).flatMap((id) =>
      timesWished(catalog, { serviceId, providerId: id, startsAt }),
    ),
  };
}
