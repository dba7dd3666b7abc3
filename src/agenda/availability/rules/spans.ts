/** Sorted, disjoint, half-open spans of whole minutes; two flat arrays, since the sweep runs through thousands. */
export type Spans = { readonly from: readonly number[]; readonly until: readonly number[] };

export const NOWHERE: Spans = { from: [], until: [] };

/** Spans that may overlap and touch, in the order of their begin, as disjoint ones. */
export function joinSpans(from: readonly number[], until: readonly number[]): Spans {
  const joined = { from: [] as number[], until: [] as number[] };
  let last = -1;
  let openUntil = -Infinity;
  for (let index = 0; index < from.length; index++) {
    const spanFrom = from[index] ?? 0;
    const spanUntil = until[index] ?? 0;
    if (spanUntil <= spanFrom) continue;
    if (last < 0 || spanFrom > openUntil) {
      last = joined.from.push(spanFrom) - 1;
      joined.until.push(spanUntil);
      openUntil = spanUntil;
    } else if (spanUntil > openUntil) {
      joined.until[last] = spanUntil;
      openUntil = spanUntil;
    }
  }
  return joined;
}

/** Where at least so many of the lists have a span: 1 is their union, all of them their intersection. */
export function whereAtLeast(count: number, lists: readonly Spans[]): Spans {
  const [only] = lists;
  if (lists.length < count || only === undefined) return NOWHERE;
  if (lists.length === 1) return only;
  const begins = inOrder(lists.map(({ from }) => from));
  const found = { from: [] as number[], until: [] as number[] };
  let begun = 0;
  for (const [ended, endsAt] of inOrder(lists.map(({ until }) => until)).entries()) {
    // What begins where another ends comes first, so that spans that touch are one.
    const reached = firstAfter(begins, begun, endsAt);
    const opening = ended + count - 1;
    if (begun <= opening && opening < reached) found.from.push(begins[opening] ?? 0);
    if (reached - ended === count) found.until.push(endsAt);
    begun = reached;
  }
  return joinSpans(found.from, found.until);
}

function firstAfter(sorted: Float64Array, from: number, limit: number): number {
  let at = from;
  while (at < sorted.length && (sorted[at] ?? 0) <= limit) at++;
  return at;
}

export function unionOf(lists: readonly Spans[]): Spans {
  return whereAtLeast(1, lists);
}

export function shifted({ from, until }: Spans, by: number): Spans {
  return { from: from.map((at) => at + by), until: until.map((at) => at + by) };
}

export function includes({ from, until }: Spans, minute: number): boolean {
  return from.some((begin, index) => begin <= minute && minute < (until[index] ?? begin));
}

/** Everything but the spans. */
export function outsideOf({ from, until }: Spans): Spans {
  const begins = [-Infinity, ...until];
  const ends = [...from, Infinity];
  const isLong = begins.map((begin, index) => begin < (ends[index] ?? Infinity));
  return {
    from: begins.filter((_, index) => isLong[index]),
    until: ends.filter((_, index) => isLong[index]),
  };
}

/** The spans with single minutes taken out of them. */
export function withoutMinutes(spans: Spans, minutes: readonly number[]): Spans {
  if (minutes.length === 0) return spans;
  const sorted = [...new Set(minutes)].sort((a, b) => a - b);
  const others = outsideOf({ from: sorted, until: sorted.map((minute) => minute + 1) });
  return whereAtLeast(2, [spans, others]);
}

function inOrder(lists: readonly (readonly number[])[]): Float64Array {
  return new Float64Array(lists.flat()).sort();
}
