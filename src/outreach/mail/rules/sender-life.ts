const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Where a shop's own sender address stands; mails come from it only while it is `verified`. */
export type SenderStatus = 'requested' | 'dns-missing' | 'verified' | 'lapsed';

/** A DNS record that the domain needs, with its whole name. */
export interface SenderRecord {
  readonly type: 'TXT' | 'MX' | 'CNAME';
  readonly name: string;
  readonly value: string;
  readonly priority?: number | undefined;
  readonly isFound: boolean;
}

/** What a look at the DNS and at the mail service found out. */
export interface SenderFindings {
  /** Whether the shop's own TXT proof is there: the service verifies a domain for everybody who uses it. */
  readonly isProven: boolean;
  readonly isVerified: boolean;
}

/** A proof that is missing once may be a resolver's fault: an address that served goes on until it is missing thrice. */
const PATIENCE = 3;
const CHECK_EVERY_MS = { requested: MINUTE, 'dns-missing': 5 * MINUTE, verified: 6 * HOUR, lapsed: HOUR };
/** After that a shop that has not set its records is looked at less often. */
const EAGER_FAILURES = 24;

export interface SenderProgress {
  readonly status: SenderStatus;
  readonly failures: number;
  readonly nextCheckAt: number;
}

/** What follows from a look; epoch milliseconds. */
export function afterSenderCheck(
  { status, failures }: { readonly status: SenderStatus; readonly failures: number },
  { isProven, isVerified }: SenderFindings,
  now: number,
): SenderProgress {
  if (isProven && isVerified)
    return { status: 'verified', failures: 0, nextCheckAt: now + CHECK_EVERY_MS.verified };
  const missed = failures + 1;
  if (status === 'verified' && missed < PATIENCE)
    return { status, failures: missed, nextCheckAt: now + 10 * MINUTE };
  const next = status === 'verified' || status === 'lapsed' ? 'lapsed' : 'dns-missing';
  const every = missed > EAGER_FAILURES ? CHECK_EVERY_MS.verified : CHECK_EVERY_MS[next];
  return { status: next, failures: missed, nextCheckAt: now + every };
}

/** The domain of an address, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
