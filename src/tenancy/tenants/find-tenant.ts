import type { Tenant } from '../../kernel/tenant.ts';
import type { Database } from '../../platform/database-client.ts';
import { openRegistry } from '../../platform/registry.ts';
import { settingsOf } from '../../platform/settings.ts';
import type { SharedEnv } from '../../platform/shared-env.ts';
import { liveTenantIds, tenantByHost, tenantById, toTenant } from './store.ts';

/** How long an isolate trusts what it knows, and how long KV does: a changed host is seen everywhere after both. */
const MEMORY_MS = 30_000;
const KV_SECONDS = 60;
const MAX_KNOWN = 10_000;
/** A tenant that waits for its migration is looked at again so soon, and KV never learns of it. */
const OUTDATED_MEMORY_MS = 1_000;

/**
 * The oldest tenant schema that this code can read and write: raised when a migration contracts, after every tenant
 * has passed it. A tenant below it answers 503 and none of its messages is worked on.
 */
const MIN_TENANT_SCHEMA = 2;

interface Known {
  /** Undefined: asked, and there is none. */
  readonly tenant: Tenant | undefined;
  readonly until: number;
}

const known = new Map<string, Known>();

/** Databases that refused us entry: what KV says of them is no longer believed. */
const refused = new Map<string, true>();

/** The tenant's database is not where it was: the next request asks the registry, whatever is remembered. */
export function lookAgainFor({ database: { hostname } }: Tenant): void {
  if (refused.size >= MAX_KNOWN) refused.clear();
  refused.set(hostname, true);
  for (const [key, { tenant }] of known) if (tenant?.database.hostname === hostname) known.delete(key);
}

export function isOutdated({ schemaVersion }: Tenant): boolean {
  return schemaVersion < MIN_TENANT_SCHEMA;
}

/**
 * Which tenant answers on a host: isolate memory, then KV, then the registry.
 * @param host exact, lower case, without port; the Host header alone decides
 */
export async function findTenantByHost(
  env: SharedEnv,
  host: string,
  now: number,
): Promise<Tenant | undefined> {
  return await throughMemory(`host:${host}`, now, async () => {
    const cached = await env.HOSTS.get<Tenant>(`host:${host}`, 'json');
    if (cached?.plan !== undefined && !isOutdated(cached) && !refused.has(cached.database.hostname))
      return cached;
    const [rows] = await openRegistry(settingsOf(env)).read([tenantByHost(host)]);
    const [row] = rows;
    if (row === undefined) return undefined;
    const tenant = toTenant(row);
    if (!isOutdated(tenant)) {
      await env.HOSTS.put(`host:${host}`, JSON.stringify(tenant), { expirationTtl: KV_SECONDS });
    }
    return tenant;
  });
}

/** For queue messages, alarms and sweeps, which carry a tenant's id. */
export async function findTenantById(env: SharedEnv, id: string, now: number): Promise<Tenant | undefined> {
  return await throughMemory(`id:${id}`, now, async () => {
    const [rows] = await openRegistry(settingsOf(env)).read([tenantById({ id })]);
    return rows[0] && toTenant(rows[0]);
  });
}

export async function findLiveTenantIds(registry: Database): Promise<string[]> {
  const [rows] = await registry.read([liveTenantIds()]);
  return rows.map(({ id }) => id);
}

/** The Worker behind knows where the one that answers tenants hears of changes; that one asks nobody. */
type WithNews = SharedEnv & Partial<Pick<BackstageEnv, 'TENANT_NEWS'>>;

/** After a change of the tenant's hosts or database: other isolates follow within the two times above. */
export async function forgetHosts(env: WithNews, tenantId: string, hosts: readonly string[]): Promise<void> {
  known.delete(`id:${tenantId}`);
  for (const host of hosts) {
    known.delete(`host:${host}`);
    await env.HOSTS.delete(`host:${host}`);
  }
  await env.TENANT_NEWS?.forgetHosts(tenantId, hosts);
}

async function throughMemory(
  key: string,
  now: number,
  find: () => Promise<Tenant | undefined>,
): Promise<Tenant | undefined> {
  const entry = known.get(key);
  if (entry !== undefined && now < entry.until) return entry.tenant;
  const tenant = await find();
  if (known.size >= MAX_KNOWN) known.clear();
  const memoryMs = tenant !== undefined && isOutdated(tenant) ? OUTDATED_MEMORY_MS : MEMORY_MS;
  known.set(key, { tenant, until: now + memoryMs });
  return tenant;
}
