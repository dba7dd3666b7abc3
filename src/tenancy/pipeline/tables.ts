import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { OnboardingRequest } from './contract.ts';
import type { Risk } from './rules/risk.ts';
import type { OnboardingState, StepProblem, StepRecord } from './rules/steps.ts';

export const onboardings = sqliteTable('onboardings', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull(),
  tenantId: text('tenant_id').notNull(),
  request: text('request', { mode: 'json' }).$type<OnboardingRequest>().notNull(),
  requestHash: text('request_hash').notNull(),
  ownerEmail: text('owner_email').notNull(),
  /** CUIT, RFC, NIT; the column is as old as its first country. */
  taxId: text('cuit'),
  state: text('state').$type<OnboardingState>().notNull(),
  steps: text('steps', { mode: 'json' }).$type<readonly StepRecord[]>().notNull(),
  problem: text('problem', { mode: 'json' }).$type<StepProblem>(),
  risk: text('risk', { mode: 'json' }).$type<Risk>(),
  approvedAt: integer('approved_at'),
  /** Whoever runs it now, and until when nobody else may. */
  leaseToken: text('lease_token'),
  leaseUntil: integer('lease_until').notNull(),
  /** When somebody should look again. */
  nextAt: integer('next_at'),
  /** When what was made is taken back. */
  undoAt: integer('undo_at'),
  undoAttempts: integer('undo_attempts').notNull(),
  /** While it is null, something is still to be done or undone. */
  closedAt: integer('closed_at'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

export const invitations = sqliteTable('invitations', {
  id: text('id').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  tokenHash: text('token_hash').notNull(),
  expiresAt: integer('expires_at').notNull(),
  acceptedAt: integer('accepted_at'),
  createdAt: integer('created_at').notNull(),
});

export const orphanDatabases = sqliteTable('orphan_databases', {
  databaseId: text('database_id').primaryKey(),
  name: text('name').notNull(),
  firstSeenAt: integer('first_seen_at').notNull(),
});
