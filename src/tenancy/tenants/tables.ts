import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { DEFAULT_PLAN, type PlanId } from '../../kernel/plan.ts';
import type { TenantProfile } from '../../kernel/tenant.ts';

export const tenants = sqliteTable('tenants', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull(),
  status: text('status').$type<'provisioning' | 'live' | 'suspended'>().notNull(),
  plan: text('plan').$type<PlanId>().notNull().default(DEFAULT_PLAN),
  profile: text('profile', { mode: 'json' }).$type<TenantProfile>().notNull(),
  ownerEmail: text('owner_email').notNull(),
  databaseHostname: text('database_hostname'),
  sealedDatabaseToken: text('sealed_database_token'),
  /** Null: the platform's own group. */
  databaseGroup: text('database_group'),
  databaseLocation: text('database_location'),
  schemaVersion: integer('schema_version').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const hosts = sqliteTable('hosts', {
  host: text('host').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  kind: text('kind').$type<'platform' | 'custom'>().notNull(),
  isCanonical: integer('is_canonical', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
});
