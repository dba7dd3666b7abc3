import type { DomainState, MissingRecord } from '../../../kernel/domain.ts';
import type { DomainProblem } from './domain-words.ts';
import type { Standing } from './records.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A domain that serves lapses when its records were missing for so long and so often: a hiccup is not a departure. */
const LAPSE_MS = 60 * MINUTE;
const LAPSE_MISSES = 3;
/** After so long without its records a domain is looked at once a day only. */
const GIVE_UP_MS = 14 * DAY;

export interface DomainFacts {
  readonly state: DomainState;
  readonly mustProve: boolean;
  readonly misses: number;
  /** Epoch milliseconds. */
  readonly missedSince: number | null;
  readonly createdAt: number;
}

/** A custom hostname as Cloudflare shows it: two statuses, which have nothing to do with each other. */
export interface HostnameSeen {
  readonly status: string;
  readonly certificate: string;
}

export interface Seen {
  /** Undefined: the DNS could not be asked. That says nothing about the domain. */
  readonly standing: Standing | undefined;
  /** Undefined: Cloudflare could not be asked. */
  readonly hostname: HostnameSeen | undefined;
}

export interface Verdict {
  readonly state: DomainState;
  readonly mustProve: boolean;
  readonly misses: number;
  readonly missedSince: number | null;
  readonly problem: DomainProblem | null;
  /** Undefined: what was missing before is all that is known. */
  readonly missing?: readonly MissingRecord[];
  /** Cloudflare has given up or stands still though everything is in place: it should begin anew. */
  readonly isStuck?: 'given-up' | 'waiting';
}

const BLOCKED = new Set(['blocked', 'pending_blocked', 'test_blocked']);
/** States in which requests reach us. */
const HOSTNAME_LIVE = new Set(['active', 'active_redeploying']);
const CERTIFICATE_GIVEN_UP = new Set([
  'initializing_timed_out',
  'validation_timed_out',
  'issuance_timed_out',
  'deployment_timed_out',
  'expired',
]);
/** No certificate is there to serve with. A renewal under way is none of these: the old one still serves. */
const CERTIFICATE_DEAD = new Set([
  'expired',
  'deleted',
  'pending_deletion',
  'pending_cleanup',
  'inactive',
  'deactivating',
]);

/**
 * What follows for a domain from what Cloudflare and the DNS said just now. It begins to serve only when its records
 * are there and both statuses of Cloudflare are active.
 * @param now epoch milliseconds
 */
export function judgeDomain(domain: DomainFacts, { standing, hostname }: Seen, now: number): Verdict {
  const before = {
    state: domain.state,
    mustProve: domain.mustProve,
    misses: domain.misses,
    missedSince: domain.missedSince,
  };
  if (hostname !== undefined && BLOCKED.has(hostname.status)) {
    return { ...before, state: 'blocked', problem: 'blocked' };
  }
  if (standing === undefined) return { ...before, problem: 'dns-unavailable' };
  const { missing } = standing;
  if (!standing.isComplete) return { ...withoutRecords(domain, hostname, now), missing };
  if (hostname === undefined) return { ...before, problem: 'cloudflare-unavailable', missing };
  const found = withRecords(domain, hostname);
  // Proven anew and serving again, it is a domain like any other.
  const mustProve = domain.mustProve && found.state !== 'active';
  return { ...found, misses: 0, missedSince: null, mustProve, missing };
}

/** Whether requests for it reach us, by Cloudflare's word. */
export function isLiveHostname({ status }: HostnameSeen): boolean {
  return HOSTNAME_LIVE.has(status);
}

function withoutRecords(domain: DomainFacts, hostname: HostnameSeen | undefined, now: number): Verdict {
  const { state, mustProve } = domain;
  const rest = { mustProve, misses: 0, missedSince: null };
  if (state === 'lapsed') return { ...rest, state, problem: 'dns-gone' };
  if (state === 'active') return missed(domain, hostname, now);
  if (now - domain.createdAt >= GIVE_UP_MS) return { ...rest, state: 'failed', problem: 'dns-timeout' };
  return { ...rest, state: 'dns-missing', problem: null };
}

/** Cloudflare's own word that a hostname has moved needs no second look. */
function missed(domain: DomainFacts, hostname: HostnameSeen | undefined, now: number): Verdict {
  const misses = domain.misses + 1;
  const missedSince = domain.missedSince ?? now;
  const isOver = misses >= LAPSE_MISSES && now - missedSince >= LAPSE_MS;
  if (isOver || hostname?.status === 'moved') {
    return { state: 'lapsed', mustProve: true, misses: 0, missedSince: null, problem: 'dns-gone' };
  }
  return { state: 'active', mustProve: domain.mustProve, misses, missedSince, problem: 'dns-gone' };
}

function withRecords(
  domain: DomainFacts,
  hostname: HostnameSeen,
): Pick<Verdict, 'state' | 'problem' | 'isStuck'> {
  const { status, certificate } = hostname;
  if (!isLiveHostname(hostname)) {
    const isStuck = status === 'moved' ? 'given-up' : 'waiting';
    return { state: 'validating', problem: null, isStuck };
  }
  const hasCertificate = certificate === 'active';
  if (hasCertificate || (domain.state === 'active' && !CERTIFICATE_DEAD.has(certificate))) {
    return { state: 'active', problem: null };
  }
  if (CERTIFICATE_GIVEN_UP.has(certificate)) {
    return { state: 'certificate', problem: 'certificate-failed', isStuck: 'given-up' };
  }
  const isWaiting = certificate === 'pending_validation';
  return { state: 'certificate', problem: null, ...(isWaiting && { isStuck: 'waiting' }) };
}
