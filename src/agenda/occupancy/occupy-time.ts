import type { TimeClaim } from '../../kernel/claims.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import type { Commit } from '../../platform/tenant-db.ts';
import { noteLocalChange } from './local-changes.ts';
import { deleteBusyTimesOf, insertBusyTime } from './store.ts';

/** Time that a commit took on a provider. */
export interface Occupied {
  readonly subjectId: string;
  readonly commitId: string;
}

export interface Occupation {
  readonly providerId: string;
  readonly ownerType: 'booking' | 'hold';
  readonly time: Omit<TimeClaim, 'commitId' | 'requestKey'>;
  /** What the owner occupied before; it is given back with the same commit. */
  readonly before?: readonly Occupied[];
  readonly commit: Omit<Commit, 'id'>;
}

export type OccupyResult = { readonly ok: true } | { readonly ok: false; readonly reason: 'taken' | 'stale' };

/**
 * The one door to a provider's time. Claims it from the provider's lock, writes it with the owner's own change in
 * one commit, and tells the lock how that ended. Two barriers, each enough alone: the lock, and the database's
 * triggers. When nobody knows how the commit ended, the claim stays until the lock has asked the database.
 */
export async function occupyTime(ctx: Ctx, occupation: Occupation): Promise<OccupyResult> {
  const { providerId } = occupation;
  const commitId = ctx.newId('cmt');
  const claim: TimeClaim = {
    ...occupation.time,
    commitId,
    ...(ctx.requestKey && { requestKey: ctx.requestKey }),
  };
  const claimed = await ctx.slots.claim(providerId, claim);
  if (!claimed.ok && claimed.reason === 'same-request-running') throw inProgress();
  if (!claimed.ok) {
    await ctx.db.replayIfAnswered();
    return { ok: false, reason: 'taken' };
  }
  const committed = await ctx.db
    .commit({ ...occupation.commit, id: commitId, write: writesOf(ctx, occupation, claim) })
    .catch((error: unknown) => {
      if (!isOutcomeUnknown(error)) ctx.slots.drop(providerId, commitId);
      throw error;
    });
  if (!committed.ok) {
    ctx.slots.drop(providerId, commitId);
    return { ok: false, reason: committed.reason === 'stale' ? 'stale' : 'taken' };
  }
  noteLocalChange(ctx.tenant.database.hostname);
  // Where nothing else of the owner is to go, the lock finds out by itself when the lease ends.
  if (claim.supersedes !== undefined || occupation.before !== undefined) ctx.slots.keep(providerId, commitId);
  giveBack(
    ctx,
    (occupation.before ?? []).filter(({ subjectId }) => subjectId !== providerId),
  );
  return { ok: true };
}

/** Gives time back in the same commit that ends its owner's need of it. */
export async function freeTime(
  ctx: Ctx,
  owner: { readonly id: string; readonly occupied: readonly Occupied[] },
  commit: Omit<Commit, 'id'>,
): Promise<OccupyResult> {
  const committed = await ctx.db.commit({
    ...commit,
    write: [deleteBusyTimesOf({ ownerId: owner.id }), ...commit.write],
  });
  if (!committed.ok) return { ok: false, reason: committed.reason === 'stale' ? 'stale' : 'taken' };
  noteLocalChange(ctx.tenant.database.hostname);
  giveBack(ctx, owner.occupied);
  return { ok: true };
}

function writesOf(ctx: Ctx, occupation: Occupation, claim: TimeClaim): Query[] {
  const { providerId: subjectId, ownerType, before, commit } = occupation;
  const givenUp = [claim.supersedes, before && claim.ownerId].filter((ownerId) => ownerId !== undefined);
  return [
    ...givenUp.map((ownerId) => deleteBusyTimesOf({ ownerId })),
    insertBusyTime({ id: `${claim.commitId}:${subjectId}`, subjectId, ownerType, claim, now: ctx.now }),
    ...commit.write,
  ];
}

function giveBack(ctx: Ctx, occupied: readonly Occupied[]): void {
  for (const { subjectId, commitId } of occupied) ctx.slots.drop(subjectId, commitId);
}

function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof AppError && error.code === 'outcome-unknown';
}

function inProgress(): AppError {
  return new AppError(
    'request-in-progress',
    'El mismo pedido todavía se está procesando. Repetilo en unos segundos.',
  );
}
