import type { Tenant } from '../../kernel/tenant.ts';

type TenantColumns = Pick<Tenant, 'id' | 'slug' | 'status' | 'plan' | 'profile' | 'schemaVersion'> & {
  readonly databaseHostname: string | null;
  readonly sealedDatabaseToken: string | null;
};

/** A row of the registry as everybody else knows a tenant. Without a host where no link is made. */
export function asTenant(row: TenantColumns, canonicalHost = ''): Tenant {
  const { id, slug, status, plan, profile, schemaVersion } = row;
  const database = { hostname: row.databaseHostname ?? '', sealedToken: row.sealedDatabaseToken ?? '' };
  return { id, slug, status, plan, profile, schemaVersion, database, canonicalHost };
}
