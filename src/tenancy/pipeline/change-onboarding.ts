import { AppError } from '../../kernel/problem.ts';
import { noteInvitation } from '../../outreach/mail/note-invitation.ts';
import { action } from '../../platform/action.ts';
import { listOwnDomains } from '../domains/present-domain.ts';
import { platformHostOf, readTenantRow } from '../onboarding/apply-steps.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { type Onboarding, onboardingIdSchema, onboardingSchema } from './contract.ts';
import { createInvitation } from './create-invitation.ts';
import { presentOnboarding } from './present-onboarding.ts';
import { requireOnboarding } from './read-onboarding.ts';
import { withFreshStart } from './rules/steps.ts';
import { decideOnboarding, type OnboardingChange, type OnboardingRow } from './store.ts';

const common = {
  permission: 'tenants:write',
  input: onboardingIdSchema,
  output: onboardingSchema,
  problems: ['not-found', 'onboarding-closed'],
} as const;

export const retryOnboarding = action({
  ...common,
  name: 'onboardings.retry',
  summary: 'Seguir un alta desde el paso que falló, después de corregir lo que hacía falta',
  run: (ctx: OperatorCtx, { id }) => decide(ctx, id, retried),
});

export const approveOnboarding = action({
  ...common,
  name: 'onboardings.approve',
  summary: 'Dar por buena un alta que espera por su riesgo',
  run: (ctx: OperatorCtx, { id }) => decide(ctx, id, approved),
});

export const cancelOnboarding = action({
  ...common,
  name: 'onboardings.cancel',
  summary: 'Cancelar un alta y deshacer lo hecho: base, token, direcciones, invitación',
  run: (ctx: OperatorCtx, { id }) => decide(ctx, id, cancelled),
});

export const renewInvitation = action({
  ...common,
  name: 'onboardings.invite',
  summary: 'Invitar de nuevo a quien es dueño, cuando la invitación venció o se usó sin guardar la clave',
  run: async (ctx: OperatorCtx, { id }) => {
    const row = await requireOnboarding(ctx, id);
    if (row.state !== 'live') throw closed(row);
    const invitationId = await createInvitation(ctx, row.tenantId);
    const tenant = asTenant(await readTenantRow(ctx, row.tenantId), platformHostOf(ctx, row.slug));
    await noteInvitation(ctx.openContext(tenant), { id: invitationId, email: row.request.ownerEmail });
    await ctx.wakeRelay(row.tenantId);
    return presentOnboarding(row, await listOwnDomains(ctx.domains, row.tenantId));
  },
});

/** What is decided about a row: a change; `same` when that is so already; undefined when it cannot be any more. */
type Decision = OnboardingChange | 'same' | undefined;

function retried({ state, steps, undoAt }: OnboardingRow, now: number): Decision {
  // Whoever runs it may be noting its steps just now: sooner is all that can be asked for.
  if (state === 'running') return { nextAt: now };
  const isUndoing = undoAt !== null && undoAt <= now;
  if (isUndoing || state !== 'failed') return undefined;
  return { state: 'running', steps: withFreshStart(steps, now), problem: null, nextAt: now, undoAt: null };
}

function approved({ state, approvedAt }: OnboardingRow, now: number): Decision {
  if (state === 'waiting') return { state: 'running', approvedAt: now, nextAt: now };
  return approvedAt === null ? undefined : 'same';
}

function cancelled({ state }: OnboardingRow, now: number): Decision {
  if (state === 'cancelled') return 'same';
  if (state === 'live' || state === 'refused') return undefined;
  return { state: 'cancelled', undoAt: now, nextAt: now };
}

async function decide(
  ctx: OperatorCtx,
  id: string,
  decision: (row: OnboardingRow, now: number) => Decision,
): Promise<Onboarding> {
  const row = await requireOnboarding(ctx, id);
  const change = decision(row, ctx.now);
  if (change === 'same') return presentOnboarding(row, await listOwnDomains(ctx.domains, row.tenantId));
  if (change === undefined || row.closedAt !== null) throw closed(row);
  const [result] = await ctx.registry.write([decideOnboarding(row, change, ctx.now)]);
  const now = await requireOnboarding(ctx, id);
  if (result?.rowsAffected !== 1) throw closed(now);
  await ctx.wakeOnboarding(id, 0);
  return presentOnboarding(now, await listOwnDomains(ctx.domains, row.tenantId));
}

function closed({ state }: OnboardingRow): AppError {
  return new AppError('onboarding-closed', `El alta está en otro estado (${state}): mirá track.`, { state });
}
