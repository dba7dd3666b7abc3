import { type Feature, QUOTAS, type Quota } from '../../../kernel/plan.ts';
import { AppError } from '../../../kernel/problem.ts';
import { OFFERS, type Offer } from './offer.ts';
import { FEATURE_WORDS, joined, QUOTA_WORDS } from './words.ts';

/** What a tenant has of everything that a plan may limit. */
export interface InUse {
  readonly quotas: Readonly<Record<Quota, number>>;
  /** How many things live on a feature: whoever loses it would lose them. */
  readonly features: Readonly<Partial<Record<Feature, number>>>;
}

/** What does not fit into a plan. */
export interface Over {
  readonly what: Feature | Quota;
  readonly title: string;
  readonly used: number;
  readonly limit: number;
}

/** Undefined when the plan has it; else `plan-required`, which says which plans have it. */
export function lacking(offer: Offer, feature: Feature): AppError | undefined {
  if (offer.features.includes(feature)) return undefined;
  const having = OFFERS.filter(({ features }) => features.includes(feature));
  const names = joined(having.map(({ name }) => name));
  return new AppError(
    'plan-required',
    `El plan ${offer.name} no trae ${FEATURE_WORDS[feature]}. Está en ${names}.`,
    { feature, plan: offer.id, plans: having.map(({ id }) => id) },
  );
}

/**
 * Undefined when there is room for what is wanted; else `quota-reached` with what there is and what there may be. Who
 * has more than the plan allows, from before it did, keeps it: only more than that is refused.
 */
export function withoutRoom(
  offer: Offer,
  quota: Quota,
  { used, wanted }: { readonly used: number; readonly wanted: number },
): AppError | undefined {
  const limit = offer.quotas[quota];
  if (wanted <= limit || wanted <= used) return undefined;
  const said = wanted > used + 1 ? `se piden ${wanted}` : `ya hay ${used}`;
  return new AppError(
    'quota-reached',
    `El plan ${offer.name} incluye hasta ${limit} ${QUOTA_WORDS[quota]}, y ${said}.`,
    { quota, plan: offer.id, used, limit },
  );
}

/** What a tenant has that a plan does not: empty when the plan can be taken. */
export function overOf(offer: Offer, { quotas, features }: InUse): Over[] {
  const ofQuotas = QUOTAS.map((what) => ({
    what,
    title: QUOTA_WORDS[what],
    used: quotas[what],
    limit: offer.quotas[what],
  })).filter(({ used, limit }) => used > limit);
  const ofFeatures = Object.entries(features)
    .map(([name, used]) => ({ what: name as Feature, title: FEATURE_WORDS[name as Feature], used, limit: 0 }))
    .filter(({ what, used }) => used > 0 && !offer.features.includes(what));
  return [...ofQuotas, ...ofFeatures];
}

/** What one plan has and another has not, in words. */
export function gainedBy(from: Offer, to: Offer): string[] {
  const features = to.features.filter((one) => !from.features.includes(one)).map((one) => FEATURE_WORDS[one]);
  const quotas = QUOTAS.filter((one) => to.quotas[one] > from.quotas[one]).map((one) =>
    upTo(to.quotas[one], QUOTA_WORDS[one]),
  );
  const amounts = [
    { from: from.bookingsPerMonth, to: to.bookingsPerMonth, words: 'turnos por mes' },
    { from: from.rate.perMinute, to: to.rate.perMinute, words: 'pedidos de API por minuto' },
  ].filter((amount) => amount.to > amount.from);
  return [...features, ...quotas, ...amounts.map((amount) => upTo(amount.to, amount.words))];
}

function upTo(amount: number, words: string): string {
  return `hasta ${amount.toLocaleString('es-AR')} ${words}`;
}
