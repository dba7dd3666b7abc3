import type { RolloutState, TenantProgress } from './contract.ts';

/** A tenant that failed so often is given up, until somebody resumes the rollout. */
export const MAX_FAILURES = 3;
/** How long a tenant waits after its first and second failure; what passes by itself has passed by then. */
const PAUSES_MS = [30_000, 120_000] as const;

/** How many tenants of a rollout are alike. */
export interface Tally {
  readonly isCanary: boolean;
  readonly state: TenantProgress;
  /** It failed as often as it may. */
  readonly isGivenUp: boolean;
  readonly count: number;
}

export interface StopRule {
  /** At least so many tenants whose last attempt failed … */
  readonly stopFailures: number;
  /** … and more than this share, in percent, of all that were tried. */
  readonly stopPercent: number;
}

export interface Verdict {
  readonly state: RolloutState;
  /** Why it stopped, for an operator. */
  readonly stopReason: string | null;
}

/**
 * What becomes of an open rollout. Canaries go alone: one that is given up stops everything, and the others begin
 * when all canaries are done. Afterwards the error rate stops it, or there is nothing left to do.
 */
export function decideRollout(rule: StopRule, tallies: readonly Tally[]): Verdict {
  const { done, failed, givenUp, all } = totals(tallies);
  const canaries = totals(tallies.filter(({ isCanary }) => isCanary));
  if (canaries.givenUp > 0) return stopped(`Falló un sitio canario (${canaries.givenUp})`);
  if (failed >= rule.stopFailures && failed * 100 > rule.stopPercent * (failed + done)) {
    return stopped(`Fallaron ${failed} de los ${failed + done} sitios que se intentaron`);
  }
  if (canaries.done < canaries.all) return { state: 'canary', stopReason: null };
  if (done + givenUp < all) return { state: 'running', stopReason: null };
  return givenUp > 0
    ? stopped(`Quedan ${givenUp} sitios que no se pudieron migrar`)
    : { state: 'done', stopReason: null };
}

function totals(tallies: readonly Tally[]) {
  const sum = (isCounted: (tally: Tally) => boolean) =>
    tallies.filter(isCounted).reduce((total, { count }) => total + count, 0);
  return {
    all: sum(() => true),
    done: sum(({ state }) => state === 'done'),
    failed: sum(({ state }) => state === 'failed'),
    givenUp: sum(({ isGivenUp }) => isGivenUp),
  };
}

function stopped(stopReason: string): Verdict {
  return { state: 'stopped', stopReason };
}

/**
 * When a tenant that failed may be tried again, in epoch milliseconds.
 * @param failures including the one that just happened
 */
export function nextAttemptAt(failures: number, now: number): number {
  return now + (PAUSES_MS[failures - 1] ?? PAUSES_MS[1]);
}
