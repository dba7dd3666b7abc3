import type { TakenTime, WantedTime } from '../../src/kernel/occupancy.ts';

/**
 * Whether there is room, from the words of the rule alone and without a thought for speed: instant by instant. It
 * shares no code with the rule that the locks ask, nor with the triggers.
 */
export function hasRoomByOracle(wanted: WantedTime, taken: readonly TakenTime[]): boolean {
  const others = taken.filter(({ ownerId }) => ownerId !== wanted.ownerId);
  const party = others.filter((other) => wanted.party !== null && other.party === wanted.party);
  const seats = party.reduce((sum, other) => sum + other.seats, 0) + wanted.seats;
  if (wanted.party !== null && seats > wanted.partySeats) return false;
  const strangers = others.filter((other) => !party.includes(other)).map((other) => reachOf(wanted, other));
  const instants = [
    wanted.startsAt,
    wanted.endsAt - 1,
    ...strangers.flatMap(({ from, to }) => [from, to - 1]),
  ].filter((instant) => instant >= wanted.startsAt && instant < wanted.endsAt);
  const needed = wanted.party === null ? wanted.seats : 1;
  return instants.every((instant) => {
    const there = strangers.filter(({ from, to }) => from <= instant && instant < to);
    if (there.length === 0) return true;
    return wanted.capacity > 1 && unitsOf(there) + needed <= wanted.capacity;
  });
}

interface Reach {
  readonly name: string;
  readonly units: number;
  readonly from: number;
  readonly to: number;
}

/** A party takes one unit of the capacity, and whoever is alone as many as they have seats. */
function unitsOf(there: readonly Reach[]): number {
  const each = Map.groupBy(there, ({ name }) => name);
  return [...each.values()].reduce((sum, ofOne) => sum + Math.max(...ofOne.map(({ units }) => units)), 0);
}

/** What another takes, widened on each side by what must stay free between the two. */
function reachOf(wanted: WantedTime, other: TakenTime): Reach {
  const way = other.placeId === null ? 0 : (wanted.travel[other.placeId] ?? 0);
  return {
    name: other.party ?? other.ownerId,
    units: other.party === null ? other.seats : 1,
    from: other.startsAt - Math.max(wanted.bufferAfter, other.bufferBefore, way),
    to: other.endsAt + Math.max(other.bufferAfter, wanted.bufferBefore, way),
  };
}
