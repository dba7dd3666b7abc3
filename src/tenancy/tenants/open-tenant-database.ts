import { AppError } from '../../kernel/problem.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { type Database, openDatabase } from '../../platform/database-client.ts';
import { unseal } from '../../platform/secrets.ts';
import { settingsOf } from '../../platform/settings.ts';
import { findTenantById } from './find-tenant.ts';

/** Unsealed tokens per isolate; the key is the ciphertext, so a new token is a new entry. */
const tokens = new Map<string, string>();

/** The only place that makes a connection to a tenant's database: the connection is the isolation. */
export async function openTenantDatabase(env: Env, tenant: Tenant): Promise<Database> {
  const settings = settingsOf(env);
  const url = settings.databaseUrlTemplate.replace('{hostname}', tenant.database.hostname);
  return openDatabase({ url, token: await tokenOf(settings.masterKey, tenant) });
}

export async function openTenantDatabaseById(env: Env, tenantId: string): Promise<Database> {
  const tenant = await findTenantById(env, tenantId, Date.now());
  if (tenant === undefined) throw new AppError('not-found', 'No existe ese sitio.');
  return await openTenantDatabase(env, tenant);
}

async function tokenOf(masterKey: string, tenant: Tenant): Promise<string> {
  const { sealedToken } = tenant.database;
  const known = tokens.get(sealedToken);
  if (known !== undefined) return known;
  const token = await unseal(masterKey, sealedToken, {
    tenantId: tenant.id,
    table: 'tenants',
    column: 'sealed_database_token',
    rowId: tenant.id,
  });
  if (tokens.size > 5_000) tokens.clear();
  tokens.set(sealedToken, token);
  return token;
}
