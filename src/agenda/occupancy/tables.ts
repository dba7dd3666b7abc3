import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { OwnerType } from '../../kernel/claims.ts';

export const busyTimes = sqliteTable('busy_times', {
  id: text('id').primaryKey(),
  subjectId: text('subject_id').notNull(),
  ownerType: text('owner_type').$type<OwnerType>().notNull(),
  ownerId: text('owner_id').notNull(),
  commitId: text('commit_id').notNull(),
  startsAt: integer('starts_at').notNull(),
  endsAt: integer('ends_at').notNull(),
  bufferBefore: integer('buffer_before').notNull(),
  bufferAfter: integer('buffer_after').notNull(),
  placeId: text('place_id'),
  capacity: integer('capacity').notNull(),
  party: text('party'),
  seats: integer('seats').notNull(),
  partySeats: integer('party_seats').notNull(),
  isOverbooked: integer('is_overbooked', { mode: 'boolean' }).notNull(),
  expiresAt: integer('expires_at'),
  writtenAt: integer('written_at').notNull(),
});

/** Never holds a row: inserting one asks whether the limit holds, and refuses the commit when it does not. */
export const limitChecks = sqliteTable('limit_checks', {
  subjectId: text('subject_id').notNull(),
  startsFrom: integer('starts_from').notNull(),
  startsBefore: integer('starts_before').notNull(),
  maxBookings: integer('max_bookings'),
  maxMinutes: integer('max_minutes'),
  writtenAt: integer('written_at').notNull(),
});
