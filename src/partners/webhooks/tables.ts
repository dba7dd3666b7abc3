import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const webhookEndpoints = sqliteTable('webhook_endpoints', {
  id: text('id').primaryKey(),
  url: text('url').notNull(),
  /** Event types, or `*` for all. */
  events: text('events', { mode: 'json' }).$type<readonly string[]>().notNull(),
  sealedSecret: text('sealed_secret').notNull(),
  status: text('status').$type<'enabled' | 'disabled'>().notNull(),
  disabledReason: text('disabled_reason'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const webhookDeliveries = sqliteTable('webhook_deliveries', {
  id: text('id').primaryKey(),
  endpointId: text('endpoint_id').notNull(),
  eventSequence: integer('event_sequence').notNull(),
  status: text('status').$type<'pending' | 'delivered' | 'dead'>().notNull(),
  attempts: integer('attempts').notNull(),
  step: integer('step').notNull(),
  nextAttemptAt: integer('next_attempt_at'),
  leaseUntil: integer('lease_until').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const webhookAttempts = sqliteTable(
  'webhook_attempts',
  {
    deliveryId: text('delivery_id').notNull(),
    number: integer('number').notNull(),
    at: integer('at').notNull(),
    /** HTTP status, or null when there was no answer. */
    status: integer('status'),
    /** Why there was no answer. Never the receiver's words: a log of them would read internal networks aloud. */
    error: text('error'),
    latencyMs: integer('latency_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.number] })],
);
