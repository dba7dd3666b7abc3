import { AppError } from '../../kernel/problem.ts';
import { type Admission, admitHostname } from './admit-hostname.ts';
import type { DomainCtx } from './open-domains.ts';
import { finishRemoval, forgetServing } from './remove-domain.ts';
import { isRevalidationDue, nextCheckAt } from './rules/check-schedule.ts';
import { type HostnameSeen, isLiveHostname, judgeDomain, type Verdict } from './rules/domain-life.ts';
import type { DomainProblem } from './rules/domain-words.ts';
import { type DnsSeen, pointerOf, proofRecord, type Standing, standingOf } from './rules/records.ts';
import { type DomainChange, type DomainRow, followDomains, updateDomain } from './store.ts';

/** What one look found out. */
interface Look {
  readonly admission: Admission;
  /** Undefined: it could not be asked. */
  readonly dns: DnsSeen | undefined;
  readonly revalidatedAt: number | null;
}

/**
 * Looks at a domain and draws the conclusions: asks Cloudflare and the DNS, has a validation begin anew where it stands
 * still, and makes the domain serve or not. When another look was quicker, its conclusions stand.
 */
export async function checkDomain(ctx: DomainCtx, row: DomainRow): Promise<void> {
  if (row.state === 'removing') return await finishRemoval(ctx, row);
  const [admission, dns] = await Promise.all([admitHostname(ctx, row), lookUp(ctx, row)]);
  const isNew = admission.kind === 'seen' && admission.isNew;
  const first: Look = { admission, dns, revalidatedAt: isNew ? ctx.now : row.revalidatedAt };
  const look = await revalidated(ctx, row, first);
  await conclude(ctx, row, look);
}

async function lookUp(ctx: DomainCtx, row: DomainRow): Promise<DnsSeen | undefined> {
  try {
    return await ctx.resolve({
      host: row.host,
      pointer: pointerOf(row.tenantId, ctx.ownNames.cnameTarget),
      proofName: proofRecord(row).name,
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'upstream-failed') return undefined;
    throw error;
  }
}

async function revalidated(ctx: DomainCtx, row: DomainRow, look: Look): Promise<Look> {
  const { admission } = look;
  if (admission.kind !== 'seen') return look;
  const { isStuck } = verdictOf(ctx, row, look);
  const asked = { state: row.state, askedAt: look.revalidatedAt };
  if (admission.isNew || !isRevalidationDue(isStuck, asked, ctx.now)) return look;
  try {
    await ctx.hostnames.revalidate(admission.hostname.id);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'upstream-failed') throw error;
    // What was seen before still holds; it is asked again at the next look.
    return look;
  }
  const again = await admitHostname(ctx, { ...row, cloudflareId: admission.hostname.id });
  return { ...look, admission: again, revalidatedAt: ctx.now };
}

function verdictOf(ctx: DomainCtx, row: DomainRow, { admission, dns }: Look): Verdict {
  const hostname = seenOf(admission);
  const standing = dns && standingFor(ctx, row, { dns, hostname });
  if (admission.kind === 'refused') return refusedVerdict(row, admission.problem, standing);
  return judgeDomain(row, { standing, hostname }, ctx.now);
}

function seenOf(admission: Admission): HostnameSeen | undefined {
  return admission.kind === 'seen' ? admission.hostname : undefined;
}

function standingFor(
  { ownNames: { cnameTarget } }: DomainCtx,
  row: DomainRow,
  { dns, hostname }: { dns: DnsSeen; hostname: HostnameSeen | undefined },
): Standing {
  return standingOf(row, dns, {
    cnameTarget,
    isActiveAtCloudflare: hostname !== undefined && isLiveHostname(hostname),
  });
}

/** Without a custom hostname nothing serves, whatever the DNS says. */
function refusedVerdict(row: DomainRow, problem: DomainProblem, standing: Standing | undefined): Verdict {
  const { mustProve } = row;
  const missing = standing && { missing: standing.missing };
  const state = problem === 'no-quota' ? 'requested' : problem === 'in-use-elsewhere' ? 'blocked' : 'failed';
  return { state, problem, mustProve, misses: 0, missedSince: null, ...missing };
}

async function conclude(ctx: DomainCtx, row: DomainRow, look: Look): Promise<void> {
  const verdict = verdictOf(ctx, row, look);
  const hasLapsed = verdict.state === 'lapsed' && row.state !== 'lapsed';
  // What proved it once may still be lying there: a lapsed domain gets a proof that nobody has seen.
  const proof = { proofToken: hasLapsed ? ctx.newProof() : row.proofToken, mustProve: verdict.mustProve };
  const isUnanswered = look.dns === undefined || look.admission.kind === 'unanswered';
  const unanswered = isUnanswered ? row.unanswered + 1 : 0;
  const stateSince = verdict.state === row.state ? row.stateSince : ctx.now;
  const { state, problem, misses, missedSince } = verdict;
  const change: DomainChange = {
    ...proof,
    ...hostnameChange(look.admission),
    state,
    problem,
    misses,
    missedSince,
    unanswered,
    stateSince,
    missing: missingOf(ctx, { ...row, ...proof }, look) ?? row.missing,
    revalidatedAt: look.revalidatedAt,
    checkedAt: ctx.now,
    nextCheckAt: nextCheckAt({ state, stateSince, misses, unanswered }, ctx.now),
    ...(state === 'active' && problem === null && { verifiedAt: ctx.now }),
  };
  await write(ctx, row, change);
}

function missingOf(
  ctx: DomainCtx,
  row: DomainRow,
  { admission, dns }: Look,
): Standing['missing'] | undefined {
  return dns && standingFor(ctx, row, { dns, hostname: seenOf(admission) }).missing;
}

function hostnameChange(admission: Admission): DomainChange {
  if (admission.kind === 'unanswered') return {};
  if (admission.kind === 'refused')
    return { cloudflareId: null, hostnameStatus: null, certificateStatus: null, delegation: null };
  const { id, status, certificate, delegation } = admission.hostname;
  return {
    cloudflareId: id,
    hostnameStatus: status,
    certificateStatus: certificate,
    delegation: delegation ?? null,
  };
}

async function write(ctx: DomainCtx, row: DomainRow, change: DomainChange): Promise<void> {
  const { host, tenantId, state: before } = row;
  const isSame = (change.state === 'active') === (before === 'active');
  if (isSame) {
    await ctx.registry.write([updateDomain(row, change)]);
  } else {
    await forgetServing(ctx, tenantId, () =>
      ctx.registry.write([updateDomain(row, change), ...followDomains(tenantId, ctx.now)]),
    );
  }
  if (change.state !== before) {
    ctx.log.info('domain.changed', {
      host,
      tenantId,
      before,
      after: change.state,
      problem: change.problem,
    });
  }
}
