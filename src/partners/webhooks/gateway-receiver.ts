import type { AttemptOutcome } from './rules/retry-schedule.ts';

/** Standard Webhooks: a receiver has between 15 and 30 seconds. */
const TIMEOUT_MS = 15_000;
const MAX_SECONDS = 7 * 86_400;

export interface ReceivedAttempt extends AttemptOutcome {
  /** Why there was no answer. */
  readonly error?: string;
  readonly latencyMs: number;
}

/** Posts once to a partner. Redirects are not followed, and not a byte of the answer's body is read. */
export async function postToReceiver(
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<ReceivedAttempt> {
  const startedAt = Date.now();
  const latencyMs = () => Date.now() - startedAt;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Booking-Webhooks/1.0' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
    return {
      status: response.status,
      latencyMs: latencyMs(),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return { error: isTimeout ? 'timeout' : 'connection-failed', latencyMs: latencyMs() };
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Math.min(Number(header), MAX_SECONDS) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
