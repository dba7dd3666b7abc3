import type { OnboardingState, StepProblem, StepRecord } from './steps.ts';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** So long a step that may heal is tried; then everything is taken back. */
export const GIVE_UP_MS = 60 * 60_000;
/** So long what was made waits for an operator to change what is wrong. */
export const ABANDON_MS = 7 * 86_400_000;

export interface AfterFailure {
  readonly state: OnboardingState;
  /** Epoch milliseconds; null: nobody looks again. */
  readonly nextAt: number | null;
  readonly undoAt: number | null;
}

/**
 * What follows a step's problem. What may heal is tried again, for an hour since the step was first tried, and then
 * rolled back; what somebody has to change waits for them a week; what can never be is refused and rolled back.
 * @param id spreads the attempts of many onboardings that failed at one moment
 */
export function afterFailure(
  { attempts, since, name }: Pick<StepRecord, 'attempts' | 'since' | 'name'>,
  kind: StepProblem['kind'],
  { id, now }: { readonly id: string; readonly now: number },
): AfterFailure {
  if (kind === 'refuse') return { state: 'refused', nextAt: now, undoAt: now };
  if (kind === 'fix') return { state: 'failed', nextAt: now + ABANDON_MS, undoAt: now + ABANDON_MS };
  if (now - since >= GIVE_UP_MS) return { state: 'failed', nextAt: now, undoAt: now };
  return { state: 'running', nextAt: now + pauseBefore(attempts + 1, `${id} ${name}`), undoAt: null };
}

/** Taking back is tried for as long as it takes. */
export function pauseBeforeUndo(attempts: number, id: string): number {
  return pauseBefore(attempts + 1, `${id} undo`);
}

/**
 * Milliseconds before an attempt, the second and later ones: twice as long each time, at most ten minutes, of which
 * the text decides between half and all. The same attempt waits the same, whoever asks.
 */
export function pauseBefore(attempt: number, text: string): number {
  const full = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempt - 2), LONGEST_PAUSE_MS);
  return Math.round(full * (0.5 + shareOf(`${text} ${attempt}`) / 2));
}

/** FNV-1a (32 bits) as a share of one. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
