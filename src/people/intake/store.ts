import { and, asc, desc, eq, gte, isNotNull, isNull, lt, ne, sql } from 'drizzle-orm';
import { bookings } from '../../agenda/bookings/tables.ts';
import { statements } from '../../platform/statements.ts';
import { consents, consentTexts, type Part, sealedRecords } from './tables.ts';

export type { Part } from './tables.ts';
export type RecordRow = typeof sealedRecords.$inferSelect;

/** What is kept of a booking, in at most two parts. */
export function recordsOf(bookingId: string) {
  return statements.select().from(sealedRecords).where(eq(sealedRecords.bookingId, bookingId));
}

/** More visits back nobody's first answers are looked for. */
const EARLIER_VISITS = 10;

/** What the customer of a booking answered at other visits, the newest first. */
export function earlierAnswers(bookingId: string) {
  const customer = statements
    .select({ id: bookings.customerId })
    .from(bookings)
    .where(eq(bookings.id, bookingId));
  return statements
    .select()
    .from(sealedRecords)
    .where(
      and(
        eq(sealedRecords.customerId, customer),
        ne(sealedRecords.bookingId, bookingId),
        eq(sealedRecords.part, 'answers'),
        isNotNull(sealedRecords.sealed),
      ),
    )
    .orderBy(desc(sealedRecords.writtenAt))
    .limit(EARLIER_VISITS);
}

/** Refused by a trigger when the record changed since it was read. */
export function writeRecord(row: Omit<RecordRow, 'erasedAt' | 'erasedBy'>) {
  const { sealed, revision, writtenAt } = row;
  return statements
    .insert(sealedRecords)
    .values(row)
    .onConflictDoUpdate({
      target: [sealedRecords.bookingId, sealedRecords.part],
      set: { sealed, revision, writtenAt },
    });
}

export interface Erasure {
  readonly at: number;
  readonly by: string;
}

/** The words go, the row stays and says when: whoever read before and writes now is refused. */
export function eraseRecord(bookingId: string, part: Part, { at, by }: Erasure) {
  return statements
    .update(sealedRecords)
    .set({ ...ERASED, erasedAt: at, erasedBy: by })
    .where(and(eq(sealedRecords.bookingId, bookingId), eq(sealedRecords.part, part)));
}

const ERASED = { sealed: null, revision: sql`${sealedRecords.revision} + 1` };

/** Bookings that ended, and were last answered, before an instant, and of which answers are still kept. */
export function expiredAnswers(before: number, limit: number) {
  return statements
    .select({ bookingId: sealedRecords.bookingId })
    .from(sealedRecords)
    .innerJoin(bookings, eq(bookings.id, sealedRecords.bookingId))
    .where(
      and(
        // Words, not a parameter: only so the index of what is kept is used.
        sql`${sealedRecords.part} = 'answers'`,
        isNotNull(sealedRecords.sealed),
        lt(sealedRecords.writtenAt, before),
        lt(bookings.endsAt, before),
      ),
    )
    .limit(limit);
}

/** Bookings with notes in the clear. */
export function plainNotes(limit: number) {
  return statements
    .select({
      id: bookings.id,
      customerId: bookings.customerId,
      revision: bookings.revision,
      notes: bookings.notes,
      staffNotes: bookings.staffNotes,
    })
    .from(bookings)
    .where(sql`${bookings.notes} IS NOT NULL OR ${bookings.staffNotes} IS NOT NULL`)
    .limit(limit);
}

export type PlainNotes = Awaited<ReturnType<typeof plainNotes>>[number];

/** Consents of a booking with the text that was shown, as they were given: ids of one commit are in no order. */
export function consentsOf(bookingId: string) {
  return statements
    .select({
      id: consents.id,
      consentId: consents.consentId,
      version: consents.version,
      purpose: consents.purpose,
      textHash: consents.textHash,
      text: consentTexts.text,
      how: consents.how,
      givenAt: consents.givenAt,
      withdrawnAt: consents.withdrawnAt,
    })
    .from(consents)
    .innerJoin(consentTexts, eq(consentTexts.hash, consents.textHash))
    .where(eq(consents.bookingId, bookingId))
    .orderBy(asc(consents.givenAt), sql`${consents}.rowid`);
}

/** One that is in force already stays as it is. */
export function insertConsent(
  row: Omit<typeof consents.$inferSelect, 'withdrawnAt' | 'withdrawnBy'>,
  text: string,
) {
  return [
    statements.insert(consentTexts).values({ hash: row.textHash, text }).onConflictDoNothing(),
    statements.insert(consents).values(row).onConflictDoNothing(),
  ];
}

export function withdrawConsent(bookingId: string, consentId: string, { at, by }: Erasure) {
  return statements
    .update(consents)
    .set({ withdrawnAt: at, withdrawnBy: by })
    .where(
      and(eq(consents.bookingId, bookingId), eq(consents.consentId, consentId), isNull(consents.withdrawnAt)),
    );
}

/** What was erased from an instant on; epoch milliseconds. */
export function erasedSince(instant: number) {
  return statements
    .select({
      bookingId: sealedRecords.bookingId,
      part: sealedRecords.part,
      at: sealedRecords.erasedAt,
      by: sealedRecords.erasedBy,
    })
    .from(sealedRecords)
    .where(gte(sealedRecords.erasedAt, instant));
}

export function withdrawnSince(instant: number) {
  return statements
    .select({ id: consents.id, at: consents.withdrawnAt, by: consents.withdrawnBy })
    .from(consents)
    .where(gte(consents.withdrawnAt, instant));
}

/** Erases what was erased elsewhere, unless it is so already. */
export function eraseAgain(list: readonly unknown[]) {
  return {
    sql: `UPDATE sealed_records SET sealed = NULL, revision = revision + 1, erased_at = gone.value ->> 'at',
        erased_by = gone.value ->> 'by'
      FROM json_each(?) AS gone
      WHERE booking_id = gone.value ->> 'bookingId' AND part = gone.value ->> 'part'
        AND coalesce(erased_at, 0) < gone.value ->> 'at'`,
    args: [JSON.stringify(list)],
  };
}

export function withdrawAgain(list: readonly unknown[]) {
  return {
    sql: `UPDATE consents SET withdrawn_at = gone.value ->> 'at', withdrawn_by = gone.value ->> 'by'
      FROM json_each(?) AS gone WHERE consents.id = gone.value ->> 'id' AND withdrawn_at IS NULL`,
    args: [JSON.stringify(list)],
  };
}
