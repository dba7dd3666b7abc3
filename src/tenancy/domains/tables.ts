import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { DnsRecord, DomainState, MissingRecord } from '../../kernel/domain.ts';
import type { DomainProblem } from './rules/domain-words.ts';

export const domains = sqliteTable('domains', {
  host: text('host').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  state: text('state').$type<DomainState>().notNull(),
  isPreferred: integer('is_preferred', { mode: 'boolean' }).notNull(),
  cloudflareId: text('cloudflare_id'),
  hostnameStatus: text('hostname_status'),
  certificateStatus: text('certificate_status'),
  revalidatedAt: integer('revalidated_at'),
  proofToken: text('proof_token').notNull(),
  mustProve: integer('must_prove', { mode: 'boolean' }).notNull(),
  missing: text('missing', { mode: 'json' }).$type<readonly MissingRecord[]>().notNull(),
  delegation: text('delegation', { mode: 'json' }).$type<DnsRecord>(),
  problem: text('problem').$type<DomainProblem>(),
  misses: integer('misses').notNull(),
  missedSince: integer('missed_since'),
  unanswered: integer('unanswered').notNull(),
  stateSince: integer('state_since').notNull(),
  checkedAt: integer('checked_at'),
  nextCheckAt: integer('next_check_at').notNull(),
  verifiedAt: integer('verified_at'),
  createdAt: integer('created_at').notNull(),
  revision: integer('revision').notNull(),
});
