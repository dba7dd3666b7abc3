import type { DnsRecord, MissingRecord } from '../../../kernel/domain.ts';
import { isApex } from './host-name.ts';

/** What the DNS says about a domain. */
export interface DnsSeen {
  /** The aliases that a visitor's browser follows, in order. */
  readonly aliases: readonly string[];
  readonly addresses: readonly string[];
  /** Where the domain should lead. */
  readonly targetAddresses: readonly string[];
  readonly proofs: readonly string[];
}

export interface Claim {
  readonly host: string;
  readonly tenantId: string;
  readonly proofToken: string;
  /** Pointing here is not enough: the TXT record has to be there. */
  readonly mustProve: boolean;
}

export interface Standing {
  /** Requests for the domain arrive here, with the consent of whoever keeps its DNS. */
  readonly isComplete: boolean;
  readonly missing: readonly MissingRecord[];
}

/**
 * The name that a tenant's domains point to. Each tenant has its own, never given to another: a CNAME that somebody
 * left behind says whose site it was for, and opens the domain to nobody else.
 */
export function pointerOf(tenantId: string, cnameTarget: string): string {
  return `${tenantId.slice(-12)}.${cnameTarget}`;
}

function cnameRecord({ host, tenantId }: Claim, cnameTarget: string): DnsRecord {
  return { type: 'CNAME', name: host, value: pointerOf(tenantId, cnameTarget) };
}

export function proofRecord({ host, proofToken }: Pick<Claim, 'host' | 'proofToken'>): DnsRecord {
  return { type: 'TXT', name: `_dominio.${host}`, value: `verificacion=${proofToken}` };
}

/**
 * Whether a domain may be served for a tenant, and the records that are missing for that. Consent is an alias to the
 * tenant's own pointer, or the TXT record where the alias cannot be seen (a flattened apex, a proxy in front) or is
 * not enough any more.
 * @param isActiveAtCloudflare its word, where the alias cannot be seen, that requests arrive
 */
export function standingOf(
  claim: Claim,
  seen: DnsSeen,
  { cnameTarget, isActiveAtCloudflare }: { cnameTarget: string; isActiveAtCloudflare: boolean },
): Standing {
  const cname = cnameRecord(claim, cnameTarget);
  const proof = proofRecord(claim);
  const isNamed = seen.aliases.includes(cname.value);
  const isProven = seen.proofs.includes(proof.value);
  const isReaching = leadsTo(seen, cname.value) || (isProven && isActiveAtCloudflare);
  const isConsented = isProven || (isNamed && !claim.mustProve);
  const isForAnother = !isNamed && seen.aliases.some((alias) => alias.endsWith(`.${cnameTarget}`));
  const needsCname = !isReaching || (isForAnother && !isConsented);
  const needsProof = !isConsented && !(needsCname && isCnameEnough(claim));
  const missing = [
    ...(needsCname ? [{ ...cname, found: foundInstead(seen) }] : []),
    ...(needsProof ? [{ ...proof, found: seen.proofs }] : []),
  ];
  return { isComplete: isReaching && isConsented, missing };
}

function leadsTo({ aliases, addresses, targetAddresses }: DnsSeen, pointer: string): boolean {
  return aliases.includes(pointer) || addresses.some((address) => targetAddresses.includes(address));
}

/** Where a CNAME can be added it is the consent too; at an apex it may not be seen. */
function isCnameEnough({ mustProve, host }: Claim): boolean {
  return !mustProve && !isApex(host);
}

function foundInstead({ aliases, addresses }: DnsSeen): readonly string[] {
  return aliases.length > 0 ? aliases.slice(0, 1) : addresses;
}
