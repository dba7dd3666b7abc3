import type { Rate } from '../tenancy/plans/take-cell.ts';

/**
 * What a caller may still do (draft-ietf-httpapi-ratelimit-headers-10). The quota is the bucket: so many calls within the
 * time in which an empty one fills. `t` says when it is whole again, Retry-After when one more call is let through.
 */
export function setRateHeaders(headers: Headers, { tier, isWithin, left, wholeInMs, waitMs }: Rate): void {
  const windowSeconds = Math.ceil((tier.burst * 60) / tier.perMinute);
  headers.set('ratelimit-policy', `"api";q=${tier.burst};w=${windowSeconds}`);
  headers.set('ratelimit', `"api";r=${left};t=${Math.ceil(wholeInMs / 1_000)}`);
  if (!isWithin) headers.set('retry-after', String(Math.max(1, Math.ceil(waitMs / 1_000))));
}
