const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE_POINT = 128;
const LAST_CODE_POINT = 0x10ffff;

/**
 * The label behind an A-label without its `xn--`, by RFC 3492 section 6.2; undefined when it is not one.
 * @param encoded ASCII in lower case
 */
export function decodePunycode(encoded: string): string | undefined {
  const hyphen = encoded.lastIndexOf('-');
  const output = [...encoded.slice(0, Math.max(0, hyphen))];
  const state = { codePoint: FIRST_CODE_POINT, index: 0, bias: FIRST_BIAS };
  for (let at = hyphen + 1; at < encoded.length; ) {
    const read = readDelta(encoded, at, state.bias);
    if (read === undefined) return undefined;
    const length = output.length + 1;
    const position = state.index + read.delta;
    state.bias = adapt(read.delta, length, state.index === 0 && output.length === Math.max(0, hyphen));
    state.codePoint += Math.floor(position / length);
    if (state.codePoint > LAST_CODE_POINT) return undefined;
    output.splice(position % length, 0, String.fromCodePoint(state.codePoint));
    state.index = (position % length) + 1;
    at = read.next;
  }
  return output.join('');
}

/** One generalised variable-length integer. */
function readDelta(
  encoded: string,
  from: number,
  bias: number,
): { readonly delta: number; readonly next: number } | undefined {
  let delta = 0;
  let weight = 1;
  for (let k = BASE, at = from; ; k += BASE, at++) {
    const digit = digitOf(encoded.charCodeAt(at));
    if (digit === undefined) return undefined;
    delta += digit * weight;
    if (!Number.isSafeInteger(delta)) return undefined;
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (digit < threshold) return { delta, next: at + 1 };
    weight *= BASE - threshold;
  }
}

/** a to z are 0 to 25, 0 to 9 are 26 to 35; past the end there is none. */
function digitOf(code: number): number | undefined {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 48 && code <= 57) return code - 22;
  return undefined;
}

function adapt(delta: number, length: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  rest += Math.floor(rest / length);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) / 2) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
