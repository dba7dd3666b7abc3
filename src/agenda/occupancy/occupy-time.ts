import type { OwnerType, TimeClaim } from '../../kernel/claims.ts';
import { AppError } from '../../kernel/problem.ts';
import type { Ctx } from '../../platform/context.ts';
import type { Query } from '../../platform/statements.ts';
import type { Commit, CommitResult } from '../../platform/tenant-db.ts';
import { noteLocalChange } from './local-changes.ts';
import { deleteBusyTimesOf, insertBusyTime, insertLimitCheck } from './store.ts';

/** Time that an owner took of a subject by a commit: the first begin and the last end, where it is in pieces. */
export interface Occupied {
  readonly subjectId: string;
  readonly commitId: string;
  readonly ownerId: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Time of a provider or a resource, and who takes it. */
export interface WantedOccupation extends TimeClaim {
  readonly subjectId: string;
  readonly ownerType: OwnerType;
}

/** Bookings and holds of a subject that begin within a span may not be more than so many, or longer in all. */
export interface Limit {
  readonly subjectId: string;
  readonly startsFrom: number;
  readonly startsBefore: number;
  readonly maxBookings: number | null;
  readonly maxMinutes: number | null;
}

export interface Occupation {
  /** Of any number of subjects and owners: all of it is taken, or none. */
  readonly times: readonly WantedOccupation[];
  /** What the owners occupied before; it is given back with the same commit. */
  readonly before?: readonly Occupied[];
  readonly limits?: readonly Limit[];
  readonly commit: Omit<Commit, 'id'>;
}

export type OccupyResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'taken' | 'stale' | 'limit' | 'customer-limit' };

/**
 * The one door to anybody's time. Claims it from the locks of its subjects, in the order of their ids, writes it with
 * the owner's own change in one commit, and tells the locks how that ended. Two barriers, each enough alone: the
 * locks, and the database's triggers. When nobody knows how the commit ended, the claims stay until the locks have
 * asked the database.
 */
export async function occupyTime(ctx: Ctx, occupation: Occupation): Promise<OccupyResult> {
  const commitId = ctx.newId('cmt');
  const bySubject = timesBySubject(occupation.times);
  const subjectIds = [...bySubject.keys()].sort();
  // Nothing is claimed for a commit that would not even be sent.
  await ctx.db.requireAnswering();
  const claimed = await claimAll(ctx, { commitId, bySubject, subjectIds });
  if (!claimed) return { ok: false, reason: 'taken' };
  const dropAll = () => {
    for (const subjectId of subjectIds) ctx.slots.drop(subjectId, commitId);
  };
  const committed = await ctx.db
    .commit({ ...occupation.commit, id: commitId, write: writesOf(ctx, occupation, commitId) })
    .catch((error: unknown) => {
      if (!isOutcomeUnknown(error)) dropAll();
      throw error;
    });
  if (!committed.ok) {
    dropAll();
    return { ok: false, reason: refusalOf(committed.reason) };
  }
  noteChange(ctx, [...occupation.times, ...(occupation.before ?? [])]);
  // Where nothing else of the owners is to go, the lock finds out by itself when the lease ends.
  for (const [subjectId, times] of bySubject)
    if (occupation.before !== undefined || times.some(({ supersedes }) => supersedes !== undefined))
      ctx.slots.keep(subjectId, commitId);
  giveBack(
    ctx,
    (occupation.before ?? []).filter(({ subjectId }) => !bySubject.has(subjectId)),
  );
  return { ok: true };
}

/** Gives time back in the same commit that ends its owners' need of it. */
export async function freeTime(
  ctx: Ctx,
  occupied: readonly Occupied[],
  commit: Omit<Commit, 'id'>,
): Promise<OccupyResult> {
  const ownerIds = new Set(occupied.map(({ ownerId }) => ownerId));
  const committed = await ctx.db.commit({
    ...commit,
    write: [...[...ownerIds].map((ownerId) => deleteBusyTimesOf({ ownerId })), ...commit.write],
  });
  if (!committed.ok) return { ok: false, reason: refusalOf(committed.reason) };
  noteChange(ctx, occupied);
  giveBack(ctx, occupied);
  return { ok: true };
}

/** Whatever else the database refuses, the time is not to be had. */
function refusalOf(reason: Extract<CommitResult, { ok: false }>['reason']) {
  return reason === 'overlap' || reason === 'in-use' ? 'taken' : reason;
}

/** What this isolate remembers of availability is stale, and so is what open pages show. */
function noteChange(
  ctx: Ctx,
  times: readonly (Pick<Occupied, 'subjectId' | 'startsAt' | 'endsAt'> & Ending)[],
) {
  noteLocalChange(ctx.tenant.database.hostname);
  if (times.length === 0) return;
  const ends = times.flatMap(({ expiresAt }) => expiresAt ?? []);
  ctx.announce({
    subjectIds: [...new Set(times.map(({ subjectId }) => subjectId))],
    from: Math.min(...times.map(({ startsAt }) => startsAt)),
    to: Math.max(...times.map(({ endsAt }) => endsAt)),
    ...(ends.length > 0 && { expiresAt: Math.max(...ends) }),
  });
}

interface Ending {
  readonly expiresAt?: number;
}

function timesBySubject(times: readonly WantedOccupation[]): Map<string, WantedOccupation[]> {
  return Map.groupBy(times, ({ subjectId }) => subjectId);
}

interface Claiming {
  readonly commitId: string;
  readonly bySubject: ReadonlyMap<string, readonly WantedOccupation[]>;
  readonly subjectIds: readonly string[];
}

/** All or none: what was claimed before a refusal is given back. */
async function claimAll(ctx: Ctx, { commitId, bySubject, subjectIds }: Claiming): Promise<boolean> {
  const claimed: string[] = [];
  const dropClaimed = () => {
    for (const subjectId of claimed) ctx.slots.drop(subjectId, commitId);
  };
  for (const subjectId of subjectIds) {
    const times = (bySubject.get(subjectId) ?? []).map(({ subjectId: _, ownerType: __, ...time }) => time);
    const requestKey = ctx.requestKey && { requestKey: ctx.requestKey };
    const result = await ctx.slots.claim(subjectId, { commitId, ...requestKey, times }).catch((error) => {
      // It may have been claimed all the same: its lease runs out, or the drop reaches it.
      claimed.push(subjectId);
      dropClaimed();
      throw error;
    });
    if (!result.ok) {
      dropClaimed();
      if (result.reason === 'same-request-running') throw inProgress();
      await ctx.db.replayIfAnswered();
      return false;
    }
    claimed.push(subjectId);
  }
  return true;
}

/** What is given up goes first, so that the triggers do not see it; what is asked of the limits comes last. */
function writesOf(ctx: Ctx, occupation: Occupation, commitId: string): Query[] {
  const { times, before = [], limits = [], commit } = occupation;
  const givenUp = new Set([
    ...times.flatMap(({ supersedes }) => supersedes ?? []),
    ...before.map(({ ownerId }) => ownerId),
  ]);
  return [
    ...[...givenUp].map((ownerId) => deleteBusyTimesOf({ ownerId })),
    ...times.map(({ subjectId, ownerType, ...claim }, index) =>
      insertBusyTime({ id: `${commitId}:${index}`, subjectId, ownerType, commitId, claim, now: ctx.now }),
    ),
    ...commit.write,
    ...limits.map((limit) => insertLimitCheck({ ...limit, writtenAt: ctx.now })),
  ];
}

function giveBack(ctx: Ctx, occupied: readonly Occupied[]): void {
  for (const { subjectId, commitId, ownerId } of occupied) ctx.slots.drop(subjectId, commitId, ownerId);
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
