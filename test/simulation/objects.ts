import type { Engine } from './engine.ts';
import type { Chaos } from './faults.ts';
import { createIsolate, currentIsolate, type Isolate, kill, runIn } from './isolates.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

type Method = (...args: unknown[]) => unknown;
type ObjectInstance = Record<string, Method>;

/** Makes an instance of the platform's own class, over a state and an environment. */
export type MakeInstance = (state: unknown) => ObjectInstance;

/** Durable Objects of one class: one at a time by name, with storage that outlives it. */
export interface Objects {
  readonly namespace: { getByName(name: string): unknown };
  readonly all: ReadonlyMap<string, StoredObject>;
  /** Ends an instance that has nothing to do; its storage stays. */
  evict(name: string): void;
  /** Ends every instance, whatever it is doing. */
  killAll(): void;
}

export interface StoredObject {
  readonly name: string;
  readonly sql: Engine;
  readonly kv: Map<string, unknown>;
  alarm: number | null;
  instance: Living | undefined;
  generation: number;
}

interface Living {
  readonly isolate: Isolate;
  readonly object: ObjectInstance;
  busy: number;
}

export interface ObjectsOptions {
  readonly timeline: Timeline;
  readonly chaos: Chaos;
  readonly make: MakeInstance;
  /** For the clocks of new instances. */
  readonly skew: () => number;
  readonly openStorage: () => Engine;
}

export function createObjects(options: ObjectsOptions): Objects {
  const all = new Map<string, StoredObject>();
  const find = (name: string) => {
    const known = all.get(name);
    if (known !== undefined) return known;
    const made: StoredObject = {
      name,
      sql: options.openStorage(),
      kv: new Map(),
      alarm: null,
      instance: undefined,
      generation: 0,
    };
    all.set(name, made);
    return made;
  };
  return {
    all,
    namespace: { getByName: (name) => stubOf(options, find(name)) },
    evict(name) {
      const stored = all.get(name);
      if (stored?.instance?.busy === 0) end(stored);
    },
    killAll() {
      for (const stored of all.values()) end(stored);
    },
  };
}

function stubOf(options: ObjectsOptions, stored: StoredObject): unknown {
  return new Proxy(
    {},
    { get: (_, method) => (method === 'then' ? undefined : remote(options, stored, String(method))) },
  );
}

/** A call from afar: it may not arrive, its answer may be lost, and the object may end in between. */
function remote(options: ObjectsOptions, stored: StoredObject, method: string): Method {
  const { timeline, chaos } = options;
  const { random } = timeline;
  return (...args) => {
    const caller = currentIsolate();
    const sent = structuredClone(args);
    const fate = chaos.firstOf(['callLost', 'callAnswerLost', 'objectOverloaded'] as const);
    const label = `${stored.name} ${method}`;
    return new Promise((resolve, reject) => {
      const tell = (how: string, run: () => void) =>
        timeline.after(5 * random.next(), `${label} ${how}`, run, caller);
      const broken = fate === undefined ? undefined : brokenBy(fate, random);
      // Where the connection breaks before or after the call arrived, it is carried out all the same.
      if (broken !== undefined) tell('fails', () => reject(broken));
      if (broken !== undefined && fate !== 'callAnswerLost') return;
      const answer = (run: () => void) => broken === undefined && tell('answers', run);
      const arrive = () =>
        void invoke(options, stored, { method, args: sent }).then(
          (value) => answer(() => resolve(structuredClone(value))),
          (error) => answer(() => reject(error)),
        );
      timeline.after(5 * random.next(), `${label} arrives`, arrive, PLATFORM);
    });
  };
}

function brokenBy(fate: 'callLost' | 'callAnswerLost' | 'objectOverloaded', random: Random): Error {
  if (fate === 'objectOverloaded') return remoteError('overloaded');
  return remoteError(random.chance(0.5) ? 'retryable' : 'final');
}

const PLATFORM = createIsolate('platform');

function remoteError(kind: 'retryable' | 'overloaded' | 'final'): Error {
  const error = new Error(`Durable Object: ${kind}`);
  if (kind === 'final') return error;
  return Object.assign(
    error,
    kind === 'retryable' ? { retryable: true } : { overloaded: true, retryable: true },
  );
}

interface Invocation {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** Runs a method to its end, or to the end of its object: then whoever waits hears of it. */
async function invoke(
  options: ObjectsOptions,
  stored: StoredObject,
  { method, args }: Invocation,
): Promise<unknown> {
  const living = alive(options, stored);
  const { isolate } = living;
  return await new Promise((resolve, reject) => {
    const onDeath = () => reject(remoteError(options.timeline.random.chance(0.5) ? 'retryable' : 'final'));
    isolate.onDeath.add(onDeath);
    living.busy++;
    const unlessEnded = (tell: () => void) => {
      if (!isolate.isAlive) return;
      living.busy--;
      isolate.onDeath.delete(onDeath);
      tell();
    };
    const running = firstStep(options, stored, () => living.object[method]?.(...args));
    void running.then(
      (value) => unlessEnded(() => resolve(value)),
      (error) => unlessEnded(() => reject(error)),
    );
  });
}

/**
 * Until its first wait a method's writes are one, and nobody hears of them before they are kept: when the object is
 * aborted there, they are all kept or none is, and the caller hears of an error either way.
 */
function firstStep(options: ObjectsOptions, stored: StoredObject, run: () => unknown): Promise<unknown> {
  const { chaos, timeline } = options;
  const { isolate } = stored.instance as Living;
  stored.sql.script('SAVEPOINT first_step');
  const running = runIn(isolate, async () => await run());
  const isAborted = chaos.strikes('objectAborted');
  const isKept = !isAborted || timeline.random.chance(0.5);
  if (!isKept) stored.sql.script('ROLLBACK TO first_step');
  stored.sql.script('RELEASE first_step');
  if (isAborted) {
    timeline.note(`${stored.name} aborted, writes ${isKept ? 'kept' : 'lost'}`);
    end(stored);
  }
  return running;
}

function alive(options: ObjectsOptions, stored: StoredObject): Living {
  if (stored.instance !== undefined) return stored.instance;
  stored.generation++;
  const isolate = createIsolate(`${stored.name}#${stored.generation}`, options.skew());
  const object = runIn(isolate, () => options.make(stateOf(options, stored, isolate)));
  const living = { isolate, object, busy: 0 };
  stored.instance = living;
  return living;
}

function end(stored: StoredObject): void {
  const { instance } = stored;
  stored.instance = undefined;
  if (instance !== undefined) kill(instance.isolate);
}

function stateOf(options: ObjectsOptions, stored: StoredObject, isolate: Isolate) {
  const { sql, kv } = stored;
  return {
    id: { toString: () => stored.name },
    waitUntil: (work: Promise<unknown>) => void work.catch(() => undefined),
    storage: {
      sql: { exec: (text: string, ...args: never[]) => sql.rows(text, ...args) },
      kv: {
        get: (key: string) => kv.get(key),
        put: (key: string, value: unknown) => void kv.set(key, structuredClone(value)),
      },
      getAlarm: async () => stored.alarm,
      setAlarm: async (at: number) => {
        // An instance that has ended writes nothing any more.
        if (isolate.isAlive) setAlarm(options, stored, at - isolate.skew);
      },
    },
  };
}

function setAlarm(options: ObjectsOptions, stored: StoredObject, at: number): void {
  const { chaos, timeline } = options;
  stored.alarm = at;
  if (chaos.strikes('alarmLost')) return;
  const late = chaos.strikes('alarmLate') ? timeline.random.between(100, 120_000) : 0;
  const ring = () => {
    if (stored.alarm !== at) return;
    stored.alarm = null;
    void invoke(options, stored, { method: 'alarm', args: [] }).catch(() =>
      setAlarm(options, stored, timeline.now + 2_000),
    );
    if (chaos.strikes('alarmTwice'))
      void invoke(options, stored, { method: 'alarm', args: [] }).catch(() => undefined);
  };
  timeline.after(at - timeline.now + late, `${stored.name} alarm`, ring, PLATFORM);
}
