import type { AgendaOperation, Stretch } from './agenda-model.ts';

export interface KnownHistory {
  readonly name: string;
  readonly operations: readonly AgendaOperation[];
}

/** Minutes of a day: enough for histories that are told by hand. */
function stretch(ownerId: string, startsAt: number, endsAt: number, own: Partial<Stretch> = {}): Stretch {
  const plain = { bufferBefore: 0, bufferAfter: 0, placeId: null, party: null, seats: 1 };
  return {
    ...plain,
    capacity: 1,
    partySeats: 1,
    travel: {},
    ownerId,
    startsAt,
    endsAt,
    expiresAt: null,
    ...own,
  };
}

type When = readonly [invokedAt: number, respondedAt: number];

function at([invokedAt, respondedAt]: When) {
  return { invokedAt, respondedAt, now: invokedAt };
}

function take(when: When, ownerId: string, time: When, own: Partial<Stretch> = {}): AgendaOperation {
  return { ...at(when), kind: 'take', ownerId, times: [stretch(ownerId, ...time, own)] };
}

function book(when: When, ownerId: string, time: When, supersedes: string): AgendaOperation {
  return { ...at(when), kind: 'take', ownerId, times: [stretch(ownerId, ...time)], supersedes };
}

function lost(operation: AgendaOperation): AgendaOperation {
  return { ...operation, respondedAt: Number.POSITIVE_INFINITY, isOptional: true };
}

function move(when: When, ownerId: string, time: When): AgendaOperation {
  return { ...at(when), kind: 'move', ownerId, times: [stretch(ownerId, ...time)] };
}

function free(when: When, ownerId: string): AgendaOperation {
  return { ...at(when), kind: 'free', ownerId };
}

function refused(when: When, time: When): AgendaOperation {
  return { ...at(when), kind: 'refused', ownerId: '?', times: [stretch('?', ...time)] };
}

function look(when: When, ownerId: string, ...starts: number[]): AgendaOperation {
  return { ...at(when), kind: 'look', ownerId, starts };
}

function list(when: When, ...starts: number[]): AgendaOperation {
  return { ...at(when), kind: 'list', times: starts.map((start) => stretch('?', start, start + 30)) };
}

function seat(when: When, ownerId: string, seats: number): AgendaOperation {
  return take(when, ownerId, [600, 645], { party: 'session', seats, partySeats: 3 });
}

function chair(when: When, ownerId: string, time: When): AgendaOperation {
  return take(when, ownerId, time, { capacity: 2 });
}

export const BAD_HISTORIES: readonly KnownHistory[] = [
  {
    name: 'the same time twice, one after the other',
    operations: [take([1, 2], 'a', [600, 630]), take([3, 4], 'b', [600, 630])],
  },
  {
    name: 'the same time twice, at the same moment',
    operations: [take([1, 9], 'a', [600, 630]), take([2, 8], 'b', [600, 630])],
  },
  {
    name: 'times that overlap by a minute',
    operations: [take([1, 2], 'a', [600, 630]), take([3, 4], 'b', [629, 659])],
  },
  {
    name: 'one time within another',
    operations: [take([1, 2], 'a', [600, 720]), take([3, 4], 'b', [630, 660])],
  },
  {
    name: 'a buffer that is not kept',
    operations: [take([1, 2], 'a', [600, 630], { bufferAfter: 10 }), take([3, 4], 'b', [635, 665])],
  },
  {
    name: 'a way that nobody can go so fast',
    operations: [
      take([1, 2], 'a', [600, 630], { placeId: 'here', travel: { there: 20 } }),
      take([3, 4], 'b', [640, 670], { placeId: 'there', travel: { here: 20 } }),
    ],
  },
  {
    name: 'a hold is booked over before its time',
    operations: [take([1, 2], 'h', [600, 630], { expiresAt: 100 }), take([50, 51], 'b', [600, 630])],
  },
  {
    name: 'a hold becomes two bookings',
    operations: [
      take([1, 2], 'h', [600, 630]),
      book([3, 4], 'a', [600, 630], 'h'),
      free([5, 6], 'a'),
      book([7, 8], 'b', [600, 630], 'h'),
    ],
  },
  {
    name: 'a hold that was let go becomes a booking',
    operations: [take([1, 2], 'h', [600, 630]), free([3, 4], 'h'), book([5, 6], 'a', [600, 630], 'h')],
  },
  {
    name: 'a move onto a time that is taken',
    operations: [take([1, 2], 'a', [600, 630]), take([3, 4], 'b', [660, 690]), move([5, 6], 'b', [600, 630])],
  },
  {
    name: 'a move that leaves its old time taken',
    operations: [take([1, 2], 'a', [600, 630]), move([3, 4], 'a', [660, 690]), refused([5, 6], [600, 630])],
  },
  {
    name: 'two moves to the same time',
    operations: [
      take([1, 2], 'a', [600, 630]),
      take([1, 2], 'b', [660, 690]),
      move([3, 9], 'a', [720, 750]),
      move([4, 8], 'b', [720, 750]),
    ],
  },
  {
    name: 'a cancelled booking comes back',
    operations: [take([1, 2], 'a', [600, 630]), free([3, 4], 'a'), look([5, 6], 'a', 600)],
  },
  {
    name: 'a cancelled booking is moved',
    operations: [take([1, 2], 'a', [600, 630]), free([3, 4], 'a'), move([5, 6], 'a', [660, 690])],
  },
  {
    name: 'a booking is lost that was acknowledged',
    operations: [take([1, 2], 'a', [600, 630]), look([3, 4], 'a')],
  },
  {
    name: 'a booking is shown where it was before its move',
    operations: [take([1, 2], 'a', [600, 630]), move([3, 4], 'a', [660, 690]), look([5, 6], 'a', 600)],
  },
  {
    name: 'two readers see a move in opposite orders',
    operations: [
      take([1, 2], 'a', [600, 630]),
      move([3, 20], 'a', [660, 690]),
      look([5, 6], 'a', 660),
      look([7, 8], 'a', 600),
    ],
  },
  { name: 'a taken time is shown as free', operations: [take([1, 2], 'a', [600, 630]), list([3, 4], 600)] },
  {
    name: 'a time is shown as free after it was shown as taken',
    operations: [take([1, 20], 'a', [600, 630]), look([5, 6], 'a', 600), list([7, 8], 600)],
  },
  { name: 'a refusal while everything is free', operations: [refused([1, 2], [600, 630])] },
  {
    name: 'a refusal because of what was booked only later',
    operations: [refused([1, 2], [600, 630]), take([3, 4], 'a', [600, 630])],
  },
  {
    name: 'a refusal after the time was given back',
    operations: [take([1, 2], 'a', [600, 630]), free([3, 4], 'a'), refused([5, 6], [600, 630])],
  },
  {
    name: 'a fourth seat of three',
    operations: [seat([1, 2], 'a', 2), seat([3, 4], 'b', 2)],
  },
  {
    name: 'a third chair of two',
    operations: [
      chair([1, 2], 'a', [600, 660]),
      chair([1, 2], 'b', [630, 690]),
      chair([3, 4], 'c', [645, 675]),
    ],
  },
  {
    name: 'a time over what was put there on purpose',
    operations: [
      take([1, 2], 'a', [600, 630]),
      take([3, 4], 'b', [600, 630], { isOverbooked: true }),
      free([5, 6], 'a'),
      take([7, 8], 'c', [600, 630]),
    ],
  },
  {
    name: 'a lost request that happened before it was sent',
    operations: [refused([1, 2], [600, 630]), lost(take([3, 4], 'a', [600, 630]))],
  },
];

export const GOOD_HISTORIES: readonly KnownHistory[] = [
  { name: 'nothing at all', operations: [] },
  {
    name: 'neighbours that touch',
    operations: [take([1, 2], 'a', [600, 630]), take([3, 4], 'b', [630, 660])],
  },
  {
    name: 'one wins and one is refused, at the same moment',
    operations: [take([1, 9], 'a', [600, 630]), refused([2, 8], [600, 630])],
  },
  {
    name: 'a refusal that came before the answer of the winner',
    operations: [refused([2, 3], [600, 630]), take([1, 9], 'a', [600, 630])],
  },
  {
    name: 'a hold that was booked',
    operations: [
      take([1, 2], 'h', [600, 630]),
      book([3, 4], 'a', [600, 630], 'h'),
      refused([5, 6], [600, 630]),
    ],
  },
  {
    name: 'a hold that ran out, and somebody else',
    operations: [take([1, 2], 'h', [600, 630], { expiresAt: 100 }), take([100, 101], 'b', [600, 630])],
  },
  {
    name: 'a place that somebody left',
    operations: [take([1, 2], 'a', [600, 630]), move([3, 4], 'a', [660, 690]), take([5, 6], 'b', [600, 630])],
  },
  {
    name: 'a lost request that happened after all',
    operations: [lost(take([1, 2], 'a', [600, 630])), refused([50, 51], [600, 630])],
  },
  {
    name: 'a lost request that never happened',
    operations: [lost(take([1, 2], 'a', [600, 630])), take([50, 51], 'b', [600, 630])],
  },
  {
    name: 'a lost cancellation that happened late',
    operations: [
      take([1, 2], 'a', [600, 630]),
      lost(free([3, 4], 'a')),
      look([5, 6], 'a', 600),
      take([7, 8], 'b', [600, 630]),
    ],
  },
  {
    name: 'two readers during a move, in its order',
    operations: [
      take([1, 2], 'a', [600, 630]),
      move([3, 20], 'a', [660, 690]),
      look([5, 6], 'a', 600),
      look([7, 8], 'a', 660),
    ],
  },
  { name: 'the last seat', operations: [seat([1, 2], 'a', 2), seat([3, 4], 'b', 1)] },
  {
    name: 'two chairs at once',
    operations: [chair([1, 2], 'a', [600, 660]), chair([1, 2], 'b', [630, 690])],
  },
  {
    name: 'over it on purpose',
    operations: [take([1, 2], 'a', [600, 630]), take([3, 4], 'b', [600, 630], { isOverbooked: true })],
  },
  {
    name: 'cancelled twice',
    operations: [take([1, 2], 'a', [600, 630]), free([3, 4], 'a'), free([5, 6], 'a')],
  },
];
