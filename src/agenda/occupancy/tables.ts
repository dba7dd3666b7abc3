import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const busyTimes = sqliteTable('busy_times', {
  id: text('id').primaryKey(),
  subjectId: text('subject_id').notNull(),
  ownerType: text('owner_type').$type<'booking' | 'hold' | 'block'>().notNull(),
  ownerId: text('owner_id').notNull(),
  commitId: text('commit_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  bufferBefore: integer('buffer_before').notNull(),
  bufferAfter: integer('buffer_after').notNull(),
  expiresAt: integer('expires_at'),
  writtenAt: integer('written_at').notNull(),
});
