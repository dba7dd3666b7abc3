import type { Claim, ClaimResult, SlotLocks } from '../../kernel/claims.ts';
import { AppError } from '../../kernel/problem.ts';
import { errorFields, type Log } from '../../platform/log.ts';
import type { ProviderLock } from './provider-lock-object.ts';

export interface SlotLocksOptions {
  readonly namespace: DurableObjectNamespace<ProviderLock>;
  readonly tenantId: string;
  /** Work that goes on after the answer. */
  readonly defer: (work: Promise<unknown>) => void;
  readonly log: Log;
}

/** The locks of providers and resources over RPC: the objects are named `tenant/subject`. */
export function slotLocks(options: SlotLocksOptions): SlotLocks {
  const stubOf = (subjectId: string) => options.namespace.getByName(`${options.tenantId}/${subjectId}`);
  const tell = (event: string, telling: Promise<unknown>) =>
    options.defer(telling.catch((error) => options.log.warn(event, errorFields(error))));
  return {
    claim: (subjectId, claim) => claimOf(options, subjectId, claim),
    keep: (subjectId, commitId) => tell('lock.keep-failed', stubOf(subjectId).keep(commitId)),
    drop: (subjectId, commitId, ownerId) =>
      tell('lock.drop-failed', stubOf(subjectId).drop(commitId, ownerId)),
  };
}

/** A stub is spent once it threw; claiming again under the same commit is safe, so one passing fault is retried. */
async function claimOf(options: SlotLocksOptions, subjectId: string, claim: Claim): Promise<ClaimResult> {
  const name = { tenantId: options.tenantId, subjectId };
  const attempt = () => options.namespace.getByName(`${options.tenantId}/${subjectId}`).claim(name, claim);
  try {
    return await attempt();
  } catch (error) {
    if (!isRetryable(error)) throw lockUnavailable(error);
  }
  return await attempt().catch((error) => {
    throw lockUnavailable(error);
  });
}

function isRetryable(error: unknown): boolean {
  const flags = error as { retryable?: boolean; overloaded?: boolean };
  return flags.retryable === true && flags.overloaded !== true;
}

function lockUnavailable(cause: unknown): AppError {
  const problem = new AppError(
    'tenant-unavailable',
    'La agenda no responde. Probá de nuevo en unos segundos.',
  );
  problem.cause = cause;
  return problem;
}
