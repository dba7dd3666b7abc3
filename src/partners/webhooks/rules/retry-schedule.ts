const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Milliseconds to wait before each attempt, the example schedule of Standard Webhooks 1.0.0: ten attempts over
 * 75 h 35 min 5 s, before jitter.
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A delay grows by up to a fifth, so that what failed together does not come back together. */
const MAX_JITTER = 0.2;
/** A receiver may ask for more time than the schedule gives, up to a day. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** What an attempt came to. `status` is undefined when there was no answer. */
export interface AttemptOutcome {
  readonly status?: number;
  /** The Retry-After header, in milliseconds from the answer. */
  readonly retryAfterMs?: number;
}

export type NextStep =
  | { readonly status: 'delivered' }
  | { readonly status: 'pending'; readonly step: number; readonly nextAttemptAt: number }
  | { readonly status: 'dead' };

/**
 * Decides after the attempt at `step` (0 is the first). 2xx is success, everything else a failure: a redirect
 * is not followed. The jitter comes from the delivery's id and step, so the same history gives the same times.
 */
export function planNextStep(
  delivery: { readonly id: string; readonly step: number },
  outcome: AttemptOutcome,
  now: number,
): NextStep {
  if (outcome.status !== undefined && outcome.status >= 200 && outcome.status < 300)
    return { status: 'delivered' };
  const step = delivery.step + 1;
  const delay = RETRY_DELAYS_MS[step];
  if (delay === undefined) return { status: 'dead' };
  const jittered = delay * (1 + MAX_JITTER * fractionOf(`${delivery.id}/${step}`));
  const asked = Math.min(outcome.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return { status: 'pending', step, nextAttemptAt: now + Math.round(Math.max(jittered, asked)) };
}

/** 410 Gone: the receiver wants no more of this, ever. */
export function isGone({ status }: AttemptOutcome): boolean {
  return status === 410;
}

/** FNV-1a of the text as a fraction in [0, 1). */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
