import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { MailKind } from './rules/mail-plan.ts';
import type { SenderRecord, SenderStatus } from './rules/sender-life.ts';

export const mailMessages = sqliteTable('mail_messages', {
  id: text('id').primaryKey(),
  kind: text('kind').$type<MailKind>().notNull(),
  subjectId: text('subject_id').notNull(),
  recipient: text('recipient').notNull(),
  startsAt: integer('starts_at'),
  dueAt: integer('due_at').notNull(),
  status: text('status').$type<'pending' | 'sent' | 'skipped' | 'dead'>().notNull(),
  reason: text('reason'),
  attempts: integer('attempts').notNull(),
  step: integer('step').notNull(),
  nextAttemptAt: integer('next_attempt_at'),
  leaseUntil: integer('lease_until').notNull(),
  providerId: text('provider_id'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const mailCursor = sqliteTable('mail_cursor', {
  one: integer('one').primaryKey(),
  sequence: integer('sequence').notNull(),
});

export const mailSenders = sqliteTable('mail_senders', {
  one: integer('one').primaryKey(),
  address: text('address').notNull(),
  status: text('status').$type<SenderStatus>().notNull(),
  providerId: text('provider_id'),
  records: text('records', { mode: 'json' }).$type<readonly SenderRecord[]>().notNull(),
  failures: integer('failures').notNull(),
  checkedAt: integer('checked_at'),
  nextCheckAt: integer('next_check_at').notNull(),
});
