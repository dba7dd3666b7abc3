/** What travels through the relay's queue: where to look, never what to send. The tables are the memory. */
export type RelayMessage = TenantMessage | PlatformMessage;

export type TenantMessage =
  /** Events were committed: fan them out. */
  | { readonly type: 'relay'; readonly tenantId: string }
  /** Deliveries of one endpoint may be due. */
  | { readonly type: 'deliver'; readonly tenantId: string; readonly endpointId: string }
  /** Mails may be due. */
  | { readonly type: 'mail'; readonly tenantId: string }
  /** Look after everything that a crash may have left behind. */
  | { readonly type: 'sweep'; readonly tenantId: string };

/** Work of the platform itself: no tenant's context is needed to begin it. */
export type PlatformMessage =
  /** An onboarding may have something due. */
  | { readonly type: 'onboard'; readonly onboardingId: string }
  /** A lane of a rollout: takes some tenants, migrates them, and asks for another turn. */
  | { readonly type: 'rollout'; readonly rolloutId: string }
  /** A tenant's backup may be due. */
  | { readonly type: 'backup'; readonly backupOf: string }
  | { readonly type: 'verify-backup'; readonly backupId: string }
  | { readonly type: 'restore'; readonly restoreId: string }
  /** What a tenant used may be due to be noted. */
  | { readonly type: 'meter'; readonly meterOf: string };

/** Commits of one moment share a nudge; a nudge that never left is forgotten after a while. */
const GATHER_MS = 200;
const FORGET_MS = 2_000;

const pending = new Map<string, number>();

export interface Nudge {
  readonly queue: Pick<Queue<RelayMessage>, 'send'>;
  readonly tenantId: string;
  readonly now: number;
  readonly defer: (work: Promise<unknown>) => void;
}

/** Tells the relay, after the answer, that there are events. A lost nudge costs time only: the sweep finds them. */
export function nudgeRelay({ queue, tenantId, now, defer }: Nudge): void {
  const since = pending.get(tenantId);
  if (since !== undefined && now - since < FORGET_MS) return;
  pending.set(tenantId, now);
  defer(sendSoon(queue, tenantId));
}

async function sendSoon(queue: Nudge['queue'], tenantId: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  pending.delete(tenantId);
  await queue.send({ type: 'relay', tenantId });
}
