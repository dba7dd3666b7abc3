import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Currency } from '../../kernel/money.ts';
import type { PlannedItem } from '../availability/rules/visit-plan.ts';

export const holds = sqliteTable('holds', {
  id: text('id').primaryKey(),
  serviceId: text('service_id').notNull(),
  providerId: text('provider_id').notNull(),
  locationId: text('location_id').notNull(),
  items: text('items', { mode: 'json' }).$type<readonly PlannedItem[]>().notNull(),
  seats: integer('seats').notNull(),
  /** Set when it is an offer to somebody who waited. */
  waitlistEntryId: text('waitlist_entry_id'),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  priceCentavos: integer('price_centavos').notNull(),
  currency: text('currency').$type<Currency>().notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
});

/** Never holds a row: inserting one asks whether the hold is still there, and refuses the commit when it is not. */
export const holdChecks = sqliteTable('hold_checks', { holdId: text('hold_id').notNull() });
