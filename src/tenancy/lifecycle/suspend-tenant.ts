import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { type TenantState, tenantRefSchema, tenantStateSchema } from './contract.ts';
import {
  type DeletionRow,
  hostsOf,
  pendingDeletion,
  setStatus,
  type TenantRow,
  tenantBySlug,
} from './store.ts';

export const suspendTenant = action({
  name: 'tenants.suspend',
  summary: 'Dejar de atender en todos los dominios de un sitio; sus datos quedan',
  permission: 'tenants:write',
  input: tenantRefSchema,
  output: tenantStateSchema,
  problems: ['not-found', 'already-exists'],
  run: (ctx: OperatorCtx, { slug }) => change(ctx, slug, 'suspended'),
});

export const resumeTenant = action({
  name: 'tenants.resume',
  summary: 'Volver a atender un sitio suspendido',
  permission: 'tenants:write',
  input: tenantRefSchema,
  output: tenantStateSchema,
  problems: ['not-found', 'already-exists'],
  run: (ctx: OperatorCtx, { slug }) => change(ctx, slug, 'live'),
});

async function change(ctx: OperatorCtx, slug: string, status: 'live' | 'suspended'): Promise<TenantState> {
  const { tenant, deletion } = await readTenantState(ctx, slug);
  if (deletion !== undefined) {
    throw new AppError('already-exists', `Está por borrarse: primero POST /tenants/${slug}/undelete.`);
  }
  if (tenant.status === 'provisioning') throw new AppError('not-found', 'Ese sitio todavía no abrió.');
  await closeOrOpen(ctx, tenant, status);
  return presentState({ ...tenant, status }, undefined);
}

/** Sets the status and has every isolate learn of it, within the times that hosts are remembered. */
export async function closeOrOpen(
  ctx: OperatorCtx,
  { id }: TenantRow,
  status: 'live' | 'suspended',
): Promise<void> {
  await ctx.registry.write([setStatus(id, status, ctx.now)]);
  await forgetAllHosts(ctx, id);
}

export async function forgetAllHosts(ctx: OperatorCtx, tenantId: string): Promise<void> {
  const [hosts] = await ctx.registry.read([hostsOf(tenantId)]);
  await ctx.forgetHosts(
    tenantId,
    hosts.map(({ host }) => host),
  );
}

export async function readTenantState(ctx: OperatorCtx, slug: string) {
  const [[tenant]] = await ctx.registry.read([tenantBySlug(slug)]);
  if (tenant === undefined) throw new AppError('not-found', 'No existe ese sitio.');
  const [[deletion]] = await ctx.registry.read([pendingDeletion(tenant.id)]);
  return { tenant, deletion };
}

export function presentState({ slug, status }: TenantRow, deletion: DeletionRow | undefined): TenantState {
  if (deletion === undefined) return { slug, status, dueAt: null };
  return { slug, status: 'deleting', dueAt: new Date(deletion.dueAt).toISOString() };
}
