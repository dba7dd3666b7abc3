import * as z from 'zod';

const target = {
  /** Which door: the API, the resolver, or what is sent to us. */
  on: z.enum(['api', 'dns']).default('api'),
  /** Only requests of this method. */
  method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
  /** How often it strikes before it is spent; without it, until cleared. */
  times: z.int().positive().optional(),
};
const status = z.int().min(400).max(599);

const FAULT = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0).max(600_000), ...target }),
  /** Answers a status, nothing was done. */
  z.strictObject({ kind: z.literal('status-before'), status, ...target }),
  /** Answers a status, everything was done. */
  z.strictObject({ kind: z.literal('status-after'), status, ...target }),
  /** Everything was done, then the socket is destroyed. */
  z.strictObject({ kind: z.literal('lost-response'), ...target }),
  /** The resolver could not find out. */
  z.strictObject({ kind: z.literal('servfail'), ...target }),
  z.strictObject({ kind: z.literal('duplicate-webhook'), ...target }),
  z.strictObject({ kind: z.literal('lost-webhook'), ...target }),
]);

export const FAULT_LIST = z.union([z.array(FAULT), FAULT.transform((fault) => [fault])]);

export type Fault = z.output<typeof FAULT>;
type FaultInput = z.input<typeof FAULT>;

export interface Faults {
  /** Adds one to those in force. */
  add(fault: FaultInput): void;
  set(faults: readonly Fault[]): void;
  list(): Fault[];
  clear(): void;
  /** The faults of some kinds that strike this request; each is counted down. */
  strike(door: Pick<Fault, 'on'> & { readonly method?: string }, ...kinds: readonly Fault['kind'][]): Fault[];
}

export function createFaults(): Faults {
  let active: Fault[] = [];
  return {
    add: (fault) => active.push(FAULT.parse(fault)),
    set(faults) {
      active = faults.map((fault) => ({ ...fault }));
    },
    list: () => active.map((fault) => ({ ...fault })),
    clear() {
      active = [];
    },
    strike({ on, method }, ...kinds) {
      const struck = active.filter(
        (fault) =>
          kinds.includes(fault.kind) &&
          fault.on === on &&
          (fault.method === undefined || fault.method === method),
      );
      for (const fault of struck) if (fault.times !== undefined) fault.times -= 1;
      active = active.filter(({ times }) => times === undefined || times > 0);
      return struck;
    },
  };
}
