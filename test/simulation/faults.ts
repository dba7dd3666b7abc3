import type { Random } from './random.ts';

/** How often what goes wrong, in one simulation: shares of the requests, or times an hour. */
export interface FaultRates {
  // Of the requests to a database.
  readonly databaseFails: number;
  readonly databaseBusy: number;
  readonly streamExpires: number;
  readonly answerLost: number;
  readonly answerSlow: number;
  readonly requestLate: number;
  // Of the calls to a Durable Object.
  readonly callLost: number;
  readonly callAnswerLost: number;
  readonly objectOverloaded: number;
  readonly objectAborted: number;
  // Of its alarms.
  readonly alarmLost: number;
  readonly alarmTwice: number;
  readonly alarmLate: number;
  // Of the queue's messages.
  readonly sendFails: number;
  readonly messageLost: number;
  readonly messageTwice: number;
  readonly messageLate: number;
  readonly messagePoisoned: number;
  // Of the webhooks' attempts.
  readonly receiverFails: number;
  readonly receiverSlow: number;
  readonly receiverGone: number;
  // Of the answers to customers.
  readonly httpAnswerLost: number;
  readonly doubleClick: number;
  // Times in a simulated hour.
  readonly isolateKilled: number;
  readonly everythingKilled: number;
  readonly objectEvicted: number;
  readonly clockJumps: number;
  readonly databaseGone: number;
  /** Not a fault by itself: a lock compares with the database in the middle of everything. */
  readonly reconciled: number;
}

export type Fault = keyof FaultRates;

/** The most of each that a simulation may have. */
const MOST: FaultRates = {
  databaseFails: 0.12,
  databaseBusy: 0.1,
  streamExpires: 0.06,
  answerLost: 0.15,
  answerSlow: 0.08,
  requestLate: 0.1,
  callLost: 0.1,
  callAnswerLost: 0.1,
  objectOverloaded: 0.05,
  objectAborted: 0.08,
  alarmLost: 0.5,
  alarmTwice: 0.3,
  alarmLate: 0.3,
  sendFails: 0.2,
  messageLost: 0.2,
  messageTwice: 0.3,
  messageLate: 0.2,
  messagePoisoned: 0.1,
  receiverFails: 0.4,
  receiverSlow: 0.1,
  receiverGone: 0.02,
  httpAnswerLost: 0.1,
  doubleClick: 0.15,
  isolateKilled: 60,
  everythingKilled: 12,
  objectEvicted: 120,
  clockJumps: 12,
  databaseGone: 12,
  reconciled: 1_500,
};

export const NO_FAULTS: FaultRates = Object.fromEntries(
  Object.keys(MOST).map((name) => [name, 0]),
) as unknown as FaultRates;

/** Each simulation has its own mixture: some faults not at all, the others more or less often. */
export function drawFaultRates(random: Random): FaultRates {
  if (random.chance(0.05)) return NO_FAULTS;
  const rates = Object.entries(MOST).map(([name, most]) => [
    name,
    random.chance(0.45) ? most * random.next() : 0,
  ]);
  return Object.fromEntries(rates) as FaultRates;
}

/** Faults as they strike, counted: what never struck has proven nothing. */
export interface Chaos {
  rates: FaultRates;
  readonly counts: Map<string, number>;
  strikes(fault: Fault): boolean;
  /** The first of these that strikes, if any. */
  firstOf<Name extends Fault>(faults: readonly Name[]): Name | undefined;
  count(name: string): void;
}

export function createChaos(random: Random, rates: FaultRates): Chaos {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const chaos: Chaos = {
    rates,
    counts,
    count,
    strikes(fault) {
      const isStruck = chaos.rates[fault] > 0 && random.chance(chaos.rates[fault]);
      if (isStruck) count(fault);
      return isStruck;
    },
    firstOf: (faults) => faults.find((fault) => chaos.strikes(fault)),
  };
  return chaos;
}
