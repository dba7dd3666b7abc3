import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Currency } from '../../kernel/money.ts';
import type { OwnIntake } from '../../tenancy/verticals/contract.ts';
import type { ProcessingGap, ServiceRecord } from './rules.ts';

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
  bookableFrom: text('bookable_from'),
  bookableUntil: text('bookable_until'),
  changeDeadlineMinutes: integer('change_deadline_minutes').notNull(),
  lateChangeFeePercent: integer('late_change_fee_percent'),
  seats: integer('seats').notNull(),
  providersNeeded: integer('providers_needed').notNull(),
  processing: text('processing', { mode: 'json' }).$type<readonly ProcessingGap[]>().notNull(),
  resourceKinds: text('resource_kinds', { mode: 'json' }).$type<readonly string[]>().notNull(),
  confirmation: text('confirmation').$type<ServiceRecord['confirmation']>().notNull(),
  assignment: text('assignment').$type<ServiceRecord['assignment']>().notNull(),
  maxPerCustomerDay: integer('max_per_customer_day'),
  maxPerCustomerWeek: integer('max_per_customer_week'),
  position: integer('position').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
});

export const providers = sqliteTable('providers', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  title: text('title').notNull(),
  maxBookingsDay: integer('max_bookings_day'),
  maxMinutesDay: integer('max_minutes_day'),
  maxBookingsWeek: integer('max_bookings_week'),
  maxMinutesWeek: integer('max_minutes_week'),
  position: integer('position').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
});

export const providerServices = sqliteTable('provider_services', {
  providerId: text('provider_id').notNull(),
  serviceId: text('service_id').notNull(),
  durationMinutes: integer('duration_minutes'),
  priceCentavos: integer('price_centavos'),
  skill: integer('skill').notNull(),
});

export const resources = sqliteTable('resources', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  kind: text('kind').notNull(),
  locationId: text('location_id').notNull(),
  capacity: integer('capacity').notNull(),
  position: integer('position').notNull(),
  isActive: integer('is_active', { mode: 'boolean' }).notNull(),
});

export const travelTimes = sqliteTable('travel_times', {
  fromLocationId: text('from_location_id').notNull(),
  toLocationId: text('to_location_id').notNull(),
  minutes: integer('minutes').notNull(),
});

/** Never holds a row: inserting one asks whether the catalog still has all that bookings to come need. */
export const catalogChecks = sqliteTable('catalog_checks', { at: integer('at').notNull() });

/** A view: what bookings to come need, by the list of the catalog that it is in. */
export const catalogPromises = sqliteTable('catalog_promises', {
  list: text('list').$type<'locations' | 'services' | 'providers' | 'resources'>().notNull(),
  id: text('id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
});

/** At most one row. */
export const ownIntake = sqliteTable('own_intake', {
  one: integer('one').primaryKey(),
  form: text('form', { mode: 'json' }).$type<OwnIntake>().notNull(),
});

export const holidayOverrides = sqliteTable('holiday_overrides', {
  date: text('date').primaryKey(),
  name: text('name').notNull(),
  isOpen: integer('is_open', { mode: 'boolean' }).notNull(),
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
