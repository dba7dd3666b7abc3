import * as z from 'zod';

/** The calls of the control plane that a fault can strike; `call` stands for all of them. */
const API_CALLS = ['call', 'list', 'create', 'read', 'delete', 'token'] as const;
export type ApiCall = (typeof API_CALLS)[number];

const target = {
  /** A hostname; without it, every database. */
  database: z.string().optional(),
  /** Strikes this call of the control plane instead of the databases. */
  api: z.enum(API_CALLS).optional(),
  /** Of the requests it could strike, the share that it does. */
  probability: z.number().min(0).max(1).optional(),
  /** How often it strikes before it is spent; without it, until cleared. */
  times: z.int().positive().optional(),
};
const milliseconds = z.number().min(0).max(600_000);
const status = z.int().min(400).max(599);

const FAULT = z.discriminatedUnion('kind', [
  /** Waits before anything is looked at. */
  z.strictObject({ kind: z.literal('latency'), ms: milliseconds, ...target }),
  /** Answers a status, nothing was executed. */
  z.strictObject({ kind: z.literal('status-before'), status, ...target }),
  /** Answers a status, everything was executed and committed. */
  z.strictObject({ kind: z.literal('status-after'), status, ...target }),
  /** Everything was executed and committed, then the socket is destroyed. */
  z.strictObject({ kind: z.literal('lost-response'), ...target }),
  /** Everything was executed and committed; the answer takes its time. */
  z.strictObject({ kind: z.literal('slow-answer'), ms: milliseconds, ...target }),
  /** Answers STREAM_EXPIRED; the stream that the baton names is rolled back. */
  z.strictObject({ kind: z.literal('expire-stream'), ...target }),
  /** Every statement is answered SQLITE_BUSY. */
  z.strictObject({ kind: z.literal('busy'), ...target }),
  /** Answers as if the database had been deleted. */
  z.strictObject({ kind: z.literal('database-missing'), ...target }),
]);
export const FAULT_LIST = z.union([z.array(FAULT), FAULT.transform((fault) => [fault])]);

type Fault = z.infer<typeof FAULT>;

/** The faults that strike one request. */
export interface FaultsNow {
  latencyMs: number;
  statusBefore: number | undefined;
  statusAfter: number | undefined;
  slowAnswerMs: number;
  isResponseLost: boolean;
  isStreamExpired: boolean;
  isBusy: boolean;
  isDatabaseMissing: boolean;
}

export interface Faults {
  /** Adds one to those in force. */
  add(fault: Fault): void;
  /** Puts these in place of those in force. */
  set(faults: Fault[]): void;
  /** Those in force, `times` counted down. */
  list(): Fault[];
  clear(): void;
  draw(hostname: string): FaultsNow | undefined;
  /** Of those that strike the control plane: latency, a status before or after, a slow or lost answer. */
  drawApi(call: ApiCall): FaultsNow | undefined;
}

export function createFaults(seed: number): Faults {
  const random = seededRandom(seed);
  let active: Fault[] = [];
  const drawThose = (isAimed: (fault: Fault) => boolean) => {
    if (active.length === 0) return undefined;
    const struck = active.filter((fault) => isAimed(fault) && strikes(fault, random));
    active = active.filter((fault) => fault.times === undefined || fault.times > 0);
    return combine(struck);
  };
  return {
    add: (fault) => active.push({ ...fault }),
    set(faults) {
      active = faults.map((fault) => ({ ...fault }));
    },
    list: () => active.map((fault) => ({ ...fault })),
    clear() {
      active = [];
    },
    draw: (hostname) =>
      drawThose((fault) => fault.api === undefined && (fault.database ?? hostname) === hostname),
    drawApi: (call) => drawThose(({ api }) => api === 'call' || api === call),
  };
}

function strikes(fault: Fault, random: () => number): boolean {
  if (fault.probability !== undefined && random() >= fault.probability) return false;
  if (fault.times !== undefined) fault.times -= 1;
  return true;
}

function combine(struck: Fault[]): FaultsNow {
  const now: FaultsNow = {
    latencyMs: 0,
    statusBefore: undefined,
    statusAfter: undefined,
    slowAnswerMs: 0,
    isResponseLost: false,
    isStreamExpired: false,
    isBusy: false,
    isDatabaseMissing: false,
  };
  for (const fault of struck) applyFault(now, fault);
  return now;
}

function applyFault(now: FaultsNow, fault: Fault): void {
  switch (fault.kind) {
    case 'latency':
      now.latencyMs += fault.ms;
      return;
    case 'slow-answer':
      now.slowAnswerMs += fault.ms;
      return;
    case 'status-before':
      now.statusBefore = fault.status;
      return;
    case 'status-after':
      now.statusAfter = fault.status;
      return;
    case 'lost-response':
      now.isResponseLost = true;
      return;
    case 'expire-stream':
      now.isStreamExpired = true;
      return;
    case 'busy':
      now.isBusy = true;
      return;
    case 'database-missing':
      now.isDatabaseMissing = true;
  }
}

/** mulberry32: the same seed strikes the same requests. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
