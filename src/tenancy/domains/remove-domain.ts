import { AppError } from '../../kernel/problem.ts';
import { findOwnHostname } from './admit-hostname.ts';
import type { DomainCtx } from './open-domains.ts';
import { nextCheckAt } from './rules/check-schedule.ts';
import {
  type DomainRow,
  deleteRemoved,
  domainByHost,
  domainsOf,
  followDomains,
  servingHosts,
  startRemoval,
  updateDomain,
} from './store.ts';

/**
 * A domain stops serving at once; its custom hostname is removed now, or by the sweep when Cloudflare does not answer.
 * Until then nobody else can take the domain.
 */
export async function removeDomain(ctx: DomainCtx, tenantId: string, host: string): Promise<void> {
  await forgetServing(ctx, tenantId, () =>
    ctx.registry.write([startRemoval(host, tenantId, ctx.now), ...followDomains(tenantId, ctx.now)]),
  );
  const [[row]] = await ctx.registry.read([domainByHost(host)]);
  if (row?.tenantId !== tenantId) throw new AppError('not-found', 'No existe ese dominio.');
  ctx.log.info('domain.removed', { host, tenantId });
  await finishRemoval(ctx, row);
}

/** A tenant that goes gives up all of them. Throws as long as one is still at Cloudflare. */
export async function removeAllDomains(ctx: DomainCtx, tenantId: string): Promise<void> {
  const [owned] = await ctx.registry.read([domainsOf(tenantId)]);
  for (const { host } of owned) await removeDomain(ctx, tenantId, host);
  const [left] = await ctx.registry.read([domainsOf(tenantId)]);
  if (left.length > 0) throw new AppError('upstream-failed', `Todavía está en Cloudflare: ${left[0]?.host}.`);
}

export async function finishRemoval(ctx: DomainCtx, row: DomainRow): Promise<void> {
  try {
    const id = await findOwnHostname(ctx, row);
    if (id !== undefined) await ctx.hostnames.remove(id);
    await ctx.registry.write([deleteRemoved(row.host)]);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'upstream-failed') throw error;
    const unanswered = row.unanswered + 1;
    await ctx.registry.write([
      updateDomain(row, {
        problem: 'cloudflare-unavailable',
        unanswered,
        checkedAt: ctx.now,
        nextCheckAt: nextCheckAt({ ...row, unanswered }, ctx.now),
      }),
    ]);
  }
}

/** Makes a change to what serves, and has every host of before and after looked up anew. */
export async function forgetServing(
  ctx: DomainCtx,
  tenantId: string,
  change: () => Promise<unknown>,
): Promise<void> {
  const [before] = await ctx.registry.read([servingHosts(tenantId)]);
  await change();
  const [after] = await ctx.registry.read([servingHosts(tenantId)]);
  await ctx.forgetHosts(tenantId, [...new Set([...before, ...after].map(({ host }) => host))]);
}
