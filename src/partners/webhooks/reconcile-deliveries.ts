import type { Database } from '../../platform/database-client.ts';
import {
  adoptDeliveries,
  buryUnknown,
  changedDeliveries,
  fanOut,
  markRelayed,
  unrelayedEvents,
} from './store.ts';

/** What a database that was replaced knows of its deliveries, beyond what the restored one knows. */
export interface KnownDeliveries {
  readonly deliveries: readonly {
    readonly id: string;
    readonly status: 'pending' | 'delivered' | 'dead';
    readonly attempts: number;
    readonly step: number;
    readonly nextAttemptAt: number | null;
  }[];
  /** Of these events nothing was ever sent. */
  readonly unrelayed: readonly number[];
}

/** @param since when the backup was taken, in epoch milliseconds; nobody writes to this database any more */
export async function readKnownDeliveries(
  replaced: Database,
  since: number,
  now: number,
): Promise<KnownDeliveries> {
  const [changed, unrelayed] = await replaced.read([changedDeliveries(since), unrelayedEvents()]);
  return {
    // One that was being sent when writing stopped may have arrived: it is not sent again by itself.
    deliveries: changed.map(({ leaseUntil, ...delivery }) =>
      delivery.status === 'pending' && leaseUntil > now
        ? { ...delivery, status: 'dead', nextAttemptAt: null }
        : delivery,
    ),
    unrelayed: unrelayed.map(({ sequence }) => sequence),
  };
}

/**
 * The statements after which a restored database sends nothing that may have been sent before. What the replaced one
 * knew is believed; where it cannot be asked, whatever was still to be sent is put aside, to be replayed by whoever
 * wants it.
 */
export function reconcileDeliveries(known: KnownDeliveries | undefined, now: number) {
  const { deliveries, unrelayed } = known ?? { deliveries: [], unrelayed: [] };
  const pending = deliveries.filter(({ status }) => status === 'pending').map(({ id }) => id);
  return [
    fanOut(now),
    markRelayed(now),
    adoptDeliveries(deliveries, now),
    buryUnknown({ sendable: pending, unrelayed }, now),
  ] as const;
}
