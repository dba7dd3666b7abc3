import { and, count, desc, eq, exists, gt, isNull, like, lt, lte, ne, or, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { domains } from '../domains/tables.ts';
import { tenants } from '../tenants/tables.ts';
import type { OnboardingState } from './rules/steps.ts';
import { invitations, onboardings, orphanDatabases } from './tables.ts';

export type OnboardingRow = typeof onboardings.$inferSelect;
export type InvitationRow = typeof invitations.$inferSelect;

/** Nothing when the slug has an open one already. */
export function insertOnboarding(row: OnboardingRow) {
  return statements.insert(onboardings).values(row).onConflictDoNothing();
}

export function onboardingById(id: string) {
  return statements.select().from(onboardings).where(eq(onboardings.id, id));
}

/** The open one first, then the newest. */
export function onboardingsOf(slug: string) {
  return statements
    .select()
    .from(onboardings)
    .where(eq(onboardings.slug, slug))
    .orderBy(sql`${onboardings.closedAt} IS NOT NULL`, desc(onboardings.createdAt), desc(onboardings.id))
    .limit(1);
}

/** Who runs an onboarding, and what it was when they read it. */
export interface Lease {
  readonly id: string;
  readonly token: string;
}

/** Changes one row when it is due and nobody else runs it. */
export function takeLease({ id, token }: Lease, { now, until }: { now: number; until: number }) {
  return statements
    .update(onboardings)
    .set({ leaseToken: token, leaseUntil: until })
    .where(
      and(
        eq(onboardings.id, id),
        isNull(onboardings.closedAt),
        lte(onboardings.leaseUntil, now),
        lte(onboardings.nextAt, now),
      ),
    );
}

export function leasedOnboarding({ id, token }: Lease) {
  return statements.select().from(onboardings).where(ours({ id, token }));
}

export function releaseLease(lease: Lease) {
  return statements.update(onboardings).set({ leaseToken: null, leaseUntil: 0 }).where(ours(lease));
}

export type OnboardingChange = Partial<Omit<OnboardingRow, 'id' | 'slug' | 'tenantId' | 'request'>>;

/** Changes nothing when the lease is another's by now, or an operator has decided something meanwhile. */
export function recordRun(lease: Lease, from: OnboardingState, change: OnboardingChange, now: number) {
  return statements
    .update(onboardings)
    .set({ ...change, updatedAt: now })
    .where(and(ours(lease), eq(onboardings.state, from)));
}

/** In one transaction with `recordRun`, before it: either both happen, or neither. */
export function openTenant(lease: Lease, tenantId: string, now: number) {
  const isRunning = statements
    .select({ id: onboardings.id })
    .from(onboardings)
    .where(and(ours(lease), eq(onboardings.state, 'running')));
  return statements
    .update(tenants)
    .set({ status: 'live', updatedAt: now })
    .where(and(eq(tenants.id, tenantId), exists(isRunning)));
}

function ours({ id, token }: Lease) {
  return and(eq(onboardings.id, id), eq(onboardings.leaseToken, token));
}

/** An operator's decision about what they read: changes nothing when it is in another state by now. */
export function decideOnboarding(
  { id, state }: Pick<OnboardingRow, 'id' | 'state'>,
  change: OnboardingChange,
  now: number,
) {
  return statements
    .update(onboardings)
    .set({ ...change, updatedAt: now })
    .where(and(eq(onboardings.id, id), eq(onboardings.state, state), isNull(onboardings.closedAt)));
}

/** Those that somebody should look at, the longest waiting first. */
export function dueOnboardings(now: number, limit: number) {
  return statements
    .select({ id: onboardings.id })
    .from(onboardings)
    .where(and(isNull(onboardings.closedAt), lte(onboardings.nextAt, now), lte(onboardings.leaseUntil, now)))
    .orderBy(onboardings.nextAt)
    .limit(limit);
}

export interface OnboardingFilter {
  readonly state?: OnboardingState | undefined;
  readonly q?: string | undefined;
  /** The last id of the page before: ids sort by creation. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export function onboardingsWhere({ state, q, cursor, limit }: OnboardingFilter) {
  const part = `%${q?.replaceAll(/[%_\\]/g, '')}%`;
  return statements
    .select()
    .from(onboardings)
    .where(
      and(
        state === undefined ? undefined : eq(onboardings.state, state),
        q === undefined ? undefined : or(like(onboardings.slug, part), like(onboardings.ownerEmail, part)),
        cursor === undefined ? undefined : lt(onboardings.id, cursor),
      ),
    )
    .orderBy(desc(onboardings.id))
    .limit(limit);
}

export function requestsOfOwner(ownerEmail: string, since: number) {
  return statements
    .select({ count: count() })
    .from(onboardings)
    .where(and(eq(onboardings.ownerEmail, ownerEmail), gt(onboardings.createdAt, since)));
}

export function requestsOfTaxId(taxId: string | null, since: number) {
  return statements
    .select({ count: count() })
    .from(onboardings)
    .where(and(eq(onboardings.taxId, taxId ?? ''), gt(onboardings.createdAt, since)));
}

/** Slugs of tenants, but for one; those of open onboardings are among them once they are checked. */
export function slugsBeside(tenantId: string) {
  return statements.select({ slug: tenants.slug }).from(tenants).where(ne(tenants.id, tenantId));
}

export function ownDomainsBeside(tenantId: string) {
  return statements.select({ host: domains.host }).from(domains).where(ne(domains.tenantId, tenantId));
}

// Invitations ---------------------------------------------------------------------------------------------------

/** One for each tenant: what was there is replaced. */
export function putInvitation(row: InvitationRow) {
  const { id, tokenHash, expiresAt, createdAt } = row;
  return statements
    .insert(invitations)
    .values(row)
    .onConflictDoUpdate({
      target: invitations.tenantId,
      set: { id, tokenHash, expiresAt, acceptedAt: null, createdAt },
    });
}

export function invitationOf(tenantId: string) {
  return statements.select().from(invitations).where(eq(invitations.tenantId, tenantId));
}

/** Changes one row for the first who comes in time, and none afterwards. */
export function acceptInvitationRow(tenantId: string, tokenHash: string, now: number) {
  return statements
    .update(invitations)
    .set({ acceptedAt: now })
    .where(
      and(
        eq(invitations.tenantId, tenantId),
        eq(invitations.tokenHash, tokenHash),
        isNull(invitations.acceptedAt),
        gt(invitations.expiresAt, now),
      ),
    );
}

export function deleteInvitation(tenantId: string) {
  return statements.delete(invitations).where(eq(invitations.tenantId, tenantId));
}

// Orphans -------------------------------------------------------------------------------------------------------

/** Everything that can own a database: tenants by name and by what is recorded, and onboardings under way. */
export function databaseOwners() {
  return statements.select({ slug: tenants.slug, hostname: tenants.databaseHostname }).from(tenants);
}

export function openSlugs() {
  return statements.select({ slug: onboardings.slug }).from(onboardings).where(isNull(onboardings.closedAt));
}

export function knownOrphans() {
  return statements.select().from(orphanDatabases).orderBy(orphanDatabases.firstSeenAt);
}

export function noteOrphan(row: typeof orphanDatabases.$inferInsert) {
  return statements.insert(orphanDatabases).values(row).onConflictDoNothing();
}

export function forgetOrphan(databaseId: string) {
  return statements.delete(orphanDatabases).where(eq(orphanDatabases.databaseId, databaseId));
}
