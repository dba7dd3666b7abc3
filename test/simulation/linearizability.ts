/** One operation as its client saw it. */
export interface Observed {
  readonly invokedAt: number;
  /** Infinity: no answer ever came. */
  readonly respondedAt: number;
  /** It may have happened at any time after it was asked for, or never. */
  readonly isOptional?: boolean;
}

export interface Model<State, Operation> {
  readonly initial: State;
  /** The state after an operation that ended as observed; undefined when it cannot have ended so. */
  readonly step: (state: State, operation: Operation) => State | undefined;
  /** Equal for states in which everything that follows is alike. */
  readonly key: (state: State) => string;
}

export type Verdict = 'linearizable' | 'not-linearizable' | 'undecided';

export interface Checking<State, Operation> {
  readonly model: Model<State, Operation>;
  /** How many situations are looked at before it stays undecided. */
  readonly patience?: number;
}

/**
 * Whether there is one order in which the operations can have happened one by one, each between its question and its
 * answer, so that every answer is right (Wing and Gong 1993; Lowe 2017: a situation that was seen is not tried again).
 */
export function checkLinearizability<State, Operation extends Observed>(
  history: readonly Operation[],
  { model, patience = 50_000 }: Checking<State, Operation>,
): Verdict {
  const operations = history.toSorted((a, b) => a.respondedAt - b.respondedAt || a.invokedAt - b.invokedAt);
  const seen = new Set<string>();
  const stack: Situation<State>[] = [{ done: 0n, state: model.initial }];
  const everyone = mask(operations, ({ isOptional }) => isOptional !== true);
  for (let situation = stack.pop(); situation !== undefined; situation = stack.pop()) {
    if ((situation.done & everyone) === everyone) return 'linearizable';
    const key = `${situation.done.toString(36)}|${model.key(situation.state)}`;
    if (seen.has(key)) continue;
    if (seen.size >= patience) return 'undecided';
    seen.add(key);
    for (const next of successors(operations, situation, model)) stack.push(next);
  }
  return 'not-linearizable';
}

interface Situation<State> {
  /** A bit for each operation that has happened. */
  readonly done: bigint;
  readonly state: State;
}

/** The likeliest last, because the last is tried first: what was answered first probably happened first. */
function successors<State, Operation extends Observed>(
  operations: readonly Operation[],
  { done, state }: Situation<State>,
  model: Model<State, Operation>,
): Situation<State>[] {
  const isOpen = (index: number) => (done & (1n << BigInt(index))) === 0n;
  const firstAnswer = operations.reduce(
    (earliest, operation, index) =>
      isOpen(index) && operation.isOptional !== true ? Math.min(earliest, operation.respondedAt) : earliest,
    Number.POSITIVE_INFINITY,
  );
  const found: Situation<State>[] = [];
  for (const [index, operation] of operations.entries()) {
    // Whatever was asked for after an answer had come cannot have happened before it.
    if (!isOpen(index) || operation.invokedAt > firstAnswer) continue;
    const next = model.step(state, operation);
    if (next !== undefined) found.push({ done: done | (1n << BigInt(index)), state: next });
  }
  return found.reverse();
}

function mask<Operation>(operations: readonly Operation[], counts: (one: Operation) => boolean): bigint {
  return operations.reduce((bits, one, index) => (counts(one) ? bits | (1n << BigInt(index)) : bits), 0n);
}
