import { METRICS, type Metric } from '../../kernel/plan.ts';

/** An amount of one month, `YYYY-MM`: absolute, so that it can be noted again. */
export interface Sample {
  readonly month: string;
  readonly metric: Metric;
  readonly amount: number;
}

/** How long an amount is good enough. A little under an hour: the cron comes every five minutes. */
export const FRESH_MS = 55 * 60_000;

const COUNTERS: ReadonlySet<Metric> = new Set(['api-requests', 'rows-read', 'rows-written']);

/** True of what only goes up within a month, and is counted where a restart or a new database begins anew. */
export function isCounter(metric: Metric): boolean {
  return COUNTERS.has(metric);
}

export type Amounts = Readonly<Record<Metric, number | null>>;

/** What is known of a month; null: nothing yet. */
export function amountsOf(samples: readonly Pick<Sample, 'metric' | 'amount'>[]): Amounts {
  const known = new Map(samples.map(({ metric, amount }) => [metric, amount]));
  return Object.fromEntries(METRICS.map((metric) => [metric, known.get(metric) ?? null])) as Amounts;
}

/** Newest first. */
export function monthsOf(
  samples: readonly Sample[],
): { readonly month: string; readonly amounts: Amounts }[] {
  return [...Map.groupBy(samples, ({ month }) => month)]
    .map(([month, ofMonth]) => ({ month, amounts: amountsOf(ofMonth) }))
    .toSorted((a, b) => b.month.localeCompare(a.month));
}

/** A tenant that was not heard of for so long is not well, whatever is known of it. */
const SILENT_MS = 2 * 3_600_000;

export type Health = 'well' | 'silent' | 'unknown';

/** Whether a tenant's database answered lately; of one that is not live nobody asks. */
export function healthOf(
  { answeredAt, problem }: { readonly answeredAt: number | null; readonly problem: string | null },
  now: number,
): Health {
  if (problem !== null) return 'silent';
  if (answeredAt === null) return 'unknown';
  return now - answeredAt > SILENT_MS ? 'silent' : 'well';
}
