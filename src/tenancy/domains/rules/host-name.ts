import { HOST_SUFFIXES, RESERVED_SUFFIXES } from './name-lists.ts';

export type HostVerdict =
  | { readonly ok: true; readonly host: string }
  | { readonly ok: false; readonly detail: string };

/** The names that the platform keeps for itself, with everything below them. */
export interface OwnNames {
  readonly platformDomain: string;
  readonly consoleHost: string;
  readonly cnameTarget: string;
}

const MAX_LENGTH = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A tenant's own domain as browsers send it: lower case, ASCII (other letters become punycode, RFC 5891), at least two
 * labels, public. What is refused says what to change.
 */
export function checkHostName(text: string, own: OwnNames): HostVerdict {
  const typed = text.trim();
  if (typed.includes('*')) return refused('Sin comodines: cada dominio se agrega por su nombre completo.');
  if (typed.endsWith('.')) return refused('Escribilo sin el punto del final.');
  if (/[/:@?#\\\s]/.test(typed))
    return refused('Sólo el dominio, sin https:// ni barras: turnos.tunegocio.com.ar.');
  const host = toAscii(typed);
  if (host === undefined || host.length > MAX_LENGTH || !isName(host)) {
    return refused('Un dominio completo, por ejemplo turnos.tunegocio.com.ar.');
  }
  if (isWithinAny(host, Object.values(own))) return refused('Ese dominio es de la plataforma.');
  if (isWithinAny(host, RESERVED_SUFFIXES))
    return refused('Ese dominio no es público: nadie podría visitarlo.');
  if (HOST_SUFFIXES.has(host)) return refused('Es una terminación de dominios, no un dominio.');
  return { ok: true, host };
}

/** True for a name that somebody registers, without a subdomain: at most DNS services no CNAME can stand there. */
export function isApex(host: string): boolean {
  const labels = host.split('.');
  return labels.length === 2 || (labels.length === 3 && HOST_SUFFIXES.has(labels.slice(1).join('.')));
}

function refused(detail: string): HostVerdict {
  return { ok: false, detail };
}

function toAscii(text: string): string | undefined {
  return text === '' ? undefined : URL.parse(`https://${text}`)?.hostname.toLowerCase();
}

/** An address has a last label of digits (RFC 3696, section 2): the URL parser has already made it a plain one. */
function isName(host: string): boolean {
  const labels = host.split('.');
  return (
    labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

function isWithinAny(host: string, suffixes: Iterable<string>): boolean {
  for (const suffix of suffixes) if (host === suffix || host.endsWith(`.${suffix}`)) return true;
  return false;
}
