import { formatInstant } from '../../kernel/local-time.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import { listOwnDomains } from '../domains/present-domain.ts';
import { platformHostOf } from '../onboarding/apply-steps.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { type Onboarded, onboardedSchema, onboardingIdSchema, onboardingSchema } from './contract.ts';
import { readInvitation } from './create-invitation.ts';
import { presentOnboarding } from './present-onboarding.ts';
import { type OnboardingRow, onboardingById } from './store.ts';

export const readOnboarding = action({
  name: 'onboardings.track',
  summary: 'Por dónde va un alta: pasos, problemas, registros de DNS que faltan',
  permission: 'tenants:read',
  input: onboardingIdSchema,
  output: onboardingSchema,
  problems: ['not-found'],
  run: async (ctx: OperatorCtx, { id }) => {
    const row = await requireOnboarding(ctx, id);
    return presentOnboarding(row, await listOwnDomains(ctx.domains, row.tenantId));
  },
});

export const readSuccess = action({
  name: 'onboardings.success',
  summary: 'Un sitio dado de alta: direcciones, invitación de quien es dueño, segundos de cada paso',
  permission: 'tenants:read',
  input: onboardingIdSchema,
  output: onboardedSchema,
  problems: ['not-found', 'too-early'],
  run: async (ctx: OperatorCtx, { id }) => {
    const row = await requireOnboarding(ctx, id);
    if (row.state === 'live') return await presentSuccess(ctx, row);
    throw new AppError('too-early', 'El sitio todavía no está dado de alta: mirá track.', {
      state: row.state,
    });
  },
});

/** Throws `not-found`. */
export async function requireOnboarding(ctx: OperatorCtx, id: string): Promise<OnboardingRow> {
  const [[row]] = await ctx.registry.read([onboardingById(id)]);
  if (row === undefined) throw new AppError('not-found', 'No existe esa alta.');
  return row;
}

async function presentSuccess(ctx: OperatorCtx, row: OnboardingRow): Promise<Onboarded> {
  const platformHost = platformHostOf(ctx, row.slug);
  const domains = await listOwnDomains(ctx.domains, row.tenantId);
  const serving = domains.filter(({ isServing }) => isServing).map(({ host }) => host);
  // Links that work today: an own domain that still waits for its records would not.
  const origin = ctx.originOf(domains.find(({ isCanonical }) => isCanonical)?.host ?? platformHost);
  return {
    id: row.id,
    slug: row.slug,
    tenantId: row.tenantId,
    hosts: [platformHost, ...serving],
    siteUrl: `${origin}/`,
    agendaUrl: `${origin}/agenda`,
    ...(await presentInvitation(ctx, row, origin)),
    domains,
    seconds: secondsOf(row),
  };
}

async function presentInvitation(ctx: OperatorCtx, row: OnboardingRow, origin: string) {
  const invitation = await readInvitation(ctx, row.tenantId);
  if (invitation === undefined) return { invitationUrl: null, invitation: null };
  const { token, expiresAt, acceptedAt } = invitation;
  const zone = row.request.timeZone;
  return {
    invitationUrl: token === null ? null : `${origin}/agenda/invitacion/${token}`,
    invitation: {
      expiresAt: formatInstant(expiresAt, zone),
      acceptedAt: acceptedAt === null ? null : formatInstant(acceptedAt, zone),
    },
  };
}

function secondsOf({ steps, createdAt, closedAt }: OnboardingRow): Onboarded['seconds'] {
  const took = steps.map(({ name, startedAt, finishedAt }) => [
    name,
    ((finishedAt ?? startedAt) - startedAt) / 1_000,
  ]);
  return { total: ((closedAt ?? createdAt) - createdAt) / 1_000, steps: Object.fromEntries(took) };
}
