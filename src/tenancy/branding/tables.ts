import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Brand } from '../../kernel/tenant.ts';

export const brandDrafts = sqliteTable('brand_drafts', {
  one: integer('one').primaryKey(),
  brand: text('brand', { mode: 'json' }).$type<Brand>().notNull(),
  author: text('author').notNull(),
  savedAt: integer('saved_at').notNull(),
});

export const brandVersions = sqliteTable('brand_versions', {
  version: integer('version').primaryKey(),
  brand: text('brand', { mode: 'json' }).$type<Brand>().notNull(),
  author: text('author').notNull(),
  publishedAt: integer('published_at').notNull(),
  restores: integer('restores'),
});

export const brandImages = sqliteTable('brand_images', {
  hash: text('hash').primaryKey(),
  /** Base64. */
  png: text('png').notNull(),
  createdAt: integer('created_at').notNull(),
});
