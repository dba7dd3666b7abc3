import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export type Part = 'answers' | 'staff-notes';
type How = 'page' | 'api' | 'desk';

export const sealedRecords = sqliteTable('sealed_records', {
  bookingId: text('booking_id').notNull(),
  part: text('part').$type<Part>().notNull(),
  customerId: text('customer_id').notNull(),
  /** Null: erased. */
  sealed: text('sealed'),
  revision: integer('revision').notNull(),
  writtenAt: integer('written_at').notNull(),
  erasedAt: integer('erased_at'),
  erasedBy: text('erased_by'),
});

export const consentTexts = sqliteTable('consent_texts', {
  hash: text('hash').primaryKey(),
  text: text('text').notNull(),
});

export const consents = sqliteTable('consents', {
  id: text('id').primaryKey(),
  bookingId: text('booking_id').notNull(),
  customerId: text('customer_id').notNull(),
  consentId: text('consent_id').notNull(),
  version: integer('version').notNull(),
  purpose: text('purpose').notNull(),
  textHash: text('text_hash').notNull(),
  how: text('how').$type<How>().notNull(),
  givenAt: integer('given_at').notNull(),
  withdrawnAt: integer('withdrawn_at'),
  withdrawnBy: text('withdrawn_by'),
});
