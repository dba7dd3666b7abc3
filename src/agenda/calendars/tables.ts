import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Which of a provider's feed links counts; no row: the first. */
export const calendarLinks = sqliteTable('calendar_links', {
  providerId: text('provider_id').primaryKey(),
  generation: integer('generation').notNull(),
});

export const externalCalendars = sqliteTable('external_calendars', {
  id: text('id').primaryKey(),
  providerId: text('provider_id').notNull(),
  name: text('name').notNull(),
  /** The address is a secret: whoever has it reads the calendar. */
  sealedUrl: text('sealed_url').notNull(),
  /** Of the last whole reading. */
  etag: text('etag'),
  /** Of the busy times that were last written. */
  contentHash: text('content_hash'),
  /** The last time that it was read without an error. */
  lastReadAt: integer('last_read_at'),
  lastError: text('last_error'),
  failures: integer('failures').notNull(),
  nextReadAt: integer('next_read_at').notNull(),
  createdAt: integer('created_at').notNull(),
});
