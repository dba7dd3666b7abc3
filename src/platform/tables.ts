import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Changes, EventType } from '../kernel/events.ts';

/** Counters that change with every write to the catalog or to anybody's time: caches ask them before they answer. */
export const versions = sqliteTable('versions', {
  id: integer('id').primaryKey(),
  catalog: integer('catalog').notNull(),
  agenda: integer('agenda').notNull(),
});

export const events = sqliteTable('events', {
  sequence: integer('sequence').primaryKey({ autoIncrement: true }),
  id: text('id').notNull(),
  type: text('type').$type<EventType>().notNull(),
  subjectId: text('subject_id').notNull(),
  occurredAt: integer('occurred_at').notNull(),
  data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  changes: text('changes', { mode: 'json' }).$type<Changes>(),
  relayedAt: integer('relayed_at'),
});

/** SQLite's own memory of the highest number of each AUTOINCREMENT. */
export const eventSequence = sqliteTable('sqlite_sequence', {
  tableName: text('name').notNull(),
  last: integer('seq').notNull(),
});

export const auditLog = sqliteTable('audit_log', {
  id: text('id').primaryKey(),
  at: integer('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  subjectId: text('subject_id').notNull(),
  requestId: text('request_id').notNull(),
  details: text('details', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
});

export const voidedCommits = sqliteTable('voided_commits', {
  id: text('id').primaryKey(),
  at: integer('at').notNull(),
});

export const idempotencyKeys = sqliteTable('idempotency_keys', {
  key: text('key').primaryKey(),
  requestHash: text('request_hash').notNull(),
  answer: text('answer').notNull(),
  createdAt: integer('created_at').notNull(),
});
