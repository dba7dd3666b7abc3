import { currentIsolate } from './isolates.ts';
import { syncCrypto } from './sync-crypto.ts';
import type { Timeline } from './timeline.ts';

type FetchInput = Parameters<typeof fetch>;

export interface Outside {
  readonly timeline: Timeline;
  /** Where the platform's requests to other systems go. */
  readonly fetch: (url: string, init: FetchInput[1]) => Promise<Response>;
  readonly onLog: (line: string) => void;
}

/**
 * Puts the virtual clock, the seeded chance and the simulated network in the place of what the platform's code takes
 * from its surroundings. Answers what puts everything back.
 */
export function takeOverGlobals({ timeline, fetch, onLog }: Outside): () => void {
  const restore = [
    replace(Date, 'now', () => Math.floor(timeline.now + currentIsolate().skew)),
    replace(globalThis, 'setTimeout', (run: () => void, delay = 0) => {
      timeline.after(delay, 'timer', run);
      return 0;
    }),
    replace(globalThis, 'fetch', (input: FetchInput[0], init: FetchInput[1]) => fetch(String(input), init)),
    replace(globalThis, 'crypto', syncCrypto(timeline.random)),
    replace(AbortSignal, 'timeout', () => new AbortController().signal),
    replace(console, 'log', onLog),
  ];
  return () => {
    for (const one of restore) one();
  };
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => Object.defineProperty(owner, name, before);
}
