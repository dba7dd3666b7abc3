import type { ParsedRequest } from './http/endpoint.ts';
import type { HonoContext } from './http/hono-env.ts';
import { makeId } from './kernel/ids.ts';
import { AppError } from './kernel/problem.ts';
import { REGISTRY_MIGRATIONS, TENANT_MIGRATIONS } from './migrations.ts';
import { openRegistry } from './platform/registry.ts';
import { isSame, randomBytes, seal } from './platform/secrets.ts';
import { settingsOf } from './platform/settings.ts';
import { openDomains } from './tenancy/domains/open-domains.ts';
import { tursoProvisioner } from './tenancy/onboarding/gateway-turso.ts';
import type { OperatorCtx } from './tenancy/onboarding/operator-context.ts';
import { forgetHosts } from './tenancy/tenants/find-tenant.ts';
import { openTenantDatabase } from './tenancy/tenants/open-tenant-database.ts';
import { tenantContext } from './tenant-context.ts';

/** The context of an operator's request; without the operator's token there is none. */
export function operatorContext(c: HonoContext, _request: ParsedRequest): Promise<OperatorCtx> {
  const settings = settingsOf(c.env);
  if (!isSame(c.req.header('authorization') ?? '', `Bearer ${settings.operatorToken}`)) {
    return Promise.reject(
      new AppError('unauthenticated', 'Mandá el token de operador en Authorization: Bearer.'),
    );
  }
  const now = c.get('now');
  return Promise.resolve({
    actor: { type: 'operator' },
    now,
    newId: (prefix) => makeId(prefix, now, randomBytes(16)),
    registry: openRegistry(settings),
    registryMigrations: REGISTRY_MIGRATIONS,
    tenantMigrations: TENANT_MIGRATIONS,
    provisioner: tursoProvisioner(settings.turso),
    platformDomain: settings.platformDomain,
    domains: openDomains(c.env, { now, log: c.get('log') }),
    log: c.get('log'),
    openDatabase: (tenant) => openTenantDatabase(c.env, tenant),
    openContext: (tenant) =>
      tenantContext(c.env, {
        tenant,
        actor: { type: 'system', reason: 'onboarding' },
        now,
        requestId: c.get('requestId'),
        origin: `https://${tenant.canonicalHost}`,
        log: c.get('log'),
        defer: (work) => c.executionCtx.waitUntil(work),
      }),
    sealToken: (tenantId, token) =>
      seal(settings.masterKey, token, {
        tenantId,
        table: 'tenants',
        column: 'sealed_database_token',
        rowId: tenantId,
      }),
    forgetHosts: (tenantId, hosts) => forgetHosts(c.env, tenantId, hosts),
  });
}
