import { currentIsolate, type Isolate, runIn } from './isolates.ts';
import type { Random } from './random.ts';

/** A virtual clock and everything that will happen on it, in an order that the seed decides. */
export interface Timeline {
  /** True time in epoch milliseconds, with fractions: hardly two things happen at once. */
  readonly now: number;
  /** How many things have happened. */
  readonly steps: number;
  /** A fingerprint of everything that has happened, in its order. */
  readonly hash: string;
  readonly random: Random;
  /** Has something happen after `delay` milliseconds, in the isolate that asks unless told, if that still lives. */
  after(delay: number, label: string, run: () => void, isolate?: Isolate): void;
  /** Notes something in the trace. */
  note(text: string): void;
  /** Lets everything up to an instant happen; `until` ends it earlier. */
  runTo(instant: number, until?: () => boolean): Promise<void>;
}

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  readonly isolate: Isolate;
  readonly run: () => void;
}

const nextTurn = globalThis.setImmediate;

export function createTimeline(startsAt: number, random: Random, onNote?: (line: string) => void): Timeline {
  const heap: Happening[] = [];
  const fingerprint = createFingerprint();
  let now = startsAt;
  let order = 0;
  let steps = 0;
  const note = (text: string) => {
    const line = `${(now - startsAt).toFixed(3)} ${text}`;
    fingerprint.add(line);
    onNote?.(line);
  };
  return {
    get now() {
      return now;
    },
    get steps() {
      return steps;
    },
    get hash() {
      return fingerprint.read();
    },
    random,
    note,
    after(delay, label, run, isolate = currentIsolate()) {
      push(heap, { at: now + Math.max(0, delay), order: order++, label, isolate, run });
    },
    async runTo(instant, until = () => false) {
      await settled();
      for (let first = heap[0]; first !== undefined && first.at <= instant && !until(); first = heap[0]) {
        pop(heap);
        if (!first.isolate.isAlive) continue;
        now = first.at;
        steps++;
        note(`${first.isolate.name} ${first.label}`);
        runIn(first.isolate, first.run);
        await settled();
      }
      if (!until()) now = Math.max(now, instant);
    },
  };
}

/** Resolves when everything that was set going waits for something that is still to happen. */
function settled(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}

/** Two rounds of 32-bit FNV-1a with different primes: cheap, and enough to tell two traces apart. */
function createFingerprint() {
  let one = 0x811c9dc5;
  let other = 0x01000193;
  return {
    add(line: string) {
      for (let index = 0; index < line.length; index++) {
        const code = line.charCodeAt(index);
        one = Math.imul(one ^ code, 0x01000193);
        other = Math.imul(other ^ code, 0x85ebca6b);
      }
    },
    read: () => [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
  };
}

function isBefore(a: Happening, b: Happening): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Happening[], item: Happening): void {
  let index = heap.push(item) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent] as Happening;
    if (!isBefore(item, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = item;
}

function pop(heap: Happening[]): void {
  const last = heap.pop() as Happening;
  if (heap.length === 0) return;
  let index = 0;
  for (;;) {
    const child = smallerChild(heap, index);
    if (child === undefined || isBefore(last, heap[child] as Happening)) break;
    heap[index] = heap[child] as Happening;
    index = child;
  }
  heap[index] = last;
}

function smallerChild(heap: readonly Happening[], index: number): number | undefined {
  const left = heap[2 * index + 1];
  const right = heap[2 * index + 2];
  if (left === undefined) return undefined;
  return right !== undefined && isBefore(right, left) ? 2 * index + 2 : 2 * index + 1;
}
