const MINUTE_MS = 60_000;
const EVERY_MS = 15 * MINUTE_MS;
const MAX_DOUBLINGS = 6;

/** When a calendar is read again, in epoch milliseconds: after 15 minutes, and twice as long with every failure, up to 16 hours. */
export function nextReading(failures: number, now: number): number {
  return now + EVERY_MS * 2 ** Math.min(failures, MAX_DOUBLINGS);
}
