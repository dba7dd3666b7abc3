import { errorFields } from '../../platform/log.ts';
import { checkDomain } from './check-domain.ts';
import type { Hostname } from './gateway-cloudflare.ts';
import type { DomainCtx } from './open-domains.ts';
import { isMassOfOrphans, isOldEnough } from './rules/orphans.ts';
import { dueDomains, knownAmong } from './store.ts';

/** One run has a limit of subrequests, and a look takes about eight. */
const AT_ONCE = 60;
const LANES = 6;

const HOUR = 3_600_000;
/** As far apart as the runs of the sweep are. */
const SWEEP_MS = 300_000;

/** Whether hostnames that nobody knows are removed from the zone, or only told of. */
export type OrphanPolicy = 'remove' | 'report';

/** Everything about domains that time alone makes due; the zone is searched once an hour. */
export async function reconcileDomains(ctx: DomainCtx, orphans: OrphanPolicy): Promise<void> {
  await checkDueDomains(ctx);
  if (ctx.now % HOUR >= SWEEP_MS) return;
  // Whoever cannot be asked now is asked in an hour.
  await purgeOrphanHostnames(ctx, orphans).catch((error: unknown) =>
    ctx.log.warn('domain.orphans-unknown', errorFields(error)),
  );
}

/** Looks at the domains whose turn it is. One that fails keeps nobody else from its turn. */
export async function checkDueDomains(ctx: DomainCtx): Promise<void> {
  const [due] = await ctx.registry.read([dueDomains(ctx.now, AT_ONCE)]);
  const queue = [...due];
  const lane = async () => {
    for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
      try {
        await checkDomain(ctx, row);
      } catch (error) {
        ctx.log.error('domain.check-failed', { host: row.host, ...errorFields(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/**
 * Removes custom hostnames that no domain stands for: what a crash or a lost answer left behind. The zone is this
 * environment's alone. When there are many of them, the registry is more likely to be wrong than the zone: they are
 * told of and left.
 */
export async function purgeOrphanHostnames(ctx: DomainCtx, policy: OrphanPolicy): Promise<void> {
  const { orphans, total } = await findOrphans(ctx);
  const isHeld = policy === 'report' || isMassOfOrphans(orphans.length, total);
  for (const { id, host } of orphans) {
    ctx.log.warn('domain.orphan', { host, isRemoved: !isHeld });
    if (!isHeld) await ctx.hostnames.remove(id);
  }
}

async function findOrphans(ctx: DomainCtx): Promise<{ orphans: Hostname[]; total: number }> {
  const orphans: Hostname[] = [];
  let total = 0;
  for (let page = 1, isLast = false; !isLast; page++) {
    const answer = await ctx.hostnames.list(page);
    isLast = answer.isLast;
    total += answer.hostnames.length;
    orphans.push(...(await withoutDomain(ctx, answer.hostnames)));
  }
  return { orphans, total };
}

/** A domain stands for the hostname of its name: a zone never has two of one name. */
async function withoutDomain(ctx: DomainCtx, hostnames: readonly Hostname[]): Promise<Hostname[]> {
  const old = hostnames.filter(({ createdAt }) => isOldEnough(createdAt, ctx.now));
  if (old.length === 0) return [];
  const [known] = await ctx.registry.read([knownAmong(old.map(({ host }) => host))]);
  const names = new Set(known.map(({ host }) => host));
  return old.filter(({ host }) => !names.has(host));
}
