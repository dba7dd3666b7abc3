import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { WaitlistStatus } from './rules/match.ts';

export const waitlistEntries = sqliteTable('waitlist_entries', {
  id: text('id').primaryKey(),
  serviceId: text('service_id').notNull(),
  providerId: text('provider_id'),
  locationId: text('location_id'),
  customerId: text('customer_id').notNull(),
  fromDate: text('from_date').notNull(),
  toDate: text('to_date').notNull(),
  weekdays: text('weekdays', { mode: 'json' }).$type<readonly number[]>().notNull(),
  fromMinute: integer('from_minute').notNull(),
  toMinute: integer('to_minute').notNull(),
  status: text('status').$type<WaitlistStatus>().notNull(),
  holdId: text('hold_id'),
  offerExpiresAt: integer('offer_expires_at'),
  /** Offers that ran out without an answer. */
  offersMissed: integer('offers_missed').notNull(),
  /** Starts that were offered and not taken, in epoch milliseconds: not offered again. */
  declined: text('declined', { mode: 'json' }).$type<readonly number[]>().notNull(),
  bookingId: text('booking_id'),
  /** Goes up by one with every change; a change made from a stale reading is refused by a trigger. */
  revision: integer('revision').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});
