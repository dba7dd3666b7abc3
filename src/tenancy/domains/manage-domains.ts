import * as z from 'zod';
import type { Actor } from '../../kernel/actor.ts';
import type { PlanId } from '../../kernel/plan.ts';
import { AppError } from '../../kernel/problem.ts';
import { action } from '../../platform/action.ts';
import type { Ctx } from '../../platform/context.ts';
import { refuseDomains } from '../plans/refuse-over.ts';
import { offerOf } from '../plans/rules/offer.ts';
import { chooseCanonical, createDomain, ownDomain } from './apply-domains.ts';
import {
  type Domain,
  domainListSchema,
  domainSchema,
  hostInputSchema,
  removedDomainSchema,
  tenantHostInputSchema,
  tenantInputSchema,
} from './contract.ts';
import type { DomainCtx } from './open-domains.ts';
import { checkOwnDomain, listOwnDomains, readOwnDomain } from './present-domain.ts';
import { removeDomain } from './remove-domain.ts';
import { tenantBySlug } from './store.ts';

/** What the platform's own use cases need, to act for any tenant. */
interface OperatorDomainsCtx {
  readonly actor: Actor;
  readonly domains: DomainCtx;
}

interface TenantHost {
  readonly slug: string;
  readonly host: string;
}

export const listDomains = action({
  name: 'domains.list',
  summary: 'Los dominios propios del sitio, y los registros de DNS que les faltan',
  permission: 'domains:read',
  input: z.strictObject({}),
  output: domainListSchema,
  problems: [],
  run: async (ctx: Ctx) => ({ data: [...(await ctx.domains.list())], nextCursor: null }),
});

export const checkDomainNow = action({
  name: 'domains.check',
  summary: 'Revisar ahora un dominio propio',
  permission: 'domains:write',
  feature: 'own-domains',
  input: hostInputSchema,
  output: domainSchema,
  problems: ['not-found'],
  run: (ctx: Ctx, { host }) => ctx.domains.check(host),
});

export const listTenantDomains = action({
  name: 'tenant-domains.list',
  summary: 'Los dominios propios de un sitio',
  permission: 'tenants:read',
  input: tenantInputSchema,
  output: domainListSchema,
  problems: ['not-found'],
  run: async ({ domains }: OperatorDomainsCtx, { slug }) => ({
    data: await listOwnDomains(domains, await tenantIdOf(domains, slug)),
    nextCursor: null,
  }),
});

export const addTenantDomain = action({
  name: 'tenant-domains.add',
  summary: 'Sumarle a un sitio un dominio propio',
  permission: 'tenants:write',
  input: tenantHostInputSchema,
  output: domainSchema,
  problems: ['not-found', 'already-exists', 'request-in-progress', 'plan-required', 'quota-reached'],
  run: async ({ domains }: OperatorDomainsCtx, { slug, host }: TenantHost) => {
    const tenant = await tenantOf(domains, slug);
    await refuseOverPlan(domains, tenant, host);
    return await present(domains, tenant.id, await createDomain(domains, tenant.id, host));
  },
});

export const checkTenantDomain = action({
  name: 'tenant-domains.check',
  summary: 'Revisar ahora un dominio de un sitio',
  permission: 'tenants:write',
  input: tenantHostInputSchema,
  output: domainSchema,
  problems: ['not-found'],
  run: async ({ domains }: OperatorDomainsCtx, { slug, host }: TenantHost) =>
    await checkOwnDomain(domains, { tenantId: await tenantIdOf(domains, slug), host }),
});

export const chooseTenantDomain = action({
  name: 'tenant-domains.choose-canonical',
  summary: 'Elegir el dominio que usan los enlaces; los demás llevan a él',
  permission: 'tenants:write',
  input: tenantHostInputSchema,
  output: domainSchema,
  problems: ['not-found', 'too-early'],
  run: async ({ domains }: OperatorDomainsCtx, { slug, host }: TenantHost) => {
    const tenantId = await tenantIdOf(domains, slug);
    await chooseCanonical(domains, tenantId, host.toLowerCase());
    return await present(domains, tenantId, host.toLowerCase());
  },
});

export const removeTenantDomain = action({
  name: 'tenant-domains.remove',
  summary: 'Quitarle a un sitio un dominio propio: deja de atender enseguida',
  permission: 'tenants:write',
  input: tenantHostInputSchema,
  output: removedDomainSchema,
  problems: ['not-found'],
  run: async ({ domains }: OperatorDomainsCtx, { slug, host }: TenantHost) => {
    const tenantId = await tenantIdOf(domains, slug);
    const row = await ownDomain(domains, tenantId, host);
    await removeDomain(domains, tenantId, row.host);
    return { host: row.host, isGone: (await readOwnDomain(domains, tenantId, row.host)) === undefined };
  },
});

interface PlannedTenant {
  readonly id: string;
  readonly plan: PlanId;
}

async function tenantOf(ctx: DomainCtx, slug: string): Promise<PlannedTenant> {
  const [[tenant]] = await ctx.registry.read([tenantBySlug(slug)]);
  if (tenant === undefined) throw new AppError('not-found', 'No existe ese sitio.');
  return tenant;
}

async function tenantIdOf(ctx: DomainCtx, slug: string): Promise<string> {
  return (await tenantOf(ctx, slug)).id;
}

/** One that is there already is added again for nothing. */
async function refuseOverPlan(ctx: DomainCtx, { id, plan }: PlannedTenant, host: string): Promise<void> {
  const own = (await listOwnDomains(ctx, id)).filter(({ state }) => state !== 'removing');
  if (own.some((one) => one.host === host.toLowerCase())) return;
  refuseDomains(offerOf(plan), { used: own.length, wanted: own.length + 1 });
}

async function present(ctx: DomainCtx, tenantId: string, host: string): Promise<Domain> {
  const domain = await readOwnDomain(ctx, tenantId, host);
  if (domain === undefined) throw new AppError('not-found', 'No existe ese dominio.');
  return domain;
}
