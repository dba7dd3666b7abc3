const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds before each attempt, after the one before it: nine over 15 h 43 min, before jitter. */
const DELAYS_MS = [0, MINUTE / 2, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR];

/** Mail services remember an idempotency key for a day: what is not sent by then could arrive twice. */
export const MAIL_LIFE_MS = 24 * HOUR;
const MAX_JITTER = 0.2;

/** What the mail service made of an attempt. */
export type SendOutcome =
  | { readonly result: 'sent'; readonly providerId: string | null }
  /** Nobody knows, or not now: the same again later, under the same key. */
  | { readonly result: 'later'; readonly reason: string; readonly retryAfterMs?: number }
  /** It does not send from that address (any more). */
  | { readonly result: 'sender-refused' }
  /** It never will. */
  | { readonly result: 'refused'; readonly reason: string };

export type NextMailStep =
  | { readonly status: 'sent'; readonly providerId: string | null }
  | {
      readonly status: 'pending';
      readonly step: number;
      readonly nextAttemptAt: number;
      readonly reason: string;
    }
  | { readonly status: 'dead'; readonly reason: string };

/**
 * What becomes of a mail after the attempt at `step` (0 is the first). A day after it was due it is dead, whatever the
 * service asks for. The jitter comes from id and step, so that the same history gives the same times. Epoch milliseconds.
 */
export function planNextMailStep(
  mail: { readonly id: string; readonly step: number; readonly dueAt: number },
  outcome: SendOutcome,
  now: number,
): NextMailStep {
  if (outcome.result === 'sent') return { status: 'sent', providerId: outcome.providerId };
  if (outcome.result === 'refused') return { status: 'dead', reason: outcome.reason };
  const reason = outcome.result === 'later' ? outcome.reason : 'sender-refused';
  const step = mail.step + 1;
  const delay = DELAYS_MS[step];
  if (delay === undefined) return { status: 'dead', reason };
  const jittered = delay * (1 + MAX_JITTER * fractionOf(`${mail.id}/${step}`));
  const asked = outcome.result === 'later' ? (outcome.retryAfterMs ?? 0) : 0;
  const nextAttemptAt = now + Math.round(Math.max(jittered, asked));
  if (nextAttemptAt > mail.dueAt + MAIL_LIFE_MS) return { status: 'dead', reason };
  return { status: 'pending', step, nextAttemptAt, reason };
}

/** FNV-1a of the text as a fraction in [0, 1). */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}
