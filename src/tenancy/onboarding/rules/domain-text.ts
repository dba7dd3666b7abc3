/** Top-level names that no public domain has (RFC 2606, 6761, 6762, 7686, 8375). */
const NOT_PUBLIC = /(?:^|\.)(?:localhost|local|internal|intranet|lan|invalid|test|example|onion|home\.arpa)$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_LENGTH = 253;

/** What keeps a text from being a public domain as a browser sends it, in words that say what to write; undefined: it is one. */
export function domainProblem(text: string): string | undefined {
  if (text.includes('://') || text.includes('/')) return 'Sólo el dominio, sin https:// ni barras';
  if (/^[\d.]+$|:/.test(text)) return 'Una dirección IP no sirve: hace falta un dominio';
  if (text.includes('*')) return 'Sin comodines: un dominio por vez';
  if (NOT_PUBLIC.test(text)) return 'Ese dominio no es público';
  if (/[^\x21-\x7e]/.test(text))
    return 'Con letras fuera del inglés, escribilo como lo manda el navegador (xn--…)';
  if (text !== text.toLowerCase()) return 'En minúsculas';
  const labels = text.split('.');
  const isWhole =
    labels.length >= 2 && labels.every((label) => LABEL.test(label)) && text.length <= MAX_LENGTH;
  const isNamed = /^(?:[a-z][a-z0-9-]*[a-z0-9])$/.test(labels.at(-1) ?? '');
  return isWhole && isNamed ? undefined : 'Un dominio completo, por ejemplo turnos.mibarberia.com.ar';
}
