import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RolloutState, TenantProgress } from './contract.ts';

export const rollouts = sqliteTable('rollouts', {
  id: text('id').primaryKey(),
  targetVersion: integer('target_version').notNull(),
  state: text('state').$type<RolloutState>().notNull(),
  stopReason: text('stop_reason'),
  /** How many tenants are migrated at once. */
  parallel: integer('parallel').notNull(),
  stopFailures: integer('stop_failures').notNull(),
  stopPercent: integer('stop_percent').notNull(),
  leaseMs: integer('lease_ms').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const rolloutTenants = sqliteTable('rollout_tenants', {
  rolloutId: text('rollout_id').notNull(),
  tenantId: text('tenant_id').notNull(),
  isCanary: integer('is_canary', { mode: 'boolean' }).notNull(),
  state: text('state').$type<TenantProgress>().notNull(),
  fromVersion: integer('from_version').notNull(),
  /** How often it was taken; one that was killed in the middle is taken again. */
  attempts: integer('attempts').notNull(),
  failures: integer('failures').notNull(),
  reason: text('reason'),
  leaseUntil: integer('lease_until').notNull(),
  nextAt: integer('next_at').notNull(),
  elapsedMs: integer('elapsed_ms'),
});
