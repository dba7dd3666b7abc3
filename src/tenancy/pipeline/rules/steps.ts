/** What makes a tenant, in order. Each finds its own work done when it is repeated. */
export const STEPS = [
  'check',
  'database',
  'token',
  'migrate',
  'catalog',
  'brand',
  'domain',
  'owner',
  'smoke',
  'live',
] as const;

export type StepName = (typeof STEPS)[number];

export const STATES = ['running', 'waiting', 'live', 'failed', 'refused', 'cancelled'] as const;

export type OnboardingState = (typeof STATES)[number];

/** Why a step did not succeed, as the operator reads it. */
export interface StepProblem {
  /** `retry`: it may heal by itself. `fix`: somebody has to change something first. `refuse`: never with this request. */
  readonly kind: 'retry' | 'fix' | 'refuse';
  readonly code: string;
  readonly detail: string;
}

/** What became of one step so far; epoch milliseconds. */
export interface StepRecord {
  readonly name: StepName;
  readonly attempts: number;
  readonly startedAt: number;
  /** Since when it is tried without success: an operator's retry starts it anew. */
  readonly since: number;
  readonly finishedAt: number | null;
  readonly problem: StepProblem | null;
  /** An attempt was cut, or its answer lost: what it asked for may have happened. */
  readonly mayHaveHappened: boolean;
}

/** The part of an onboarding that decides what comes next. */
export interface Progress {
  readonly state: OnboardingState;
  readonly steps: readonly StepRecord[];
  /** When somebody should look again; null: never by itself. */
  readonly nextAt: number | null;
  /** When what was made is taken back; null: it stays. */
  readonly undoAt: number | null;
  readonly closedAt: number | null;
}

export type NextMove =
  | { readonly move: 'step'; readonly name: StepName }
  | { readonly move: 'undo' }
  | { readonly move: 'rest' };

/** What whoever holds the lease does now. */
export function nextMove({ state, steps, nextAt, undoAt, closedAt }: Progress, now: number): NextMove {
  if (closedAt !== null || nextAt === null || nextAt > now) return { move: 'rest' };
  if (undoAt !== null && undoAt <= now) return { move: 'undo' };
  const name = currentStep(steps);
  return state === 'running' && name !== undefined ? { move: 'step', name } : { move: 'rest' };
}

/** The first step that is not finished; undefined after the last. */
export function currentStep(steps: readonly StepRecord[]): StepName | undefined {
  return STEPS.find((name) => !isFinished(steps, name));
}

/** Whole percent of the steps that are finished. */
export function percentOf(steps: readonly StepRecord[]): number {
  return Math.floor((100 * STEPS.filter((name) => isFinished(steps, name)).length) / STEPS.length);
}

/** The records with one more attempt of a step, noted before anything is asked for. */
export function withAttempt(steps: readonly StepRecord[], name: StepName, now: number): StepRecord[] {
  const before = recordOf(steps, name);
  return replaced(steps, {
    name,
    attempts: (before?.attempts ?? 0) + 1,
    startedAt: before?.startedAt ?? now,
    since: before?.since ?? now,
    finishedAt: null,
    problem: null,
    mayHaveHappened: before !== undefined && (before.mayHaveHappened || wasUncertain(before)),
  });
}

/** Cut before anything was noted, or ended without a clear no. */
function wasUncertain({ problem }: StepRecord): boolean {
  return problem === null || problem.kind === 'retry';
}

export function withSuccess(steps: readonly StepRecord[], name: StepName, now: number): StepRecord[] {
  return changed(steps, name, { finishedAt: now });
}

export function withProblem(
  steps: readonly StepRecord[],
  name: StepName,
  problem: StepProblem,
): StepRecord[] {
  return changed(steps, name, { problem });
}

/** After an operator has changed what was wrong: the clock of the current step starts anew. */
export function withFreshStart(steps: readonly StepRecord[], now: number): StepRecord[] {
  const name = currentStep(steps);
  return name === undefined ? [...steps] : changed(steps, name, { since: now });
}

export function recordOf(steps: readonly StepRecord[], name: StepName): StepRecord | undefined {
  return steps.find((one) => one.name === name);
}

/** Whether a step has done, or may have done, what it is for: then there may be something to take back. */
export function mayHaveDone(steps: readonly StepRecord[], name: StepName): boolean {
  const record = recordOf(steps, name);
  return (
    record !== undefined && (record.finishedAt !== null || record.mayHaveHappened || wasUncertain(record))
  );
}

function isFinished(steps: readonly StepRecord[], name: StepName): boolean {
  return (recordOf(steps, name)?.finishedAt ?? null) !== null;
}

function changed(steps: readonly StepRecord[], name: StepName, change: Partial<StepRecord>): StepRecord[] {
  return steps.map((one) => (one.name === name ? { ...one, ...change } : one));
}

function replaced(steps: readonly StepRecord[], record: StepRecord): StepRecord[] {
  return [...steps.filter(({ name }) => name !== record.name), record];
}
