import { and, asc, desc, eq, gt, gte, lt, lte, ne, or, sql } from 'drizzle-orm';
import { statements } from '../../platform/statements.ts';
import { events } from '../../platform/tables.ts';
import type { PlannedMail } from './rules/mail-plan.ts';
import { mailCursor, mailMessages, mailSenders } from './tables.ts';

export type MessageRow = typeof mailMessages.$inferSelect;
export type SenderRow = Omit<typeof mailSenders.$inferSelect, 'one'>;

// Writing down what is to be sent -----------------------------------------------------------------------------

export function cursorQuery() {
  return statements.select({ sequence: mailCursor.sequence }).from(mailCursor);
}

/** The events after the cursor, in order. */
export function unmailedEvents(limit: number) {
  return statements
    .select({
      sequence: events.sequence,
      id: events.id,
      type: events.type,
      occurredAt: events.occurredAt,
      data: events.data,
      changes: events.changes,
    })
    .from(events)
    .where(gt(events.sequence, sql`(SELECT ${mailCursor.sequence} FROM ${mailCursor})`))
    .orderBy(asc(events.sequence))
    .limit(limit);
}

/** Never backwards: of two who looked at the same events, both come to the same end. */
export function advanceCursor(sequence: number) {
  return statements
    .update(mailCursor)
    .set({ sequence: sql`max(${mailCursor.sequence}, ${sequence})` })
    .where(eq(mailCursor.one, 1));
}

/** Nothing when it was written down before. */
export function insertMessage(planned: PlannedMail, now: number) {
  return statements
    .insert(mailMessages)
    .values({
      ...planned,
      status: 'pending',
      reason: null,
      attempts: 0,
      step: 0,
      nextAttemptAt: planned.dueAt,
      leaseUntil: 0,
      providerId: null,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing();
}

// Sending -----------------------------------------------------------------------------------------------------

export function dueMessages(now: number, limit: number) {
  return statements
    .select()
    .from(mailMessages)
    .where(
      and(
        eq(mailMessages.status, 'pending'),
        lte(mailMessages.nextAttemptAt, now),
        lte(mailMessages.leaseUntil, now),
      ),
    )
    .orderBy(asc(mailMessages.nextAttemptAt), asc(mailMessages.id))
    .limit(limit);
}

/** When the earliest that may be sent next is due; one that is being sent counts from the end of its lease. */
export function nextMailAt() {
  return statements
    .select({ at: sql<number | null>`min(max(${mailMessages.nextAttemptAt}, ${mailMessages.leaseUntil}))` })
    .from(mailMessages)
    .where(eq(mailMessages.status, 'pending'));
}

/** Changes one row for whoever comes first, none for the other. */
export function leaseMessage(id: string, now: number, until: number) {
  return statements
    .update(mailMessages)
    .set({ leaseUntil: until })
    .where(
      and(eq(mailMessages.id, id), eq(mailMessages.status, 'pending'), lte(mailMessages.leaseUntil, now)),
    );
}

export type MessageProgress = Partial<
  Pick<MessageRow, 'status' | 'reason' | 'attempts' | 'step' | 'nextAttemptAt' | 'providerId'>
>;

export function advanceMessage(id: string, progress: MessageProgress, now: number) {
  return statements
    .update(mailMessages)
    .set({ ...progress, leaseUntil: 0, updatedAt: now })
    .where(eq(mailMessages.id, id));
}

// Listing -----------------------------------------------------------------------------------------------------

export interface MessageFilter {
  readonly subjectId?: string | undefined;
  readonly status?: MessageRow['status'] | undefined;
  readonly dueUntil?: number | undefined;
  readonly after?: { readonly dueAt: number; readonly id: string } | undefined;
  readonly limit: number;
}

/** The last due first; what is still to come before them all. */
export function messagesWhere({ subjectId, status, dueUntil, after, limit }: MessageFilter) {
  return statements
    .select()
    .from(mailMessages)
    .where(
      and(
        subjectId === undefined ? undefined : eq(mailMessages.subjectId, subjectId),
        status === undefined ? undefined : eq(mailMessages.status, status),
        dueUntil === undefined ? undefined : lte(mailMessages.dueAt, dueUntil),
        after === undefined
          ? undefined
          : or(
              lt(mailMessages.dueAt, after.dueAt),
              and(eq(mailMessages.dueAt, after.dueAt), lt(mailMessages.id, after.id)),
            ),
      ),
    )
    .orderBy(desc(mailMessages.dueAt), desc(mailMessages.id))
    .limit(limit);
}

export function messageById(id: string) {
  return statements.select().from(mailMessages).where(eq(mailMessages.id, id));
}

export function deleteMessagesBefore(instant: number) {
  return statements
    .delete(mailMessages)
    .where(and(ne(mailMessages.status, 'pending'), lt(mailMessages.updatedAt, instant)));
}

// The sender --------------------------------------------------------------------------------------------------

export function senderQuery() {
  return statements.select().from(mailSenders);
}

export function saveSender(row: SenderRow) {
  return statements
    .insert(mailSenders)
    .values({ one: 1, ...row })
    .onConflictDoUpdate({ target: mailSenders.one, set: row });
}

/** Somebody says that the records are there now. */
export function hastenSender(now: number) {
  return statements.update(mailSenders).set({ nextCheckAt: now });
}

// After a restore ---------------------------------------------------------------------------------------------

/** Those that changed since an instant, and those that wait: a lease leaves no other trace. */
export function changedMessages(since: number) {
  return statements
    .select()
    .from(mailMessages)
    .where(or(gte(mailMessages.updatedAt, since), eq(mailMessages.status, 'pending')));
}

/** Gives each message the state that it has in the list; those that are not here yet come in. */
export function adoptMessages(list: readonly MessageRow[], now: number) {
  const sqlText = `INSERT INTO mail_messages (id, kind, subject_id, recipient, starts_at, due_at, status, reason, attempts,
      step, next_attempt_at, lease_until, provider_id, created_at, updated_at)
    SELECT value ->> 'id', value ->> 'kind', value ->> 'subjectId', value ->> 'recipient', value ->> 'startsAt',
      value ->> 'dueAt', value ->> 'status', value ->> 'reason', value ->> 'attempts', value ->> 'step',
      value ->> 'nextAttemptAt', 0, value ->> 'providerId', value ->> 'createdAt', ?
    FROM json_each(?) WHERE true
    ON CONFLICT (id) DO UPDATE SET status = excluded.status, reason = excluded.reason, attempts = excluded.attempts,
      step = excluded.step, next_attempt_at = excluded.next_attempt_at, lease_until = 0,
      provider_id = excluded.provider_id, updated_at = excluded.updated_at`;
  return { sql: sqlText, args: [now, JSON.stringify(list)] };
}

/** Puts aside what was due: it may have been sent before. What is due later cannot have been. */
export function buryDueMessages(now: number) {
  return statements
    .update(mailMessages)
    .set({ status: 'dead', reason: 'restored', nextAttemptAt: null, leaseUntil: 0, updatedAt: now })
    .where(and(eq(mailMessages.status, 'pending'), lte(mailMessages.dueAt, now)));
}

/** Of the events that are here, those up to a number were looked at in the database that was replaced. */
export function adoptCursor(sequence: number) {
  return statements.update(mailCursor).set({
    sequence: sql`max(${mailCursor.sequence}, min(${sequence}, (SELECT coalesce(max(${events.sequence}), 0) FROM ${events})))`,
  });
}
