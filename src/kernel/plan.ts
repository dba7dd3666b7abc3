/** What a tenant can be on; what each has is data of `tenancy/plans/rules/offer.ts`. */
export const PLAN_IDS = ['starter', 'professional', 'enterprise', 'white_label'] as const;
export type PlanId = (typeof PLAN_IDS)[number];

/** Of whoever was there before there were plans, and of a new tenant for which nobody says another. */
export const DEFAULT_PLAN: PlanId = 'professional';

/** What a plan has or has not. Never anything that a customer at the door needs: booking is in all of them. */
export const FEATURES = [
  'brand',
  'own-domains',
  'webhooks',
  'event-feed',
  'series',
  'external-calendars',
  'import',
  'data-residency',
] as const;
export type Feature = (typeof FEATURES)[number];

/** What a plan has so many of. */
export const QUOTAS = ['locations', 'providers', 'own-domains', 'api-keys', 'webhook-endpoints'] as const;
export type Quota = (typeof QUOTAS)[number];

/** How fast a tenant's API keys may call, all of them together. */
export interface RateTier {
  readonly perMinute: number;
  /** So many at once, after a pause. */
  readonly burst: number;
}

/** What is measured of every tenant, each as an absolute amount of its month. */
export const METRICS = [
  'bookings',
  'active-providers',
  'api-requests',
  'webhook-attempts',
  'storage-bytes',
  'rows-read',
  'rows-written',
] as const;
export type Metric = (typeof METRICS)[number];
