import { AppError } from '../../kernel/problem.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { type Breaker, createBreaker } from '../../platform/breaker.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../platform/database-client.ts';
import { createLog } from '../../platform/log.ts';
import { unseal } from '../../platform/secrets.ts';
import { settingsOf } from '../../platform/settings.ts';
import type { SharedEnv } from '../../platform/shared-env.ts';
import { findTenantById, lookAgainFor } from './find-tenant.ts';

/** Unsealed tokens per isolate; the key is the ciphertext, so a new token is a new entry. */
const tokens = new Map<string, string>();

const MAX_TENANTS = 5_000;

/** One for each database that this isolate has called: what one tenant's does is nobody else's. */
const breakers = new Map<string, Breaker>();

/**
 * The only place that makes a connection to a tenant's database: the connection is the isolation, and so is its
 * breaker. A database that does not answer costs its own tenant a quick 503, and the others nothing.
 */
export async function openTenantDatabase(
  env: SharedEnv,
  tenant: Tenant,
  options: Pick<DatabaseOptions, 'firstAnswerBy'> = {},
): Promise<Database> {
  const settings = settingsOf(env);
  const url = settings.databaseUrlTemplate.replace('{hostname}', tenant.database.hostname);
  const token = await tokenOf(settings.masterKey, tenant);
  return openDatabase(
    { url, token },
    {
      ...options,
      readTimeoutMs: settings.databaseReadTimeoutMs,
      breaker: breakerOf(env, tenant),
      onRefusedEntry: () => lookAgainFor(tenant),
    },
  );
}

export async function openTenantDatabaseById(env: SharedEnv, tenantId: string): Promise<Database> {
  const tenant = await findTenantById(env, tenantId, Date.now());
  if (tenant === undefined) throw new AppError('not-found', 'No existe ese sitio.');
  return await openTenantDatabase(env, tenant);
}

function breakerOf(env: SharedEnv, { slug, database: { hostname } }: Tenant): Breaker {
  const known = breakers.get(hostname);
  if (known !== undefined) return known;
  const log = createLog(settingsOf(env).logLevel, { requestId: `breaker:${hostname}`, tenant: slug });
  const breaker = createBreaker((change) => log.warn(`database.breaker-${change}`));
  if (breakers.size >= MAX_TENANTS) breakers.clear();
  breakers.set(hostname, breaker);
  return breaker;
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
  if (tokens.size >= MAX_TENANTS) tokens.clear();
  tokens.set(sealedToken, token);
  return token;
}
