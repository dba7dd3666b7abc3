import type { Claim, TimeClaim } from '../../src/kernel/claims.ts';
import type { PaddedInterval } from '../../src/kernel/interval.ts';

/** A provider's time without anything special. */
export function timeOf(ownerId: string, time: PaddedInterval, more: Partial<TimeClaim> = {}): TimeClaim {
  const alone = { placeId: null, capacity: 1, party: null, seats: 1, partySeats: 1, travel: {} };
  return { ...alone, ...time, ownerId, ...more };
}

/** A commit that claims one time. */
export function claimOf(commitId: string, time: TimeClaim, requestKey?: string): Claim {
  return { commitId, times: [time], ...(requestKey !== undefined && { requestKey }) };
}
