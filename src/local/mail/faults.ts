import * as z from 'zod';

const target = {
  /** In how many of a hundred requests it strikes; always unless told. */
  percent: z.number().min(0).max(100).default(100),
  /** How often it strikes before it is spent; without it, until cleared. */
  times: z.int().positive().optional(),
};

const FAULT = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ms: z.number().min(0).max(600_000), ...target }),
  /** Answers a status, nothing was done; 429 with how long to wait. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.int().positive().optional(),
    ...target,
  }),
  /** Everything was done, then the socket is destroyed. */
  z.strictObject({ kind: z.literal('lost-answer'), ...target }),
]);

export const FAULT_LIST = z.union([z.array(FAULT), FAULT.transform((fault) => [fault])]);

export type Fault = z.output<typeof FAULT>;

export interface Faults {
  add(fault: z.input<typeof FAULT>): void;
  set(faults: readonly Fault[]): void;
  list(): readonly Fault[];
  clear(): void;
  /** The one of this kind that strikes now, counted down. */
  strike<Kind extends Fault['kind']>(kind: Kind): Extract<Fault, { kind: Kind }> | undefined;
}

/** @param random in [0, 1): what decides about percentages */
export function createFaults(random: () => number): Faults {
  let active: Fault[] = [];
  return {
    add: (fault) => active.push(FAULT.parse(fault)),
    set(faults) {
      active = faults.map((fault) => ({ ...fault }));
    },
    list: () => active,
    clear() {
      active = [];
    },
    strike<Kind extends Fault['kind']>(kind: Kind) {
      const found = active.find(
        (fault): fault is Extract<Fault, { kind: Kind }> =>
          fault.kind === kind && random() * 100 < fault.percent,
      );
      if (found?.times !== undefined) found.times -= 1;
      active = active.filter(({ times }) => times === undefined || times > 0);
      return found;
    },
  };
}
