import type { WantedTime } from './occupancy.ts';

/** What takes time: a booking, a hold, time set aside, a calendar from outside. */
export type OwnerType = 'booking' | 'hold' | 'block' | 'external';

/** One stretch of a subject's time that somebody wants: half-open, epoch milliseconds, buffers in milliseconds. */
export interface TimeClaim extends WantedTime {
  /** A hold that this claim grows out of. It yields too, and goes when the claim is kept. */
  readonly supersedes?: string;
  /** Set on a hold: the claim ends by itself at this instant. */
  readonly expiresAt?: number;
  /** Put over whatever is there, on purpose; others may still not take what it takes. */
  readonly isOverbooked?: boolean;
}

/** Everything that one commit takes of one subject. */
export interface Claim {
  /** The commit that will write it to the database; by it an unfinished claim is settled later. */
  readonly commitId: string;
  /** The idempotency key of the request, so that its own repetition is told apart from a rival. */
  readonly requestKey?: string;
  readonly times: readonly TimeClaim[];
}

export type ClaimResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'taken' | 'same-request-running' };

/** The locks of a tenant's providers and resources (subjects): one single-writer object each. */
export interface SlotLocks {
  claim(subjectId: string, claim: Claim): Promise<ClaimResult>;
  /** The commit succeeded: its claim stays, the owners' earlier claims on this subject go. Never fails the request. */
  keep(subjectId: string, commitId: string): void;
  /** The time that a commit took (for one owner, or for all) is free again, or was never taken. Never fails the request. */
  drop(subjectId: string, commitId: string, ownerId?: string): void;
}
