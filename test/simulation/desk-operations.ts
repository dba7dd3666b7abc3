import { createBlock } from '../../src/agenda/blocks/create-block.ts';
import { removeBlock } from '../../src/agenda/blocks/remove-block.ts';
import { admitWalkIn, bookAtDesk } from '../../src/agenda/desk/book-at-desk.ts';
import { confirmBooking } from '../../src/agenda/desk/confirm-booking.ts';
import { importBookings } from '../../src/agenda/desk/import-bookings.ts';
import { reassignBookings } from '../../src/agenda/desk/reassign-bookings.ts';
import { cancelSeries } from '../../src/agenda/series/cancel-series.ts';
import { createSeries } from '../../src/agenda/series/create-series.ts';
import { moveSeries } from '../../src/agenda/series/move-series.ts';
import { acceptOffer } from '../../src/agenda/waitlist/accept-offer.ts';
import { declineOffer, leaveWaitlist } from '../../src/agenda/waitlist/decline-offer.ts';
import { joinWaitlist } from '../../src/agenda/waitlist/join-waitlist.ts';
import { GUEST, learnBooking, type Operation, operation, PARTNER, shownBy, some } from './operation.ts';
import { type Shop, type ShownTime, timesShown } from './shop.ts';

const MINUTE_MS = 60_000;

/** What the desk does, and what is agreed for many days or for later. */
export const DESK_OPERATIONS: readonly Operation[] = [
  operation('desk-book', 4, {
    action: bookAtDesk,
    prepare(shop) {
      const input = { ...named(shop), customer: shop.someCustomer(), overbook: shop.random.chance(0.15) };
      return {
        actor: PARTNER,
        isRepeatable: true,
        input,
        effect: { kind: 'take', wished: [], timesOf: shownBy(shop) },
        learn: (answer: ShownTime) => learnBooking(shop, answer),
      };
    },
  }),
  operation('walk-in', 2, {
    action: admitWalkIn,
    prepare(shop) {
      const { serviceId, providerId } = named(shop);
      return {
        actor: PARTNER,
        isRepeatable: true,
        input: { serviceId, providerId },
        effect: { kind: 'take', wished: [], timesOf: shownBy(shop) },
        learn: (answer: ShownTime) => learnBooking(shop, answer),
      };
    },
  }),
  operation('confirm', 6, {
    action: confirmBooking,
    prepare(shop) {
      const id = some(shop, shop.pending);
      return id === undefined
        ? undefined
        : { actor: PARTNER, isRepeatable: true, input: { id }, effect: { kind: 'other', touches: [id] } };
    },
  }),
  operation('block', 3, {
    action: createBlock,
    prepare(shop) {
      const { random, catalog } = shop;
      const subjectId = random.pick([...catalog.providers, ...catalog.resources]).id;
      const startsAt = shop.someStart();
      const endsAt = startsAt + 15 * random.between(1, 4) * MINUTE_MS;
      const span = { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
      return {
        actor: PARTNER,
        isRepeatable: true,
        input: { subjectId, ...span, reason: 'Descanso', overBookings: random.chance(0.3) },
        effect: { kind: 'other', touches: [] },
        learn: ({ id }: { id: string }) => void shop.blocks.push(id),
      };
    },
  }),
  operation('unblock', 2, {
    action: removeBlock,
    prepare(shop) {
      const id = some(shop, shop.blocks);
      return id === undefined
        ? undefined
        : { actor: PARTNER, input: { id }, effect: { kind: 'other', touches: [] } };
    },
  }),
  operation('import', 2, {
    action: importBookings,
    prepare(shop) {
      const bookings = [1, 2].map((part) => ({
        ...named(shop),
        reference: `old-${shop.random.between(1, 9)}-${part}`,
        customer: shop.someCustomer(),
      }));
      return {
        actor: PARTNER,
        isManifold: true,
        input: { bookings },
        effect: { kind: 'other', touches: [] },
      };
    },
  }),
  operation('reassign', 3, {
    action: reassignBookings,
    prepare(shop) {
      const bookingId = some(shop, shop.bookings);
      if (bookingId === undefined) return undefined;
      const { providerId, startsAt } = named(shop);
      const input = { moves: [{ bookingId, providerId, startsAt }] };
      return { actor: PARTNER, isManifold: true, input, effect: { kind: 'other', touches: [bookingId] } };
    },
  }),
  operation('series', 3, {
    action: createSeries,
    prepare(shop) {
      const input = { ...named(shop), rule: 'FREQ=DAILY;COUNT=2', customer: shop.someCustomer() };
      return {
        actor: PARTNER,
        isRepeatable: true,
        input,
        effect: {
          kind: 'take',
          wished: [],
          timesOf: ({ bookings }: { bookings: readonly ShownTime[] }) =>
            bookings.flatMap((booking) => timesShown(shop.catalog, booking)),
        },
        learn({ id, bookings }: { id: string; bookings: readonly ShownTime[] }) {
          for (const booking of bookings) shop.bookings.push(booking.id);
          shop.series.push({ id, bookingIds: bookings.map((booking) => booking.id) });
        },
      };
    },
  }),
  operation('series-move', 3, {
    action: moveSeries,
    prepare: (shop) =>
      changeSeries(shop, { scope: 'following', startsAt: new Date(shop.someStart()).toISOString() }),
  }),
  operation('series-cancel', 1, {
    action: cancelSeries,
    prepare: (shop) => changeSeries(shop, { scope: 'all' }),
  }),
  operation('wait', 4, {
    action: joinWaitlist,
    prepare(shop) {
      const [from, to] = shop.dates;
      const { serviceId } = named(shop);
      return {
        actor: GUEST,
        isRepeatable: true,
        input: { serviceId, from, to, customer: shop.someCustomer() },
        effect: { kind: 'other', touches: [] },
        learn: ({ id }: { id: string }) => void shop.entries.push(id),
      };
    },
  }),
  operation('wait-accept', 5, {
    action: acceptOffer,
    prepare(shop) {
      const id = some(shop, shop.entries);
      if (id === undefined) return undefined;
      return {
        actor: PARTNER,
        isRepeatable: true,
        input: { id },
        effect: { kind: 'other', touches: [] },
        learn: (answer: ShownTime) => learnBooking(shop, answer),
      };
    },
  }),
  operation('wait-decline', 2, {
    action: declineOffer,
    prepare: (shop) => ofEntry(shop),
  }),
  operation('wait-leave', 1, {
    action: leaveWaitlist,
    prepare: (shop) => ofEntry(shop),
  }),
];

function ofEntry(shop: Shop) {
  const id = some(shop, shop.entries);
  const effect = { kind: 'other' as const, touches: [] };
  return id === undefined ? undefined : { actor: PARTNER, input: { id }, effect };
}

function changeSeries(shop: Shop, change: object) {
  const series = some(shop, shop.series);
  if (series === undefined) return undefined;
  const bookingId = shop.random.pick(series.bookingIds);
  return {
    actor: PARTNER,
    isRepeatable: true,
    input: { id: series.id, bookingId, ...change },
    effect: { kind: 'other' as const, touches: series.bookingIds },
  };
}

/** A service with somebody who gives it, at a time that others want too. */
function named(shop: Shop) {
  const { random, catalog } = shop;
  const service = random.pick(catalog.services.filter(({ providersNeeded }) => providersNeeded === 1));
  const provider = shop.somebody(catalog.providersByService.get(service.id) ?? []);
  return {
    serviceId: service.id,
    providerId: provider.id,
    startsAt: new Date(shop.someStart()).toISOString(),
  };
}
