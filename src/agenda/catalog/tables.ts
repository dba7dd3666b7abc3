import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Currency } from '../../kernel/money.ts';

export const locations = sqliteTable('locations', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  address: text('address').notNull(),
  phone: text('phone'),
  timeZone: text('time_zone').notNull(),
  country: text('country').notNull(),
  position: integer('position').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
});

export const services = sqliteTable('services', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull(),
  category: text('category').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  durationMinutes: integer('duration_minutes').notNull(),
  stepMinutes: integer('step_minutes').notNull(),
  bufferBeforeMinutes: integer('buffer_before_minutes').notNull(),
  bufferAfterMinutes: integer('buffer_after_minutes').notNull(),
  priceCentavos: integer('price_centavos').notNull(),
  currency: text('currency').$type<Currency>().notNull(),
  noticeMinutes: integer('notice_minutes').notNull(),
  windowDays: integer('window_days').notNull(),
  changeDeadlineMinutes: integer('change_deadline_minutes').notNull(),
  position: integer('position').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
});

export const providers = sqliteTable('providers', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  title: text('title').notNull(),
  position: integer('position').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
});

export const providerServices = sqliteTable('provider_services', {
  providerId: text('provider_id').notNull(),
  serviceId: text('service_id').notNull(),
});

export const weeklyHours = sqliteTable('weekly_hours', {
  id: text('id').primaryKey(),
  providerId: text('provider_id').notNull(),
  locationId: text('location_id').notNull(),
  weekday: integer('weekday').notNull(),
  opensMinute: integer('opens_minute').notNull(),
  closesMinute: integer('closes_minute').notNull(),
});

export const datedHours = sqliteTable('dated_hours', {
  id: text('id').primaryKey(),
  date: text('date').notNull(),
  providerId: text('provider_id'),
  locationId: text('location_id'),
  opensMinute: integer('opens_minute'),
  closesMinute: integer('closes_minute'),
  reason: text('reason').notNull(),
});
