import { findCountry } from '../../kernel/countries/find-country.ts';
import { AppError, type FieldError } from '../../kernel/problem.ts';
import { refuseTakenDomains } from '../domains/apply-domains.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { mistakenFor, mixesScripts } from '../onboarding/rules/look-alike.ts';
import type { OnboardingRequest } from './contract.ts';
import { taxIdOf } from './rules/legal-facts.ts';
import { type Risk, resembling, riskOf } from './rules/risk.ts';
import {
  type OnboardingRow,
  ownDomainsBeside,
  requestsOfOwner,
  requestsOfTaxId,
  slugsBeside,
} from './store.ts';

const DAY_MS = 86_400_000;

/**
 * Throws, with every wrong field, when a name is another tenant's or would be mistaken for one.
 * @param tenantId whose own names do not count
 */
export async function refuseTakenNames(
  ctx: OperatorCtx,
  request: Pick<OnboardingRequest, 'slug' | 'domains'>,
  tenantId: string,
): Promise<void> {
  const [slugs, domains] = await ctx.registry.read([slugsBeside(tenantId), ownDomainsBeside(tenantId)]);
  const known = { slugs: slugs.map(({ slug }) => slug), domains: domains.map(({ host }) => host) };
  const wrong = [
    ...wrongSlug(request.slug, known.slugs),
    ...wrongDomains(ctx, request.domains, known.domains),
  ];
  if (wrong.length > 0) {
    throw new AppError('invalid-input', 'Revisá los campos indicados en errors.', { errors: wrong });
  }
  if (known.slugs.includes(request.slug)) {
    throw new AppError('already-exists', `Ya hay un sitio ${request.slug}. Elegí otro nombre corto.`, {
      errors: [field('/slug', 'Ya está en uso: elegí otro')],
    });
  }
  await refuseTakenDomains(ctx.domains, request.domains, tenantId);
}

function wrongSlug(slug: string, known: readonly string[]): FieldError[] {
  const other = mistakenFor(slug, known);
  return other === undefined ? [] : [field('/slug', `Se confunde con ${other}: elegí otro`)];
}

function wrongDomains(
  ctx: Pick<OperatorCtx, 'platformDomain' | 'consoleHost'>,
  domains: readonly string[],
  known: readonly string[],
): FieldError[] {
  return domains.flatMap((domain, index) => {
    const detail = wrongDomain(ctx, domain, { known, before: domains.slice(0, index) });
    return detail === undefined ? [] : [field(`/domains/${index}`, detail)];
  });
}

interface OtherDomains {
  readonly known: readonly string[];
  readonly before: readonly string[];
}

function wrongDomain(
  { platformDomain, consoleHost }: Pick<OperatorCtx, 'platformDomain' | 'consoleHost'>,
  domain: string,
  { known, before }: OtherDomains,
): string | undefined {
  if (before.includes(domain)) return 'Está repetido';
  const isPlatforms = domain === consoleHost || `.${domain}`.endsWith(`.${platformDomain}`);
  if (isPlatforms) return 'Es de la plataforma: acá van sólo dominios propios';
  const other = mistakenFor(domain, known);
  return other === undefined ? undefined : `Se confunde con ${other}, que es de otro sitio`;
}

function field(pointer: string, detail: string): FieldError {
  return { in: 'body', pointer, detail };
}

/** How much the request should be looked at, from itself and what else was asked for lately. */
export async function readRisk(ctx: OperatorCtx, row: OnboardingRow): Promise<Risk> {
  const since = row.createdAt - DAY_MS;
  const [slugs, [owner], [taxId]] = await ctx.registry.read([
    slugsBeside(row.tenantId),
    requestsOfOwner(row.ownerEmail, since),
    requestsOfTaxId(row.taxId, since),
  ]);
  const { slug, name, domains } = row.request;
  const known = slugs.map((one) => one.slug);
  return riskOf({
    slug,
    name,
    ownerEmail: row.ownerEmail,
    domains,
    legal: legalFacts(row.request),
    hasMixedScripts: domains.some(mixesScripts),
    resembles: resembling(slug, known),
    sameOwnerToday: owner?.count ?? 0,
    sameTaxIdToday: taxId?.count ?? 0,
  });
}

function legalFacts({ country, legal }: OnboardingRequest) {
  const text = taxIdOf(legal);
  const checked = text === undefined ? undefined : findCountry(country)?.taxId.check(text);
  return legal !== undefined && checked?.ok === true
    ? { name: legal.name, holder: checked.holder }
    : undefined;
}
