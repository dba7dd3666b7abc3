import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A process in which the Worker's code or one Durable Object runs: with a memory and a clock of its own. When it is
 * killed, whatever was going on in it never continues.
 */
export interface Isolate {
  readonly name: string;
  isAlive: boolean;
  /** How far its clock is ahead of the true time, in milliseconds. */
  skew: number;
  readonly memory: Map<string, Map<unknown, unknown>>;
  /** Called when it dies, for those who wait for something from it. */
  readonly onDeath: Set<() => void>;
}

const current = new AsyncLocalStorage<Isolate>();
const OUTSIDE = createIsolate('outside');

export function createIsolate(name: string, skew = 0): Isolate {
  return { name, isAlive: true, skew, memory: new Map(), onDeath: new Set() };
}

export function currentIsolate(): Isolate {
  return current.getStore() ?? OUTSIDE;
}

export function runIn<T>(isolate: Isolate, run: () => T): T {
  return current.run(isolate, run);
}

export function kill(isolate: Isolate): void {
  isolate.isAlive = false;
  for (const tell of isolate.onDeath) tell();
  isolate.onDeath.clear();
}

/**
 * Stands in for a module's own `new Map()`: each isolate sees its own. Modules are loaded once here, while at the
 * edge every isolate has all of them for itself.
 */
export function isolateMap(name: string): Map<unknown, unknown> {
  const own = () => {
    const { memory } = currentIsolate();
    const known = memory.get(name);
    if (known !== undefined) return known;
    const made = new Map();
    memory.set(name, made);
    return made;
  };
  return new Proxy(new Map(), {
    get(_, property) {
      const map = own();
      const value = Reflect.get(map, property, map);
      return typeof value === 'function' ? value.bind(map) : value;
    },
  });
}
