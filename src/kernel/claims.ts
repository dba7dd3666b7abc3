/** A provider's time that somebody wants: half-open, epoch milliseconds, buffers in milliseconds. */
export interface TimeClaim {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly bufferBefore: number;
  readonly bufferAfter: number;
  /** The booking or hold that takes the time; its own other claims never stand in its way. */
  readonly ownerId: string;
  /** A hold that this claim grows out of. It yields too, and goes when the claim is kept. */
  readonly supersedes?: string;
  /** The commit that will write the claim to the database; by it an unfinished claim is settled later. */
  readonly commitId: string;
  /** Set on a hold: the claim ends by itself at this instant. */
  readonly expiresAt?: number;
  /** The idempotency key of the request, so that its own repetition is told apart from a rival. */
  readonly requestKey?: string;
}

export type ClaimResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'taken' | 'same-request-running' };

/** The locks of a tenant's providers: one single-writer object each. */
export interface SlotLocks {
  claim(providerId: string, claim: TimeClaim): Promise<ClaimResult>;
  /** The commit succeeded: its claim stays, the owner's earlier claims on this provider go. Never fails the request. */
  keep(providerId: string, commitId: string): void;
  /** The time that a commit took is free again, or it was never taken. Never fails the request. */
  drop(providerId: string, commitId: string): void;
}
