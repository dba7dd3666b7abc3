import { currentIsolate } from './isolates.ts';
import type { DatabaseCall } from './network.ts';
import { syncCrypto } from './sync-crypto.ts';
import { theNetwork } from './the-network.ts';
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
  const timeouts = new WeakMap<AbortSignal, number>();
  const restore = [
    replace(Date, 'now', () => Math.floor(timeline.now + currentIsolate().skew)),
    replace(globalThis, 'setTimeout', (run: () => void, delay = 0) => {
      timeline.after(delay, 'timer', run);
      return 0;
    }),
    replace(globalThis, 'fetch', (input: FetchInput[0] | DatabaseCall, init: FetchInput[1]) =>
      isDatabaseCall(input)
        ? theNetwork().request({ ...input, timeoutMs: timeouts.get(init?.signal as AbortSignal) ?? Infinity })
        : fetch(String(input), init),
    ),
    replace(globalThis, 'crypto', syncCrypto(timeline.random)),
    replace(AbortSignal, 'timeout', (milliseconds: number) => {
      const { signal } = new AbortController();
      timeouts.set(signal, milliseconds);
      return signal;
    }),
    replace(console, 'log', onLog),
  ];
  return () => {
    for (const one of restore) one();
  };
}

function isDatabaseCall(input: FetchInput[0] | DatabaseCall): input is DatabaseCall {
  return typeof input === 'object' && 'statements' in input;
}

function replace(owner: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor;
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  return () => Object.defineProperty(owner, name, before);
}
