import type { Rollout, TenantProgress } from './contract.ts';
import type { Tally } from './rules.ts';
import type { RolloutRow } from './store.ts';

export function presentRollout(row: RolloutRow, tallies: readonly Tally[]): Rollout {
  const countOf = (wanted: TenantProgress) =>
    tallies.filter(({ state }) => state === wanted).reduce((sum, { count }) => sum + count, 0);
  return {
    id: row.id,
    targetVersion: row.targetVersion,
    state: row.state,
    stopReason: row.stopReason,
    parallel: row.parallel,
    stopAfter: { failures: row.stopFailures, percent: row.stopPercent },
    counts: {
      pending: countOf('pending'),
      running: countOf('running'),
      done: countOf('done'),
      failed: countOf('failed'),
    },
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
