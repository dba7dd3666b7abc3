import * as z from 'zod';
import { action } from '../../platform/action.ts';
import { listOf } from '../../platform/list-contract.ts';
import { migrate } from '../../platform/migrate.ts';
import { appliedTenantSchema } from './contract.ts';
import type { OperatorCtx } from './operator-context.ts';
import { allHosts, allTenants } from './store.ts';

export const listTenants = action({
  name: 'tenants.list',
  summary: 'Sitios de la plataforma',
  permission: 'tenants:read',
  input: z.strictObject({}),
  output: listOf(appliedTenantSchema.shape.tenant),
  problems: [],
  run: async (ctx: OperatorCtx) => {
    await migrate(ctx.registry, ctx.registryMigrations, ctx.now);
    const [tenants, hosts] = await ctx.registry.read([allTenants(), allHosts()]);
    const data = tenants.map(({ id, slug, status, plan, ownerEmail, schemaVersion }) => ({
      id,
      slug,
      status,
      plan,
      ownerEmail,
      schemaVersion,
      hosts: hosts.filter(({ tenantId }) => tenantId === id).map(({ host }) => host),
    }));
    return { data, nextCursor: null };
  },
});
