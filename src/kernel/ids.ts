const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

/** What an id names; the prefix of every id of that kind. */
export type IdPrefix =
  | 'bak'
  | 'bkg'
  | 'blk'
  | 'cal'
  | 'cmt'
  | 'cns'
  | 'cus'
  | 'dlv'
  | 'dth'
  | 'evt'
  | 'hld'
  | 'hrs'
  | 'inv'
  | 'key'
  | 'loc'
  | 'onb'
  | 'prv'
  | 'req'
  | 'res'
  | 'rol'
  | 'rst'
  | 'ser'
  | 'srv'
  | 'tnt'
  | 'wtl'
  | 'whk';

/**
 * A prefixed ULID (`bkg_01jd…`): sorts by creation time, 80 random bits.
 * @param now epoch milliseconds
 * @param random at least 16 bytes; the low five bits of each make one digit
 */
export function makeId(prefix: IdPrefix, now: number, random: Uint8Array): string {
  let time = '';
  for (let rest = now, i = 0; i < TIME_DIGITS; i++, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time;
  }
  return `${prefix}_${time}${digits(random, RANDOM_DIGITS, ALPHABET)}`;
}

const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A booking's code that people read aloud: `K7M4-Q2XR`, no letters that look alike. Not a secret. */
export function makeCode(random: Uint8Array): string {
  const text = digits(random, 8, CODE_ALPHABET);
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

function digits(random: Uint8Array, count: number, alphabet: string): string {
  let text = '';
  for (let i = 0; i < count; i++) text += alphabet.charAt((random[i] ?? 0) % alphabet.length);
  return text;
}
