import { DEFAULT_PLAN } from '../../kernel/plan.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import { migrate } from '../../platform/migrate.ts';
import { digest } from '../../platform/secrets.ts';
import { listOwnDomains } from '../domains/present-domain.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { type Brought, refuseBrought, refusePlace } from '../plans/refuse-over.ts';
import { offerOf } from '../plans/rules/offer.ts';
import { advanceOnboarding } from './advance-onboarding.ts';
import { refuseTakenNames } from './check-request.ts';
import {
  type Onboarding,
  type OnboardingRequest,
  onboardingRequestSchema,
  onboardingSchema,
} from './contract.ts';
import { presentOnboarding } from './present-onboarding.ts';
import { taxIdOf } from './rules/legal-facts.ts';
import { insertOnboarding, type OnboardingRow, onboardingsOf } from './store.ts';

export const createOnboarding = action({
  name: 'onboardings.create',
  summary: 'Empezar el alta de un sitio; el mismo pedido otra vez es la misma alta',
  permission: 'tenants:write',
  input: onboardingRequestSchema,
  output: onboardingSchema,
  problems: ['already-exists', 'plan-required', 'quota-reached'],
  run: runCreateOnboarding,
});

async function runCreateOnboarding(ctx: OperatorCtx, request: OnboardingRequest): Promise<Onboarding> {
  await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
  const requestHash = await digest(JSON.stringify(request));
  const known = await readKnown(ctx, request.slug, requestHash);
  if (known !== undefined) return presentOnboarding(known, await listOwnDomains(ctx.domains, known.tenantId));
  const row = newRow(ctx, request, requestHash);
  await refuseTakenNames(ctx, request, row.tenantId);
  refuseOverPlan(request);
  await ctx.registry.write([insertOnboarding(row)]);
  // Of two at once, one row stays, and the other request meets it here.
  const own = await readKnown(ctx, request.slug, requestHash);
  if (own === undefined) throw new Error('The onboarding that was just inserted is missing');
  ctx.defer(() => advanceOnboarding(ctx, own.id));
  return presentOnboarding(own, []);
}

function refuseOverPlan(request: OnboardingRequest): void {
  const offer = offerOf(request.plan ?? DEFAULT_PLAN);
  refuseBrought(offer, broughtBy(request), {
    providersAt: request.catalog === undefined ? '/template/providers' : '/catalog/providers',
  });
  if (request.hosting !== undefined) refusePlace(offer);
}

/** A template has one place, and whoever owns the shop when it names nobody else. */
function broughtBy({ catalog, template, domains }: OnboardingRequest): Brought {
  return {
    locations: catalog?.locations.length ?? 1,
    providers: catalog?.providers.length ?? Math.max(1, template?.providers.length ?? 0),
    'own-domains': domains.length,
  };
}

/** The onboarding that this very request has started. Throws when another one of the same name is under way. */
async function readKnown(
  ctx: OperatorCtx,
  slug: string,
  requestHash: string,
): Promise<OnboardingRow | undefined> {
  const [[row]] = await ctx.registry.read([onboardingsOf(slug)]);
  if (row === undefined || (row.closedAt !== null && row.state !== 'live')) return undefined;
  if (row.requestHash === requestHash) return row;
  if (row.closedAt !== null) return undefined;
  throw new AppError(
    'already-exists',
    `Ya hay un alta en curso para ${slug}, con otros datos. Cancelala antes de mandar otra.`,
    { onboardingId: row.id, errors: [{ in: 'body', pointer: '/slug', detail: 'Tiene un alta en curso' }] },
  );
}

function newRow(ctx: OperatorCtx, request: OnboardingRequest, requestHash: string): OnboardingRow {
  return {
    id: ctx.newId('onb'),
    slug: request.slug,
    tenantId: ctx.newId('tnt'),
    request,
    requestHash,
    ownerEmail: request.ownerEmail.toLowerCase(),
    taxId: taxIdOf(request.legal) ?? null,
    state: 'running',
    steps: [],
    problem: null,
    risk: null,
    approvedAt: null,
    leaseToken: null,
    leaseUntil: 0,
    nextAt: ctx.now,
    undoAt: null,
    undoAttempts: 0,
    closedAt: null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  };
}
