import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const series = sqliteTable('series', {
  id: text('id').primaryKey(),
  /** RFC 5545 RRULE, as it was agreed; what has been moved since is in the bookings. */
  rule: text('rule').notNull(),
  /** `YYYY-MM-DDTHH:MM` in `timeZone` */
  localStart: text('local_start').notNull(),
  timeZone: text('time_zone').notNull(),
  serviceId: text('service_id').notNull(),
  providerId: text('provider_id').notNull(),
  locationId: text('location_id').notNull(),
  customerId: text('customer_id').notNull(),
  /** Goes up by one with every change; a change made from a stale reading is refused by a trigger. */
  revision: integer('revision').notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});
