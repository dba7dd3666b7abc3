import type { Random } from '../../simulation/random.ts';

/** A time that many want. */
export interface HotSlot {
  readonly serviceId: string;
  readonly providerId: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A tenant as the racers know it: what all of them want, and what they have been given so far. */
export interface Ground {
  readonly host: string;
  readonly apiKey: string;
  readonly hot: readonly HotSlot[];
  readonly subjectIds: readonly string[];
  readonly holds: string[];
  readonly bookings: string[];
  readonly pending: string[];
  readonly blocks: string[];
  readonly series: { readonly id: string; readonly bookingId: string }[];
  readonly entries: string[];
}

export interface Attempt {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
}

/** One of the ways to somebody's time. */
export interface Path {
  readonly name: string;
  readonly weight: number;
  /** Undefined when there is nothing to do it with. */
  readonly prepare: (ground: Ground, random: Random) => Attempt | undefined;
  /** What the racers know from a good answer. */
  readonly learn?: (ground: Ground, answer: Record<string, unknown>) => void;
}

let racers = 0;

function customer() {
  racers++;
  return { name: `Racer ${racers}`, email: `racer${racers}@example.com` };
}

function wish({ hot }: Ground, random: Random) {
  const { serviceId, providerId, startsAt } = random.pick(hot);
  return { serviceId, startsAt, ...(random.chance(0.7) && { providerId }) };
}

function named({ hot }: Ground, random: Random) {
  const { serviceId, providerId, startsAt } = random.pick(hot);
  return { serviceId, providerId, startsAt };
}

/** The latest are the likeliest: that is where several meet. */
function some<T>(items: readonly T[], random: Random): T | undefined {
  return items.length === 0 ? undefined : random.pick(random.chance(0.7) ? items.slice(-5) : items);
}

function post(path: string, body: object): Attempt {
  return { method: 'POST', path: `/api/v1${path}`, body };
}

function keep(list: string[], answer: Record<string, unknown>): void {
  list.push(String(answer.id));
}

function forget(list: string[], answer: Record<string, unknown>): void {
  const index = list.indexOf(String(answer.id));
  if (index >= 0) list.splice(index, 1);
}

const learnBooking: Path['learn'] = ({ bookings }, answer) => keep(bookings, answer);

export const PATHS: readonly Path[] = [
  {
    name: 'hold',
    weight: 10,
    prepare: (ground, random) => post('/holds', wish(ground, random)),
    learn: ({ holds }, answer) => keep(holds, answer),
  },
  {
    name: 'create',
    weight: 12,
    prepare: (ground, random) => post('/bookings', { ...wish(ground, random), customer: customer() }),
    learn: learnBooking,
  },
  {
    name: 'create from a hold',
    weight: 8,
    prepare({ holds }, random) {
      const holdId = some(holds, random);
      return holdId === undefined ? undefined : post('/bookings', { holdId, customer: customer() });
    },
    learn: learnBooking,
  },
  {
    name: 'create, paid later',
    weight: 4,
    prepare: (ground, random) =>
      post('/bookings', {
        ...wish(ground, random),
        customer: customer(),
        payment: { collectedBy: 'partner' },
      }),
    learn: ({ pending }, answer) => keep(pending, answer),
  },
  {
    name: 'confirm',
    weight: 4,
    prepare({ pending }, random) {
      const id = some(pending, random);
      return id === undefined ? undefined : post(`/bookings/${id}/confirm`, {});
    },
    learn: learnBooking,
  },
  {
    name: 'several seats or services',
    weight: 6,
    prepare(ground, random) {
      const { serviceId } = random.pick(ground.hot);
      const more = random.chance(0.5) ? { seats: 2 } : { then: [{ serviceId }] };
      return post('/bookings', { ...named(ground, random), ...more, customer: customer() });
    },
    learn: learnBooking,
  },
  {
    name: 'reschedule',
    weight: 12,
    prepare(ground, random) {
      const id = some(ground.bookings, random);
      const { providerId, startsAt } = named(ground, random);
      return id === undefined ? undefined : post(`/bookings/${id}/reschedule`, { startsAt, providerId });
    },
  },
  {
    name: 'cancel',
    weight: 14,
    prepare({ bookings }, random) {
      const id = some(bookings, random);
      return id === undefined ? undefined : post(`/bookings/${id}/cancel`, {});
    },
    learn: ({ bookings }, answer) => forget(bookings, answer),
  },
  {
    name: 'release a hold',
    weight: 4,
    prepare({ holds }, random) {
      const id = some(holds, random);
      return id === undefined ? undefined : { method: 'DELETE', path: `/api/v1/holds/${id}` };
    },
    learn: ({ holds }, answer) => forget(holds, answer),
  },
  {
    name: 'series',
    weight: 4,
    prepare: (ground, random) =>
      post('/series', { ...named(ground, random), rule: 'FREQ=DAILY;COUNT=2', customer: customer() }),
    learn({ series, bookings }, answer) {
      const first = (answer.bookings as { id: string }[])[0]?.id ?? '';
      series.push({ id: String(answer.id), bookingId: first });
      bookings.push(first);
    },
  },
  {
    name: 'move a series',
    weight: 3,
    prepare(ground, random) {
      const one = some(ground.series, random);
      const { startsAt } = random.pick(ground.hot);
      if (one === undefined) return undefined;
      return post(`/series/${one.id}/move`, { bookingId: one.bookingId, scope: 'following', startsAt });
    },
  },
  {
    name: 'cancel a series',
    weight: 3,
    prepare({ series }, random) {
      const one = some(series, random);
      if (one === undefined) return undefined;
      return post(`/series/${one.id}/cancel`, { bookingId: one.bookingId, scope: 'all' });
    },
  },
  {
    name: 'desk',
    weight: 5,
    prepare: (ground, random) =>
      post('/desk/bookings', {
        ...named(ground, random),
        overbook: random.chance(0.1),
        customer: customer(),
      }),
    learn: learnBooking,
  },
  {
    name: 'walk-in',
    weight: 3,
    prepare(ground, random) {
      const { serviceId, providerId } = named(ground, random);
      return post('/desk/walk-ins', { serviceId, providerId, customer: customer() });
    },
    learn: learnBooking,
  },
  {
    name: 'import',
    weight: 3,
    prepare: (ground, random) =>
      post('/desk/imports', {
        bookings: [1, 2].map((part) => ({
          ...named(ground, random),
          reference: `old-${racers}-${part}`,
          customer: customer(),
        })),
      }),
  },
  {
    name: 'reassign',
    weight: 4,
    prepare(ground, random) {
      const bookingId = some(ground.bookings, random);
      const { providerId, startsAt } = named(ground, random);
      return bookingId === undefined
        ? undefined
        : post('/desk/reassignments', { moves: [{ bookingId, providerId, startsAt }] });
    },
  },
  {
    name: 'block',
    weight: 4,
    prepare(ground, random) {
      const { startsAt, endsAt } = random.pick(ground.hot);
      const subjectId = random.pick(ground.subjectIds);
      return post('/blocks', {
        subjectId,
        startsAt,
        endsAt,
        reason: 'Descanso',
        overBookings: random.chance(0.2),
      });
    },
    learn: ({ blocks }, answer) => keep(blocks, answer),
  },
  {
    name: 'remove a block',
    weight: 4,
    prepare({ blocks }, random) {
      const id = some(blocks, random);
      return id === undefined ? undefined : { method: 'DELETE', path: `/api/v1/blocks/${id}` };
    },
  },
  {
    name: 'join the waitlist',
    weight: 3,
    prepare(ground, random) {
      const { serviceId, startsAt } = random.pick(ground.hot);
      const day = startsAt.slice(0, 10);
      return post('/waitlist', { serviceId, from: day, to: day, customer: customer() });
    },
    learn: ({ entries }, answer) => keep(entries, answer),
  },
  {
    name: 'accept an offer',
    weight: 5,
    prepare({ entries }, random) {
      const id = entries.length === 0 ? undefined : random.pick(entries);
      return id === undefined ? undefined : post(`/waitlist/${id}/accept`, {});
    },
    learn: learnBooking,
  },
  {
    name: 'decline an offer',
    weight: 2,
    prepare({ entries }, random) {
      const id = entries.length === 0 ? undefined : random.pick(entries);
      return id === undefined ? undefined : post(`/waitlist/${id}/decline`, {});
    },
  },
];
