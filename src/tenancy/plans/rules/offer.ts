import { FEATURES, type Feature, type PlanId, type Quota, type RateTier } from '../../../kernel/plan.ts';

/** What is aimed at for a tenant: a promise of the offer, not something that was measured. */
export interface ServiceLevel {
  /** Of a month, in percent. */
  readonly availabilityPercent: number;
  /** Until a person answers, in working hours. */
  readonly supportHours: number;
  /** The most that a restore from backups may lose: they are taken every five minutes and verified. */
  readonly rpoMinutes: number;
  /** From the decision to restore until the tenant serves again. */
  readonly rtoMinutes: number;
}

export interface Offer {
  readonly id: PlanId;
  readonly name: string;
  readonly features: readonly Feature[];
  /** What there may be at most of each. */
  readonly quotas: Readonly<Record<Quota, number>>;
  /** Counted and shown; nobody at the door is ever refused for it. */
  readonly bookingsPerMonth: number;
  readonly rate: RateTier;
  readonly serviceLevel: ServiceLevel;
}

/** From the smallest to the largest. The figures are the product's own offer: change them here and nowhere else. */
export const OFFERS: readonly Offer[] = [
  {
    id: 'starter',
    name: 'Inicial',
    features: [],
    quotas: { locations: 1, providers: 3, 'own-domains': 0, 'api-keys': 3, 'webhook-endpoints': 0 },
    bookingsPerMonth: 500,
    rate: { perMinute: 120, burst: 30 },
    serviceLevel: { availabilityPercent: 99.5, supportHours: 48, rpoMinutes: 15, rtoMinutes: 240 },
  },
  {
    id: 'professional',
    name: 'Profesional',
    features: FEATURES.filter((feature) => feature !== 'data-residency'),
    quotas: { locations: 10, providers: 50, 'own-domains': 3, 'api-keys': 20, 'webhook-endpoints': 20 },
    bookingsPerMonth: 5_000,
    rate: { perMinute: 600, burst: 100 },
    serviceLevel: { availabilityPercent: 99.9, supportHours: 16, rpoMinutes: 15, rtoMinutes: 120 },
  },
  {
    id: 'enterprise',
    name: 'Empresa',
    features: FEATURES,
    quotas: { locations: 50, providers: 500, 'own-domains': 10, 'api-keys': 50, 'webhook-endpoints': 20 },
    bookingsPerMonth: 50_000,
    rate: { perMinute: 3_000, burst: 500 },
    serviceLevel: { availabilityPercent: 99.95, supportHours: 4, rpoMinutes: 15, rtoMinutes: 60 },
  },
  {
    id: 'white_label',
    name: 'Marca blanca',
    features: FEATURES,
    quotas: { locations: 100, providers: 1_000, 'own-domains': 10, 'api-keys': 100, 'webhook-endpoints': 20 },
    bookingsPerMonth: 200_000,
    rate: { perMinute: 6_000, burst: 1_000 },
    serviceLevel: { availabilityPercent: 99.95, supportHours: 2, rpoMinutes: 15, rtoMinutes: 60 },
  },
];

const BY_ID: ReadonlyMap<PlanId, Offer> = new Map(OFFERS.map((offer) => [offer.id, offer]));

export function offerOf(id: PlanId): Offer {
  const offer = BY_ID.get(id);
  if (offer === undefined) throw new Error(`There is no plan ${id}`);
  return offer;
}

/** A plan's rate, times a factor that only a developer's machine sets: a load test there measures the Worker. */
export function tierOf(plan: PlanId, factor: number): RateTier {
  const { rate } = offerOf(plan);
  return factor === 1 ? rate : { perMinute: rate.perMinute * factor, burst: rate.burst * factor };
}
