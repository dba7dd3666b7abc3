import { and, asc, desc, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { hosts, tenants } from '../tenants/tables.ts';
import { domains } from './tables.ts';

export type DomainRow = typeof domains.$inferSelect;
export type DomainChange = Partial<Omit<DomainRow, 'host' | 'tenantId' | 'createdAt' | 'revision'>>;

export function tenantBySlug(slug: string) {
  return statements
    .select({ id: tenants.id, plan: tenants.plan })
    .from(tenants)
    .where(eq(tenants.slug, slug));
}

export function domainByHost(host: string) {
  return statements.select().from(domains).where(eq(domains.host, host));
}

export function domainByCloudflareId(id: string) {
  return statements.select().from(domains).where(eq(domains.cloudflareId, id));
}

export function domainsOf(tenantId: string) {
  return statements
    .select()
    .from(domains)
    .where(eq(domains.tenantId, tenantId))
    .orderBy(desc(domains.isPreferred), asc(domains.createdAt), asc(domains.host));
}

/** Those whose turn it is, longest waiting first. */
export function dueDomains(now: number, limit: number) {
  return statements
    .select()
    .from(domains)
    .where(lte(domains.nextCheckAt, now))
    .orderBy(asc(domains.nextCheckAt), asc(domains.host))
    .limit(limit);
}

/** Of all names and ids, those that a domain stands for. */
export function knownAmong(names: readonly string[]) {
  return statements
    .select({ host: domains.host })
    .from(domains)
    .where(inArray(domains.host, [...names]));
}

/** Of two who claim a domain at once, one row stays. */
export function insertDomain(row: Pick<DomainRow, 'host' | 'tenantId' | 'proofToken'>, now: number) {
  return statements
    .insert(domains)
    .values({
      ...row,
      state: 'requested',
      isPreferred: false,
      mustProve: false,
      missing: [],
      misses: 0,
      unanswered: 0,
      stateSince: now,
      nextCheckAt: now,
      createdAt: now,
      revision: 0,
    })
    .onConflictDoNothing({ target: domains.host });
}

/** Changes the row that was read: when another was quicker, nothing. */
export function updateDomain({ host, revision }: Pick<DomainRow, 'host' | 'revision'>, change: DomainChange) {
  return statements
    .update(domains)
    .set({ ...change, revision: revision + 1 })
    .where(and(eq(domains.host, host), eq(domains.revision, revision)));
}

/** Whatever anybody is deciding about it meanwhile: from now on it is to be removed. */
export function startRemoval(host: string, tenantId: string, now: number) {
  return statements
    .update(domains)
    .set({
      state: 'removing',
      isPreferred: false,
      problem: null,
      missing: [],
      unanswered: 0,
      misses: 0,
      stateSince: now,
      nextCheckAt: now,
      revision: sql`revision + 1`,
    })
    .where(and(eq(domains.host, host), eq(domains.tenantId, tenantId), ne(domains.state, 'removing')));
}

export function deleteRemoved(host: string) {
  return statements.delete(domains).where(and(eq(domains.host, host), eq(domains.state, 'removing')));
}

export function preferDomain(tenantId: string, host: string) {
  return statements
    .update(domains)
    .set({ isPreferred: sql`host = ${host}` })
    .where(eq(domains.tenantId, tenantId));
}

export function servingHosts(tenantId: string) {
  return statements
    .select({ host: hosts.host, kind: hosts.kind, isCanonical: hosts.isCanonical })
    .from(hosts)
    .where(eq(hosts.tenantId, tenantId))
    .orderBy(asc(hosts.host));
}

/**
 * Makes the hosts that requests are resolved by follow the domains: own domains that are active serve, and the
 * preferred of them, else the one that has served longest, else the platform's own host, is canonical.
 */
export function followDomains(tenantId: string, now: number) {
  const active = sql`FROM domains WHERE tenant_id = ${tenantId} AND state = 'active'`;
  const canonical = sql`COALESCE(
    (SELECT host ${active} ORDER BY is_preferred DESC, verified_at, host LIMIT 1),
    (SELECT host FROM hosts WHERE tenant_id = ${tenantId} AND kind = 'platform'), '')`;
  return [
    statements
      .delete(hosts)
      .where(
        and(
          eq(hosts.tenantId, tenantId),
          eq(hosts.kind, 'custom'),
          sql`${hosts.host} NOT IN (SELECT host ${active})`,
        ),
      ),
    statements
      .insert(hosts)
      .select(
        sql`SELECT host, tenant_id, 'custom', 0, ${now} ${active} AND host NOT IN (SELECT host FROM hosts)`,
      ),
    statements
      .update(hosts)
      .set({ isCanonical: sql`(${hosts.host} = ${canonical})` })
      .where(eq(hosts.tenantId, tenantId)),
  ];
}
