import { type AgendaChange, joinChanges } from '../../kernel/agenda-change.ts';
import { errorFields, type Log } from '../../platform/log.ts';
import type { LiveFeed } from './live-feed-object.ts';

/** Changes of one moment are told as one. */
const GATHER_MS = 100;
/** A telling that never left is forgotten. */
const FORGET_MS = 2_000;

interface Pending {
  change: AgendaChange;
  readonly since: number;
}

/** Per isolate, by tenant. */
const pending = new Map<string, Pending>();

export interface Announcement {
  readonly namespace: DurableObjectNamespace<LiveFeed>;
  readonly tenantId: string;
  readonly change: AgendaChange;
  readonly now: number;
  readonly defer: (work: Promise<unknown>) => void;
  readonly log: Log;
}

/** Tells the tenant's open pages, after the answer. Lost news cost a look at the page: the time itself is guarded elsewhere. */
export function announceChange(announcement: Announcement): void {
  const { tenantId, change, now, defer, log } = announcement;
  const waiting = pending.get(tenantId);
  if (waiting !== undefined && now - waiting.since < FORGET_MS) {
    waiting.change = joinChanges(waiting.change, change);
    return;
  }
  pending.set(tenantId, { change, since: now });
  defer(tellSoon(announcement).catch((error) => log.warn('live.announce-failed', errorFields(error))));
}

async function tellSoon({ namespace, tenantId }: Announcement): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  const gathered = pending.get(tenantId);
  pending.delete(tenantId);
  if (gathered !== undefined) await namespace.getByName(tenantId).announce(gathered.change);
}
