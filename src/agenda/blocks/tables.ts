import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const blocks = sqliteTable('blocks', {
  id: text('id').primaryKey(),
  subjectId: text('subject_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  reason: text('reason').notNull(),
  createdAt: integer('created_at').notNull(),
});
