/** How often Cloudflare looks again before it gives a hostname up as moved: 75 times, over seven days. */
export const RETRIES = 75;

const LONGEST_SECONDS = 14_400;

/**
 * Seconds until the next look, after so many that found nothing (0 after the first): Cloudflare's own formula
 * (developers.cloudflare.com/cloudflare-for-platforms, "Backoff schedule").
 */
export function retrySeconds(retry: number): number {
  const growth = retry < 10 ? 1.05 : 1.15;
  return Math.min(Math.floor(60 * growth ** retry), LONGEST_SECONDS);
}
