import type { Engine } from './engine.ts';
import type { Receivers } from './receivers.ts';
import type { Violation } from './safety.ts';

/** Every event became exactly one delivery for every endpoint, and every delivery came to its end. */
export function findRelayGaps(engine: Engine, { received }: Receivers): Violation[] {
  const deliveries =
    engine.rows(`SELECT e.sequence, e.id AS event, e.relayed_at AS relayedAt, w.status AS endpoint,
      (SELECT count(*) FROM webhook_deliveries AS d WHERE d.event_sequence = e.sequence AND d.endpoint_id = w.id) AS deliveries,
      (SELECT status FROM webhook_deliveries AS d WHERE d.event_sequence = e.sequence AND d.endpoint_id = w.id) AS status
    FROM events AS e CROSS JOIN webhook_endpoints AS w`);
  const arrived = new Set(received.map(({ id }) => id));
  return deliveries.flatMap((row) => {
    const blame = (property: string) => [{ property, detail: JSON.stringify(row) }];
    if (row.deliveries !== 1 || row.relayedAt === null) return blame('every-event-relayed-once');
    if (row.endpoint === 'disabled') return row.status === 'pending' ? blame('nothing-pending') : [];
    if (row.status !== 'delivered') return blame('every-event-delivered');
    return arrived.has(String(row.event)) ? [] : blame('delivered-has-arrived');
  });
}
