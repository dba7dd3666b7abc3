/** So many calls in a row without an answer open it: fewer than a gateway's hiccup makes, soon enough for a crowd. */
const FAILURES_TO_OPEN = 5;
/** How long it stays open: short at first, because a hiccup passes; then twice as long after each probe that fails. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;
/** Longer than a reading may take. Whoever sent the probe may be gone, and nobody would ever tell how it ended. */
const PROBE_LOST_MS = 2_500;

/** Leave to make one call; what became of it is told with `answered` or `failed`. */
export interface Turn {
  /** Openings, closings and probes are counted: what is told of a turn from before the last of them is old news. */
  readonly era: number;
  readonly isProbe: boolean;
}

export type BreakerChange = 'opened' | 'closed';

/** Keeps calls from a server that does not answer: closed, open, half-open while one probe is under way, closed. */
export interface Breaker {
  /** A turn while it is closed; otherwise undefined. */
  pass(): Turn | undefined;
  /** The one turn of a call that finds out whether the server is back, when it is time for it; otherwise undefined. */
  probe(now: number): Turn | undefined;
  answered(turn: Turn): void;
  failed(turn: Turn, now: number): void;
}

/** @param onChange told when it opens and when it closes again; all instants are epoch milliseconds */
export function createBreaker(onChange: (change: BreakerChange) => void = () => undefined): Breaker {
  let turn: Turn = { era: 0, isProbe: false };
  let failures = 0;
  /** Undefined while closed. */
  let pauseMs: number | undefined;
  let nextProbeAt = 0;
  const startEra = (isProbe: boolean) => {
    turn = { era: turn.era + 1, isProbe };
    return turn;
  };
  return {
    pass: () => (pauseMs === undefined ? turn : undefined),
    probe(now) {
      if (pauseMs === undefined || now < nextProbeAt) return undefined;
      nextProbeAt = now + PROBE_LOST_MS;
      return startEra(true);
    },
    answered({ era }) {
      if (era !== turn.era) return;
      failures = 0;
      if (pauseMs === undefined) return;
      pauseMs = undefined;
      startEra(false);
      onChange('closed');
    },
    failed({ era, isProbe }, now) {
      if (era !== turn.era) return;
      failures++;
      if (!isProbe && failures < FAILURES_TO_OPEN) return;
      const wasClosed = pauseMs === undefined;
      pauseMs = pauseMs === undefined ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      nextProbeAt = now + pauseMs;
      startEra(false);
      if (wasClosed) onChange('opened');
    },
  };
}
