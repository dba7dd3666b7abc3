import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RestoreState } from './contract.ts';

export const backups = sqliteTable('backups', {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  objectName: text('object_name').notNull(),
  takenAt: integer('taken_at').notNull(),
  confirmedAt: integer('confirmed_at').notNull(),
  marker: text('marker').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  sha256: text('sha256').notNull(),
  contentHash: text('content_hash').notNull(),
  schemaVersion: integer('schema_version').notNull(),
  eventSequence: integer('event_sequence').notNull(),
  rowCounts: text('row_counts', { mode: 'json' }).$type<Readonly<Record<string, number>>>().notNull(),
  verifiedAt: integer('verified_at'),
  verifyError: text('verify_error'),
});

export const spareDatabases = sqliteTable('spare_databases', {
  name: text('name').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  purpose: text('purpose').$type<'snapshot' | 'verification' | 'restore' | 'replaced'>().notNull(),
  removeAt: integer('remove_at').notNull(),
});

export const restores = sqliteTable('restores', {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  epoch: integer('epoch').notNull(),
  backupId: text('backup_id'),
  /** To which instant, where the database service keeps a history; instead of a backup. */
  moment: integer('moment'),
  state: text('state').$type<RestoreState>().notNull(),
  reason: text('reason'),
  attempts: integer('attempts').notNull(),
  leaseUntil: integer('lease_until').notNull(),
  databaseName: text('database_name').notNull(),
  databaseHostname: text('database_hostname'),
  sealedDatabaseToken: text('sealed_database_token'),
  schemaVersion: integer('schema_version'),
  replacedName: text('replaced_name').notNull(),
  replacedHostname: text('replaced_hostname').notNull(),
  /** The database service did not know it any more. */
  isReplacedGone: integer('is_replaced_gone', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});
