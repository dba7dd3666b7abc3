import { AppError } from '../../kernel/problem.ts';
import { type InUse, lacking, overOf, withoutRoom } from './rules/entitlement.ts';
import type { Offer } from './rules/offer.ts';

/** Throws `plan-exceeded`, with everything that does not fit, when a tenant has more than a plan allows. */
export function refuseOver(to: Offer, inUse: InUse): void {
  const over = overOf(to, inUse);
  if (over.length === 0) return;
  const said = over.map(({ title, used, limit }) => `${title}, hay ${used} y entran ${limit}`).join('; ');
  throw new AppError('plan-exceeded', `No entra en el plan ${to.name}: ${said}.`, { plan: to.id, over });
}

/** What a specification brings of what plans limit. */
export interface Brought {
  readonly locations: number;
  readonly providers: number;
  readonly 'own-domains': number;
}

const NOTHING: Brought = { locations: 0, providers: 0, 'own-domains': 0 };

interface Place {
  /** What is there already. */
  readonly there?: Brought;
  /** Where the specification names who works there. */
  readonly providersAt?: '/catalog/providers' | '/template/providers';
}

interface Amounts {
  readonly used: number;
  readonly wanted: number;
}

/**
 * Throws `quota-reached` or `plan-required` when a specification brings more than the plan has. What is there already
 * may stay.
 */
export function refuseBrought(
  offer: Offer,
  wanted: Brought,
  { there = NOTHING, providersAt = '/catalog/providers' }: Place = {},
): void {
  const pointers = { locations: '/catalog/locations', providers: providersAt, 'own-domains': '/domains' };
  for (const quota of ['locations', 'providers', 'own-domains'] as const) {
    const amounts = { used: there[quota], wanted: wanted[quota] };
    const problem =
      quota === 'own-domains' ? domainProblem(offer, amounts) : withoutRoom(offer, quota, amounts);
    if (problem === undefined) continue;
    const error = { in: 'body', pointer: pointers[quota], detail: problem.message } as const;
    throw new AppError(problem.code, problem.message, { ...problem.members, errors: [error] });
  }
}

/** Throws `plan-required`, at the field, when a plan lets nobody choose where their data are. */
export function refusePlace(offer: Offer): void {
  const problem = lacking(offer, 'data-residency');
  if (problem === undefined) return;
  const error = { in: 'body', pointer: '/hosting', detail: problem.message } as const;
  throw new AppError(problem.code, problem.message, { ...problem.members, errors: [error] });
}

/** Throws `plan-required` or `quota-reached` when a tenant is to have more own domains than its plan allows. */
export function refuseDomains(offer: Offer, amounts: Amounts): void {
  const problem = domainProblem(offer, amounts);
  if (problem !== undefined) throw problem;
}

function domainProblem(offer: Offer, amounts: Amounts): AppError | undefined {
  const missing = amounts.wanted > amounts.used ? lacking(offer, 'own-domains') : undefined;
  return missing ?? withoutRoom(offer, 'own-domains', amounts);
}
