/** Where an own domain stands: on its way to serving, serving, or not any more. */
export const DOMAIN_STATES = [
  /** Noted; Cloudflare was not asked yet, or did not answer. */
  'requested',
  'dns-missing',
  'validating',
  'certificate',
  'active',
  /** It served, and its records disappeared: it has to be proven anew. */
  'lapsed',
  'blocked',
  'failed',
  'removing',
] as const;

export type DomainState = (typeof DOMAIN_STATES)[number];

export interface DnsRecord {
  readonly type: 'CNAME' | 'TXT';
  readonly name: string;
  readonly value: string;
}

/** A record that has to be added or changed, and what the DNS says in its place. */
export interface MissingRecord extends DnsRecord {
  readonly found: readonly string[];
}

/** An own domain as the shop and the operator see it; instants are RFC 3339 in UTC. */
export interface OwnDomain {
  readonly host: string;
  readonly state: DomainState;
  readonly isServing: boolean;
  /** The one that links use, and to which the others lead. */
  readonly isCanonical: boolean;
  /** What is going on and what to do, in a sentence or two. */
  readonly summary: string;
  readonly missing: readonly MissingRecord[];
  /** For a name without a subdomain, where a CNAME cannot stand everywhere. */
  readonly advice: string | null;
  /** Not needed: lets the certificate be made before the domain points here. */
  readonly delegation: DnsRecord | null;
  readonly hostnameStatus: string | null;
  readonly certificateStatus: string | null;
  readonly checkedAt: string | null;
  readonly nextCheckAt: string;
  readonly verifiedAt: string | null;
}

/** A tenant's own domains, which the platform keeps outside the tenant's database. */
export interface OwnDomains {
  list(): Promise<readonly OwnDomain[]>;
  /** Looks now, unless that was done a moment ago. */
  check(host: string): Promise<OwnDomain>;
}
