import { errorFields } from '../../platform/log.ts';
import { randomBytes, toBase64Url } from '../../platform/secrets.ts';
import { hostNamesOf } from '../onboarding/apply-steps.ts';
import type { OperatorCtx } from '../onboarding/operator-context.ts';
import { removeUnseenTenant } from '../onboarding/remove-tenant.ts';
import { applyStep } from './apply-step.ts';
import { afterFailure, pauseBeforeUndo } from './rules/after-failure.ts';
import {
  mayHaveDone,
  nextMove,
  recordOf,
  type StepName,
  type StepProblem,
  withAttempt,
  withProblem,
  withSuccess,
} from './rules/steps.ts';
import {
  deleteInvitation,
  type Lease,
  leasedOnboarding,
  type OnboardingChange,
  type OnboardingRow,
  openTenant,
  recordRun,
  releaseLease,
  takeLease,
} from './store.ts';

/** Longer than any one step can take: every call it makes has a timeout, and the lease is renewed before each. */
const LEASE_MS = 60_000;
/** One run does as many steps as begin within this; the next message goes on. */
const RUN_MS = 15_000;
/** Queues hold a message no longer than twelve hours; the sweep finds what is due later. */
const LONGEST_WAKE_MS = 12 * 3_600_000;

/**
 * Does what is due of an onboarding, unless somebody else is at it. Whoever is killed meanwhile leaves a lease that
 * runs out and a message that comes after it: the next one goes on with the step that was not finished.
 */
export async function advanceOnboarding(ctx: OperatorCtx, id: string): Promise<void> {
  const lease: Lease = { id, token: toBase64Url(randomBytes(12)) };
  const now = ctx.clock();
  const [taken] = await ctx.registry.write([takeLease(lease, { now, until: now + LEASE_MS })]);
  if (taken?.rowsAffected !== 1) return;
  await ctx.wakeOnboarding(id, LEASE_MS + 1_000);
  try {
    await runUntil(ctx, lease, now + RUN_MS);
  } finally {
    await release(ctx, lease);
  }
}

async function runUntil(ctx: OperatorCtx, lease: Lease, end: number): Promise<void> {
  while (ctx.clock() < end) {
    const [[row]] = await ctx.registry.read([leasedOnboarding(lease)]);
    if (row === undefined) return;
    const next = nextMove(row, ctx.clock());
    if (next.move === 'rest') return;
    if (next.move === 'step') await runStep(ctx, { lease, row }, next.name);
    else await undo(ctx, { lease, row });
  }
}

interface Run {
  readonly lease: Lease;
  readonly row: OnboardingRow;
}

async function runStep(ctx: OperatorCtx, { lease, row }: Run, name: StepName): Promise<void> {
  const steps = withAttempt(row.steps, name, ctx.clock());
  const begun = { ...row, steps };
  if (!(await record(ctx, { lease, row }, { steps, leaseUntil: ctx.clock() + LEASE_MS }))) return;
  const result = await applyStep(ctx, begun, name);
  const run = { lease, row: begun };
  if (result.outcome === 'problem') return await noteProblem(ctx, run, { name, problem: result.problem });
  if (result.outcome === 'wait') {
    await record(ctx, run, { state: 'waiting', risk: result.risk, nextAt: null });
    return;
  }
  const done = { steps: withSuccess(steps, name, ctx.clock()), problem: null };
  if (name === 'live') return await goLive(ctx, run, done);
  await record(ctx, run, { ...done, ...(result.risk && { risk: result.risk }) });
}

async function noteProblem(
  ctx: OperatorCtx,
  { lease, row }: Run,
  { name, problem }: { readonly name: StepName; readonly problem: StepProblem },
): Promise<void> {
  const now = ctx.clock();
  const step = recordOf(row.steps, name);
  if (step === undefined) throw new Error(`The step ${name} was not begun`);
  const steps = withProblem(row.steps, name, problem);
  await record(
    ctx,
    { lease, row },
    { steps, problem, ...afterFailure(step, problem.kind, { id: row.id, now }) },
  );
}

/** The tenant is live and its onboarding over in one transaction; then whoever remembered its hosts forgets them. */
async function goLive(ctx: OperatorCtx, { lease, row }: Run, done: OnboardingChange): Promise<void> {
  const now = ctx.clock();
  const change: OnboardingChange = { ...done, state: 'live', closedAt: now, nextAt: null };
  await ctx.registry.write([openTenant(lease, row.tenantId, now), recordRun(lease, row.state, change, now)]);
  await ctx.forgetHosts(row.tenantId, await hostNamesOf(ctx, row.tenantId));
  // The owner's invitation waits to be mailed; should this be lost, the sweep finds it.
  await ctx.wakeRelay(row.tenantId);
  ctx.log.info('onboarding.live', { onboarding: row.id, slug: row.slug });
}

/** Takes back what was made, as often as it takes; the state that led here stays. */
async function undo(ctx: OperatorCtx, run: Run): Promise<void> {
  const { row } = run;
  const { tenantId, slug, steps } = row;
  const undoAttempts = row.undoAttempts + 1;
  await record(ctx, run, { undoAttempts, leaseUntil: ctx.clock() + LEASE_MS });
  try {
    const hasDatabase = mayHaveDone(steps, 'database');
    await removeUnseenTenant(ctx, { tenantId, slug, hasDatabase, before: [deleteInvitation(tenantId)] });
    await record(ctx, run, { closedAt: ctx.clock(), nextAt: null });
    ctx.log.info('onboarding.undone', { onboarding: row.id, slug, state: row.state });
  } catch (error) {
    ctx.log.warn('onboarding.undo-failed', { onboarding: row.id, slug, ...errorFields(error) });
    await record(ctx, run, { nextAt: ctx.clock() + pauseBeforeUndo(undoAttempts, row.id) });
  }
}

/** False when somebody else has the lease by now, or an operator has decided something meanwhile. */
async function record(ctx: OperatorCtx, { lease, row }: Run, change: OnboardingChange): Promise<boolean> {
  const [result] = await ctx.registry.write([recordRun(lease, row.state, change, ctx.clock())]);
  return result?.rowsAffected === 1;
}

/** Others may go on at once, and when it is due again somebody is told. */
async function release(ctx: OperatorCtx, lease: Lease): Promise<void> {
  const [[row]] = await ctx.registry.read([leasedOnboarding(lease)]);
  await ctx.registry.write([releaseLease(lease)]);
  if (row === undefined || row.closedAt !== null || row.nextAt === null) return;
  const afterMs = Math.max(0, row.nextAt - ctx.clock());
  if (afterMs <= LONGEST_WAKE_MS) await ctx.wakeOnboarding(lease.id, afterMs);
}
