import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Currency } from '../../kernel/money.ts';
import type { PlannedItem } from '../availability/rules/visit-plan.ts';
import type { BookingSource, BookingStatus, CancelledBy, PendingReason } from './rules/life.ts';

export const bookings = sqliteTable('bookings', {
  id: text('id').primaryKey(),
  code: text('code').notNull(),
  status: text('status').$type<BookingStatus>().notNull(),
  pendingReason: text('pending_reason').$type<PendingReason>(),
  pendingUntil: integer('pending_until'),
  source: text('source').$type<BookingSource>().notNull(),
  serviceId: text('service_id').notNull(),
  providerId: text('provider_id').notNull(),
  locationId: text('location_id').notNull(),
  customerId: text('customer_id').notNull(),
  seriesId: text('series_id'),
  recurrenceId: text('recurrence_id'),
  items: text('items', { mode: 'json' }).$type<readonly PlannedItem[]>().notNull(),
  seats: integer('seats').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  priceCentavos: integer('price_centavos').notNull(),
  /** What a late change cost, on top of the price. */
  feeCentavos: integer('fee_centavos').notNull(),
  currency: text('currency').$type<Currency>().notNull(),
  notes: text('notes'),
  staffNotes: text('staff_notes'),
  isOverbooked: integer('is_overbooked', { mode: 'boolean' }).notNull(),
  /** Goes up by one with every change; a change made from a stale reading is refused by a trigger. */
  revision: integer('revision').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
  cancelledAt: integer('cancelled_at'),
  cancelledBy: text('cancelled_by').$type<CancelledBy>(),
  cancelReason: text('cancel_reason'),
});

/** Never holds a row: inserting one asks whether the customer keeps within the limit, and refuses the commit if not. */
export const customerLimitChecks = sqliteTable('customer_limit_checks', {
  customerId: text('customer_id').notNull(),
  serviceId: text('service_id').notNull(),
  startsFrom: integer('starts_from').notNull(),
  startsBefore: integer('starts_before').notNull(),
  maxBookings: integer('max_bookings').notNull(),
});
