import { errorFields } from '../../platform/log.ts';
import { migrate } from '../../platform/migrate.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { asTenant } from '../tenants/present-tenant.ts';
import { decideRollout, nextAttemptAt, type Verdict } from './rules.ts';
import {
  enrolOutdated,
  finishTenant,
  hostsOf,
  leaseTenants,
  moveRollout,
  openRollouts,
  type RolloutRow,
  raiseSchemaVersion,
  rolloutById,
  type TenantRow,
  tallyOf,
  tenantsOf,
} from './store.ts';

/** What one message does before it asks for another: some forty databases, well within what a Worker may call. */
const TURNS = 10;
/** Databases that one turn of a lane migrates at once: a Worker has six connections, two are left for the registry. */
const LANE_WIDTH = 4;

/** Asks for as many lanes as the bound has room for. A lane that finds no room or nothing to do ends. */
export async function openLanes(ctx: OperatorCtx, { id, parallel }: RolloutRow): Promise<void> {
  const lanes = Math.ceil(parallel / LANE_WIDTH);
  await ctx.enqueue(Array.from({ length: lanes }, () => ({ type: 'rollout', rolloutId: id })));
}

/** Called every few minutes: whatever lost its lanes, or waits to be tried again, goes on. */
export async function resumeOpenRollouts(ctx: OperatorCtx): Promise<void> {
  const [open] = await ctx.registry.read([openRollouts()]);
  for (const rollout of open) await openLanes(ctx, rollout);
}

/** A lane's share of work. Everything it knows is in the registry: killed anywhere, another lane goes on from there. */
export async function advanceRollout(ctx: OperatorCtx, rolloutId: string): Promise<void> {
  let rollout = await judgeRollout(ctx, rolloutId);
  for (let turn = 1; rollout !== undefined && isOpen(rollout); turn++) {
    const taken = await takeTenants(ctx, rollout);
    if (taken.length === 0) return;
    const { state, ...current } = rollout;
    await Promise.all(taken.map((one) => migrateTenant(ctx, current, one)));
    rollout = await judgeRollout(ctx, rolloutId);
    if (rollout?.state === 'running' && state === 'canary') return await openLanes(ctx, rollout);
    if (turn === TURNS) return await ctx.enqueue([{ type: 'rollout', rolloutId }]);
  }
}

/** The rollout as it stands after what happened so far; undefined when there is none. */
export async function judgeRollout(ctx: OperatorCtx, id: string): Promise<RolloutRow | undefined> {
  const [[rollout], tallies] = await ctx.registry.read([rolloutById(id), tallyOf(id)]);
  if (rollout === undefined || !isOpen(rollout)) return rollout;
  const verdict = await confirmEnd(ctx, rollout, decideRollout(rollout, tallies));
  if (verdict.state === rollout.state) return rollout;
  await ctx.registry.write([moveRollout(rollout, verdict, ctx.now)]);
  ctx.log.info('rollout.moved', { rolloutId: id, state: verdict.state, reason: verdict.stopReason });
  return { ...rollout, ...verdict };
}

/** A tenant that was created by older code meanwhile is behind too: only when there is none is everything done. */
async function confirmEnd(ctx: OperatorCtx, rollout: RolloutRow, verdict: Verdict): Promise<Verdict> {
  if (verdict.state !== 'done') return verdict;
  await ctx.registry.write([enrolOutdated(rollout)]);
  const [tallies] = await ctx.registry.read([tallyOf(rollout.id)]);
  return decideRollout(rollout, tallies);
}

export function isOpen({ state }: Pick<RolloutRow, 'state'>): boolean {
  return state === 'canary' || state === 'running';
}

interface Taken {
  readonly tenant: TenantRow;
  readonly hosts: readonly string[];
  /** How often it failed before. */
  readonly failures: number;
}

async function takeTenants(ctx: OperatorCtx, rollout: RolloutRow): Promise<Taken[]> {
  const [leased] = await ctx.registry.write([leaseTenants(rollout, { limit: LANE_WIDTH, now: Date.now() })]);
  const failures = new Map(leased?.rows.map((row) => [String(row.tenant_id), Number(row.failures)]));
  if (failures.size === 0) return [];
  const ids = [...failures.keys()];
  const [tenants, hosts] = await ctx.registry.read([tenantsOf(ids), hostsOf(ids)]);
  return tenants.map((tenant) => ({
    tenant,
    hosts: hosts.filter(({ tenantId }) => tenantId === tenant.id).map(({ host }) => host),
    failures: failures.get(tenant.id) ?? 0,
  }));
}

async function migrateTenant(
  ctx: OperatorCtx,
  rollout: Pick<RolloutRow, 'id' | 'targetVersion'>,
  taken: Taken,
): Promise<void> {
  const { tenant, hosts } = taken;
  const place = { rolloutId: rollout.id, tenantId: tenant.id };
  const startedAt = Date.now();
  try {
    const version = await reach(ctx, rollout.targetVersion, tenant);
    const elapsedMs = Date.now() - startedAt;
    await ctx.registry.write([
      finishTenant(place, { state: 'done', elapsedMs }),
      raiseSchemaVersion(tenant.id, version, ctx.now),
    ]);
    await ctx.forgetHosts(tenant.id, hosts);
  } catch (error) {
    const failures = taken.failures + 1;
    const reason = error instanceof Error ? error.message : 'unknown';
    ctx.log.error('tenant.migration-failed', { slug: tenant.slug, failures, ...errorFields(error) });
    const nextAt = nextAttemptAt(failures, Date.now());
    await ctx.registry.write([finishTenant(place, { state: 'failed', reason, failures, nextAt })]);
  }
}

async function reach(ctx: OperatorCtx, targetVersion: number, row: TenantRow): Promise<number> {
  const wanted = ctx.tenantMigrations.filter(({ version }) => version <= targetVersion);
  if (wanted.at(-1)?.version !== targetVersion) {
    throw new Error(`This Worker has no migration ${targetVersion}: it is older than the rollout`);
  }
  return await migrate(await ctx.openDatabase(asTenant(row)), wanted, Date.now());
}
