/** The emulator's own time: the machine's, moved forward as a test wants it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** How far it is ahead of the machine's, in milliseconds. */
  ahead(): number;
  advance(ms: number): void;
}

export function createClock(ahead: number): Clock {
  let offset = ahead;
  return {
    now: () => Date.now() + offset,
    ahead: () => offset,
    advance(ms) {
      offset += ms;
    },
  };
}
