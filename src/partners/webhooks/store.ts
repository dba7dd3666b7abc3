import { and, asc, eq, gt, gte, inArray, lte, min, or, sql } from 'drizzle-orm';
import { type Params, prepared, statements } from '../../platform/statements.ts';
import { events } from '../../platform/tables.ts';
import { webhookAttempts, webhookDeliveries, webhookEndpoints } from './tables.ts';

export type EndpointRow = typeof webhookEndpoints.$inferSelect;

export function insertEndpoint(row: EndpointRow) {
  return statements.insert(webhookEndpoints).values(row);
}

export function allEndpoints() {
  return statements.select().from(webhookEndpoints).orderBy(asc(webhookEndpoints.id)).limit(200);
}

export function endpointById(id: string) {
  return statements.select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id));
}

export function deleteEndpoint(id: string) {
  return statements.delete(webhookEndpoints).where(eq(webhookEndpoints.id, id));
}

export function setEndpointStatus(
  id: string,
  change: Pick<EndpointRow, 'status' | 'disabledReason'>,
  now: number,
) {
  return statements
    .update(webhookEndpoints)
    .set({ ...change, updatedAt: now })
    .where(eq(webhookEndpoints.id, id));
}

// Fan-out -----------------------------------------------------------------------------------------------------

/**
 * A delivery for every event that was not relayed and every endpoint that wants it. Done twice it is done once,
 * because the id is made of both. A disabled endpoint's deliveries are born dead: nothing is lost, all can be replayed.
 */
export function fanOut(now: number) {
  return statements
    .insert(webhookDeliveries)
    .select(
      sql`SELECT 'dlv_' || substr(w.id, 5) || '_' || e.sequence, w.id, e.sequence,
            CASE w.status WHEN 'enabled' THEN 'pending' ELSE 'dead' END, 0, 0,
            CASE w.status WHEN 'enabled' THEN ${now} END, 0, ${now}, ${now}
          FROM events AS e CROSS JOIN webhook_endpoints AS w
          WHERE e.relayed_at IS NULL
            AND EXISTS (SELECT 1 FROM json_each(w.events) WHERE value = e.type OR value = '*')`,
    )
    .onConflictDoNothing();
}

export function markRelayed(now: number) {
  return statements.update(events).set({ relayedAt: now }).where(sql`${events.relayedAt} IS NULL`);
}

export const dueEndpoints = prepared((due: Params<{ now: number }>) =>
  statements
    .selectDistinct({ id: webhookDeliveries.endpointId })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.status, 'pending'), lte(webhookDeliveries.nextAttemptAt, due.now))),
);

/** When the earliest delivery that is not due yet will be. */
export const nextDueAt = prepared((due: Params<{ now: number }>) =>
  statements
    .select({ at: min(webhookDeliveries.nextAttemptAt) })
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.status, 'pending'), gt(webhookDeliveries.nextAttemptAt, due.now))),
);

// Delivering --------------------------------------------------------------------------------------------------

const DELIVERY = {
  id: webhookDeliveries.id,
  endpointId: webhookDeliveries.endpointId,
  status: webhookDeliveries.status,
  attempts: webhookDeliveries.attempts,
  step: webhookDeliveries.step,
  nextAttemptAt: webhookDeliveries.nextAttemptAt,
  event: {
    sequence: events.sequence,
    id: events.id,
    type: events.type,
    occurredAt: events.occurredAt,
    data: events.data,
    changes: events.changes,
  },
};

function deliveriesWithEvents() {
  return statements
    .select(DELIVERY)
    .from(webhookDeliveries)
    .innerJoin(events, eq(events.sequence, webhookDeliveries.eventSequence))
    .$dynamic();
}

export type DeliveryRow = Awaited<ReturnType<typeof deliveriesWithEvents>>[number];

export function dueDeliveries(endpointId: string, now: number, limit: number) {
  return deliveriesWithEvents()
    .where(
      and(
        eq(webhookDeliveries.endpointId, endpointId),
        eq(webhookDeliveries.status, 'pending'),
        lte(webhookDeliveries.nextAttemptAt, now),
        lte(webhookDeliveries.leaseUntil, now),
      ),
    )
    .orderBy(asc(webhookDeliveries.eventSequence))
    .limit(limit);
}

/** Changes one row for whoever comes first, none for the other. */
export function leaseDelivery(id: string, now: number, until: number) {
  return statements
    .update(webhookDeliveries)
    .set({ leaseUntil: until })
    .where(
      and(
        eq(webhookDeliveries.id, id),
        eq(webhookDeliveries.status, 'pending'),
        lte(webhookDeliveries.leaseUntil, now),
      ),
    );
}

export function recordAttempt(row: typeof webhookAttempts.$inferInsert) {
  return statements.insert(webhookAttempts).values(row).onConflictDoNothing();
}

export interface DeliveryProgress {
  readonly status: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly step: number;
  readonly nextAttemptAt: number | null;
}

export function advanceDelivery(id: string, progress: DeliveryProgress, now: number) {
  return statements
    .update(webhookDeliveries)
    .set({ ...progress, leaseUntil: 0, updatedAt: now })
    .where(eq(webhookDeliveries.id, id));
}

/** What was still to be sent to an endpoint that wants no more. */
export function buryPending(endpointId: string, now: number) {
  return statements
    .update(webhookDeliveries)
    .set({ status: 'dead', nextAttemptAt: null, leaseUntil: 0, updatedAt: now })
    .where(and(eq(webhookDeliveries.endpointId, endpointId), eq(webhookDeliveries.status, 'pending')));
}

// Listing and replay ------------------------------------------------------------------------------------------

export interface DeliveryFilter {
  readonly endpointId: string;
  readonly status?: DeliveryRow['status'] | undefined;
  readonly afterSequence: number;
  readonly limit: number;
}

export function deliveriesOf({ endpointId, status, afterSequence, limit }: DeliveryFilter) {
  return deliveriesWithEvents()
    .where(
      and(
        eq(webhookDeliveries.endpointId, endpointId),
        status === undefined ? undefined : eq(webhookDeliveries.status, status),
        gt(webhookDeliveries.eventSequence, afterSequence),
      ),
    )
    .orderBy(asc(webhookDeliveries.eventSequence))
    .limit(limit);
}

export function deliveryById(id: string) {
  return deliveriesWithEvents().where(eq(webhookDeliveries.id, id));
}

export function attemptsOf(deliveryId: string) {
  return statements
    .select()
    .from(webhookAttempts)
    .where(eq(webhookAttempts.deliveryId, deliveryId))
    .orderBy(asc(webhookAttempts.number));
}

export function deliveriesInRange(
  endpointId: string,
  range: { readonly from: number; readonly to: number; readonly status: DeliveryRow['status'] },
) {
  return statements
    .select({ id: webhookDeliveries.id })
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.endpointId, endpointId),
        eq(webhookDeliveries.status, range.status),
        gte(webhookDeliveries.eventSequence, range.from),
        lte(webhookDeliveries.eventSequence, range.to),
      ),
    )
    .orderBy(asc(webhookDeliveries.eventSequence))
    .limit(1_000);
}

/** From the start of the schedule again; the attempts made so far stay in the log. */
export function replayDeliveries(ids: readonly string[], now: number) {
  return statements
    .update(webhookDeliveries)
    .set({ status: 'pending', step: 0, nextAttemptAt: now, leaseUntil: 0, updatedAt: now })
    .where(inArray(webhookDeliveries.id, [...ids]));
}

// After a restore ---------------------------------------------------------------------------------------------

/** Those that changed since an instant, and those that wait: a lease leaves no other trace. */
export function changedDeliveries(since: number) {
  return statements
    .select({
      id: webhookDeliveries.id,
      status: webhookDeliveries.status,
      attempts: webhookDeliveries.attempts,
      step: webhookDeliveries.step,
      nextAttemptAt: webhookDeliveries.nextAttemptAt,
      leaseUntil: webhookDeliveries.leaseUntil,
    })
    .from(webhookDeliveries)
    .where(or(gte(webhookDeliveries.updatedAt, since), eq(webhookDeliveries.status, 'pending')));
}

export function unrelayedEvents() {
  return statements
    .select({ sequence: events.sequence })
    .from(events)
    .where(sql`${events.relayedAt} IS NULL`);
}

/** Gives each delivery that is here too the state that it has in the list. */
export function adoptDeliveries(list: readonly object[], now: number) {
  const sqlText = `UPDATE webhook_deliveries SET lease_until = 0, updated_at = ?, status = known.value ->> 'status',
      attempts = known.value ->> 'attempts', step = known.value ->> 'step',
      next_attempt_at = known.value ->> 'nextAttemptAt'
    FROM json_each(?) AS known WHERE webhook_deliveries.id = known.value ->> 'id'`;
  return { sql: sqlText, args: [now, JSON.stringify(list)] };
}

/** Puts aside what waits, but for what is known not to have been sent. */
export function buryUnknown(
  safe: { readonly sendable: readonly string[]; readonly unrelayed: readonly number[] },
  now: number,
) {
  const sqlText = `UPDATE webhook_deliveries SET status = 'dead', next_attempt_at = NULL, lease_until = 0, updated_at = ?
    WHERE status = 'pending' AND id NOT IN (SELECT value FROM json_each(?))
      AND event_sequence NOT IN (SELECT value FROM json_each(?))`;
  return { sql: sqlText, args: [now, JSON.stringify(safe.sendable), JSON.stringify(safe.unrelayed)] };
}
