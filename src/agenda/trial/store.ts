import { eq, inArray, sql } from 'drizzle-orm';
import { customers } from '../../people/customers/tables.ts';
import { statements } from '../../platform/statements.ts';
import { eventSequence, events } from '../../platform/tables.ts';
import { bookings } from '../bookings/tables.ts';

/** Bookings of whoever has this address. */
export function trialBookings(email: string) {
  return statements
    .select({ id: bookings.id, status: bookings.status })
    .from(bookings)
    .innerJoin(customers, eq(customers.id, bookings.customerId))
    .where(eq(customers.email, email));
}

/**
 * Takes a trial's booking, customer and events away, and gives the events' numbers back, so that the first real event
 * is number 1. The one place that deletes what other slices write: only a tenant that nobody has seen yet comes here.
 */
export function removeTrialRows(email: string) {
  const whose = statements.select({ id: customers.id }).from(customers).where(eq(customers.email, email));
  const booked = statements
    .select({ id: bookings.id })
    .from(bookings)
    .where(inArray(bookings.customerId, whose));
  return [
    statements.delete(events).where(inArray(events.subjectId, booked)),
    statements.delete(bookings).where(inArray(bookings.customerId, whose)),
    statements.delete(customers).where(eq(customers.email, email)),
    statements
      .update(eventSequence)
      .set({ last: sql`coalesce((SELECT max(${events.sequence}) FROM ${events}), 0)` })
      .where(eq(eventSequence.tableName, 'events')),
  ] as const;
}
