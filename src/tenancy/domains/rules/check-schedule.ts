import type { DomainState } from '../../../kernel/domain.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long to wait before the next look, by how long the domain has been in its state: the first row that fits. */
const PATIENCE: readonly { readonly within: number; readonly wait: number }[] = [
  { within: 10 * MINUTE, wait: MINUTE },
  { within: HOUR, wait: 5 * MINUTE },
  { within: DAY, wait: 15 * MINUTE },
  { within: 14 * DAY, wait: HOUR },
];

const WAITS: Partial<Record<DomainState, number>> = {
  active: 6 * HOUR,
  blocked: DAY,
  failed: DAY,
};
const AFTER_A_MISS = 15 * MINUTE;
const LONGEST_UNANSWERED = 6 * HOUR;

/** How often Cloudflare is asked to begin anew while it has not given up: its own looks are hours apart by then. */
const REVALIDATION_MS = 15 * MINUTE;

export interface Occasion {
  readonly state: DomainState;
  readonly stateSince: number;
  readonly misses: number;
  /** Looks in a row that got no answer. */
  readonly unanswered: number;
}

/** When a domain is looked at again. All instants in epoch milliseconds. */
export function nextCheckAt({ state, stateSince, misses, unanswered }: Occasion, now: number): number {
  if (unanswered > 0) return now + Math.min(MINUTE * 2 ** (unanswered - 1), LONGEST_UNANSWERED);
  if (misses > 0) return now + AFTER_A_MISS;
  const wait = WAITS[state] ?? PATIENCE.find(({ within }) => now - stateSince < within)?.wait ?? DAY;
  return now + wait;
}

/** States that a domain leaves when its records have just appeared. */
const WITHOUT_RECORDS: ReadonlySet<DomainState> = new Set(['dns-missing', 'lapsed', 'failed']);

/** Whether it is time to ask Cloudflare to begin a validation anew: at once when the records have just appeared. */
export function isRevalidationDue(
  isStuck: 'given-up' | 'waiting' | undefined,
  { state, askedAt }: { readonly state: DomainState; readonly askedAt: number | null },
  now: number,
): boolean {
  if (isStuck === 'given-up') return true;
  const isNews = WITHOUT_RECORDS.has(state);
  return isStuck === 'waiting' && (isNews || askedAt === null || now - askedAt >= REVALIDATION_MS);
}
