import { decodePunycode } from './punycode.ts';

/** Pairs: a letter, and the ASCII one that it is drawn like. The Cyrillic and Greek of Unicode's confusables (UTS 39). */
const DRAWN_LIKE = new Map(
  (
    'аa ɑa αa ьb вb βb сc ϲc ԁd еe єe εe ғf ɡg һh нh ηn іi ιi ıi јj кk κk ӏl мm пn оo οo σo օo рp ρp ԛq гr ѕs тt τt ' +
    'υu սu νv ѵv ԝw ωw хx χx уy γy үy ᴢz 0o 1l'
  )
    .split(' ')
    .map((pair) => Array.from(pair) as [string, string]),
);

/**
 * What a host or a slug looks like: punycode decoded, accents dropped, look-alike letters made one. Two names with one
 * skeleton can be told apart by a machine, not by a customer.
 * @param name ASCII in lower case, as a browser sends it
 */
export function skeletonOf(name: string): string {
  const labels = name.split('.').map(labelText);
  const plain = labels.join('.').normalize('NFKD').replaceAll(/\p{M}/gu, '');
  const letters = Array.from(plain, (letter) => DRAWN_LIKE.get(letter) ?? letter).join('');
  return letters.replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/** As people read it; what cannot be decoded stays as it is. */
function labelText(label: string): string {
  if (!label.startsWith('xn--')) return label;
  return decodePunycode(label.slice('xn--'.length))?.toLowerCase() ?? label;
}

/** The known name that a new one would be mistaken for; the very same name is not one. */
export function mistakenFor(name: string, known: readonly string[]): string | undefined {
  const skeleton = skeletonOf(name);
  return known.find((other) => other !== name && skeletonOf(other) === skeleton);
}

/** Whether a label mixes Latin letters with Cyrillic or Greek ones, as no word of any language does. */
export function mixesScripts(host: string): boolean {
  return host
    .split('.')
    .map(labelText)
    .some((label) => /[a-z]/.test(label) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label));
}
