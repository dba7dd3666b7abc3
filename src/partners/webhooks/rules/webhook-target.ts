import ipaddr from 'ipaddr.js';

export type TargetVerdict = { readonly ok: true } | { readonly ok: false; readonly detail: string };

export interface TargetPolicy {
  /** Only the local environment: receivers on this machine, over plain http. */
  readonly isLoopbackAllowed: boolean;
  /** Hosts of the platform itself: a hook to them would go around its own doors. */
  readonly ownDomains: readonly string[];
}

/** Names that resolve inside somebody's network and never on the public internet (RFC 6761, RFC 8375, ICANN). */
const PRIVATE_SUFFIXES = [
  'localhost',
  'local',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'home.arpa',
  'test',
  'invalid',
  'onion',
];

const PORTS = new Set(['', '443', '8443']);

/**
 * Whether a webhook may be sent there. Asked when the endpoint is made and again before every delivery. The URL
 * parser has already turned decimal, octal and hexadecimal hosts into plain addresses.
 */
export function checkWebhookTarget(text: string, policy: TargetPolicy): TargetVerdict {
  const url = URL.parse(text);
  if (url === null) return refused('No es una URL.');
  if (url.username !== '' || url.password !== '') return refused('La URL no puede llevar usuario ni clave.');
  const host = url.hostname.toLowerCase().replace(/\.+$/, '');
  if (policy.isLoopbackAllowed && isLoopback(host)) return { ok: true };
  if (url.protocol !== 'https:') return refused('La URL tiene que ser https.');
  if (!PORTS.has(url.port)) return refused('El puerto tiene que ser 443 u 8443.');
  if (isAddress(host)) return isPublicAddress(host) ? { ok: true } : refused('La dirección no es pública.');
  if (!host.includes('.')) return refused('El dominio no es público.');
  if ([...PRIVATE_SUFFIXES, ...policy.ownDomains].some((suffix) => isWithin(host, suffix))) {
    return refused('El dominio no es público.');
  }
  return { ok: true };
}

function refused(detail: string): TargetVerdict {
  return { ok: false, detail };
}

function isLoopback(host: string): boolean {
  if (isWithin(host, 'localhost')) return true;
  return isAddress(host) && ipaddr.process(bare(host)).range() === 'loopback';
}

function isAddress(host: string): boolean {
  return ipaddr.isValid(bare(host));
}

/** Only what the registries give out for general use: not private, link-local, carrier, reserved, mapped or tunnelled. */
function isPublicAddress(host: string): boolean {
  return ipaddr.process(bare(host)).range() === 'unicast';
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function isWithin(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(`.${suffix}`);
}
