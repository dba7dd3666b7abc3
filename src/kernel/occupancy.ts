import { neededGap, type PaddedInterval } from './interval.ts';

/** Time that somebody takes of a provider or a resource; one unit throughout, half-open. */
export interface TakenTime extends PaddedInterval {
  readonly ownerId: string;
  /** Where; between two places lies the way. */
  readonly placeId: string | null;
  /** Those who share it are one party, such as the seats of one group session; null: the owner alone. */
  readonly party: string | null;
  /** Of the party; without a party, how much of the subject's capacity the owner takes. */
  readonly seats: number;
}

export interface WantedTime extends TakenTime {
  /** How many parties the subject takes at once: a provider one, a resource as many as it has room for. */
  readonly capacity: number;
  /** How many seats the party has. */
  readonly partySeats: number;
  /** The way from its place to others, in the unit of the times; both directions are alike. */
  readonly travel: Readonly<Record<string, number>>;
}

/**
 * Whether a subject can take `wanted` beside what it has: the one rule of the engine, the lock and the database's
 * triggers. `taken` holds neither the owner's own time nor any that has expired.
 *
 * - Between two neighbours stays free the largest of the two buffers that meet and the way between their places.
 * - A subject with room for one party takes no second one; with room for more, at no instant more than that many.
 * - The seats of a party never add up to more than it has.
 */
export function hasRoom(wanted: WantedTime, taken: readonly TakenTime[]): boolean {
  const isSameParty = (other: TakenTime) => wanted.party !== null && other.party === wanted.party;
  const seated = taken.filter(isSameParty).reduce((sum, { seats }) => sum + seats, 0);
  if (wanted.party !== null && seated + wanted.seats > wanted.partySeats) return false;
  const rivals = taken.filter((other) => !isSameParty(other) && meets(wanted, other));
  if (rivals.length === 0) return true;
  return wanted.capacity > 1 && mostAtOnce(wanted, rivals) + unitsOf(wanted) <= wanted.capacity;
}

/** A party takes one unit of a subject's capacity, whatever its seats. */
function unitsOf({ party, seats }: TakenTime): number {
  return party === null ? seats : 1;
}

function meets(wanted: WantedTime, other: TakenTime): boolean {
  return (
    other.startsAt < wanted.endsAt + gapAfter(wanted, other) &&
    wanted.startsAt < other.endsAt + gapBefore(wanted, other)
  );
}

function gapAfter(wanted: WantedTime, next: TakenTime): number {
  return Math.max(neededGap(wanted, next), wayTo(wanted, next));
}

function gapBefore(wanted: WantedTime, previous: TakenTime): number {
  return Math.max(neededGap(previous, wanted), wayTo(wanted, previous));
}

function wayTo(wanted: WantedTime, { placeId }: TakenTime): number {
  return placeId === null ? 0 : (wanted.travel[placeId] ?? 0);
}

/** The most units taken at one instant within the wanted time; that is so where one of the rivals begins. */
function mostAtOnce(wanted: WantedTime, rivals: readonly TakenTime[]): number {
  const from = (rival: TakenTime) => rival.startsAt - gapAfter(wanted, rival);
  const instants = rivals.map((rival) => Math.max(wanted.startsAt, from(rival)));
  const unitsAt = (instant: number) => {
    const units = new Map<string, number>();
    for (const rival of rivals) {
      if (from(rival) > instant || instant >= rival.endsAt + gapBefore(wanted, rival)) continue;
      const party = rival.party ?? rival.ownerId;
      units.set(party, Math.max(units.get(party) ?? 0, unitsOf(rival)));
    }
    return [...units.values()].reduce((sum, each) => sum + each, 0);
  };
  return Math.max(0, ...instants.map(unitsAt));
}
