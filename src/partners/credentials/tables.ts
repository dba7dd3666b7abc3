import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../../kernel/actor.ts';

export const apiKeys = sqliteTable('api_keys', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** HMAC of the key under the tenant's own key: the database alone gives nothing away. */
  hash: text('hash').notNull(),
  /** The last four characters, to tell keys apart. */
  hint: text('hint').notNull(),
  scopes: text('scopes', { mode: 'json' }).$type<readonly Scope[]>().notNull(),
  createdAt: integer('created_at').notNull(),
  revokedAt: integer('revoked_at'),
});
