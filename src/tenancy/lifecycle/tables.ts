import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const deletions = sqliteTable('deletions', {
  tenantId: text('tenant_id').primaryKey(),
  slug: text('slug').notNull(),
  statusBefore: text('status_before').$type<'live' | 'suspended'>().notNull(),
  requestedAt: integer('requested_at').notNull(),
  dueAt: integer('due_at').notNull(),
  removedAt: integer('removed_at'),
});
