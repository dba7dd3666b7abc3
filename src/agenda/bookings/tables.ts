import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Currency } from '../../kernel/money.ts';

export const bookings = sqliteTable('bookings', {
  id: text('id').primaryKey(),
  code: text('code').notNull(),
  status: text('status').$type<'confirmed' | 'cancelled'>().notNull(),
  serviceId: text('service_id').notNull(),
  providerId: text('provider_id').notNull(),
  locationId: text('location_id').notNull(),
  customerId: text('customer_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  priceCentavos: integer('price_centavos').notNull(),
  currency: text('currency').$type<Currency>().notNull(),
  notes: text('notes'),
  /** Goes up by one with every change; a change made from a stale reading is refused by a trigger. */
  revision: integer('revision').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  cancelledAt: integer('cancelled_at'),
});
