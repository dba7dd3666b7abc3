import type { RateTier } from '../../kernel/plan.ts';
import { errorFields, type Log } from '../../platform/log.ts';
import type { Answer, RateMeter, Wish } from './rate-meter-object.ts';
import { LEASE_MS } from './rules/gcra.ts';

/** A request waits no longer than this to hear whether it may go on; then it goes on. */
const PATIENCE_MS = 250;
/** After an answer that did not come nobody asks for so long. */
const CALM_MS = 1_000;
const MAX_TENANTS = 10_000;

/** What this isolate has of a tenant's cells. */
interface Lease {
  cells: number;
  /** Of those, since it last asked: to be told. */
  used: number;
  until: number;
  /** How many it was given when it last asked. */
  granted: number;
  /** What the meter had left when it was last asked, and when it was to be whole. */
  left: number;
  wholeAt: number;
  /** Until then there is nothing to be had. */
  refusedUntil: number;
  /** Until then the meter is not asked: it did not answer. */
  calmUntil: number;
}

/** By tenant. */
const leases = new Map<string, Lease>();

export interface Call {
  readonly namespace: DurableObjectNamespace<RateMeter>;
  readonly tenantId: string;
  readonly tier: RateTier;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly log: Log;
}

/** What the caller is told of its rate. */
export interface Rate {
  readonly tier: RateTier;
  readonly isWithin: boolean;
  readonly left: number;
  /** Milliseconds until everything is there again. */
  readonly wholeInMs: number;
  /** Milliseconds until one more call is let through. */
  readonly waitMs: number;
}

/**
 * Takes one cell of the tenant's rate for a call by API key. Far below the limit an isolate takes several at once and
 * most calls ask nobody; near it each asks. Undefined when the meter does not answer: then everybody goes on.
 */
export async function takeCell(call: Call): Promise<Rate | undefined> {
  const { tenantId, now } = call;
  const lease = leaseOf(tenantId);
  if (now < lease.until && lease.cells > 0) {
    lease.cells--;
    lease.used++;
    return rateOf(call, lease, true);
  }
  if (now < lease.refusedUntil) return rateOf(call, lease, false);
  if (now < lease.calmUntil) return undefined;
  const answer = await ask(call, wishOf(lease, now)).catch((error: unknown) => {
    lease.calmUntil = now + CALM_MS;
    call.log.warn('rate.meter-silent', errorFields(error));
    return undefined;
  });
  if (answer === undefined) return undefined;
  note(lease, answer, now);
  return rateOf(call, lease, answer.granted > 0);
}

function leaseOf(tenantId: string): Lease {
  const known = leases.get(tenantId);
  if (known !== undefined) return known;
  if (leases.size >= MAX_TENANTS) leases.clear();
  const lease = {
    cells: 0,
    used: 0,
    until: 0,
    granted: 0,
    left: 0,
    wholeAt: 0,
    refusedUntil: 0,
    calmUntil: 0,
  };
  leases.set(tenantId, lease);
  return lease;
}

/** Whoever used up what they had within its time gets more at once; whoever let it run out begins again with one. */
function wishOf(lease: Lease, now: number): Pick<Wish, 'wanted' | 'used'> {
  const wish = { wanted: now < lease.until ? lease.granted * 2 : 1, used: lease.used };
  lease.cells = 0;
  lease.used = 0;
  return wish;
}

async function ask(
  { namespace, tenantId, tier }: Call,
  wish: Pick<Wish, 'wanted' | 'used'>,
): Promise<Answer> {
  return await patiently(namespace.getByName(tenantId).take({ tier, ...wish }));
}

async function patiently<Answer>(asking: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([asking, patience]);
  } finally {
    clearTimeout(timer);
  }
}

function note(lease: Lease, { granted, left, wholeInMs, waitMs }: Answer, now: number): void {
  lease.left = left;
  lease.wholeAt = now + wholeInMs;
  if (granted === 0) {
    lease.refusedUntil = now + waitMs;
    return;
  }
  lease.granted = granted;
  lease.cells += granted - 1;
  lease.until = now + LEASE_MS;
}

function rateOf({ tier, now }: Call, lease: Lease, isWithin: boolean): Rate {
  const { left, cells, wholeAt, refusedUntil } = lease;
  return {
    tier,
    isWithin,
    left: isWithin ? left + cells : 0,
    wholeInMs: Math.max(0, wholeAt - now),
    waitMs: isWithin ? 0 : Math.max(0, refusedUntil - now),
  };
}

/** Calls by API key in a month of UTC, `YYYY-MM`. Throws when the meter does not answer in time. */
export async function requestsOf({
  namespace,
  tenantId,
  month,
}: Pick<Call, 'namespace' | 'tenantId'> & { readonly month: string }): Promise<number> {
  return await patiently(namespace.getByName(tenantId).countOf(month));
}
