-- The agenda beyond one provider, one customer, one time: rooms and chairs, seats, travel, limits, visits of several
-- services, the whole life of a booking, series, waitlist, blocks and calendars from outside.

-- Catalog -----------------------------------------------------------------------------------------------------

-- seats > 1: a group session. processing: [{"afterMinutes", "minutes"}] in which the provider is free again.
-- resource_kinds: ["chair"]: one resource of each kind, at the location. late_change_fee_percent: null refuses.
ALTER TABLE services ADD COLUMN seats INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 500);
ALTER TABLE services ADD COLUMN providers_needed INTEGER NOT NULL DEFAULT 1 CHECK (providers_needed BETWEEN 1 AND 20);
ALTER TABLE services ADD COLUMN processing TEXT NOT NULL DEFAULT '[]';
ALTER TABLE services ADD COLUMN resource_kinds TEXT NOT NULL DEFAULT '[]';
ALTER TABLE services ADD COLUMN bookable_from TEXT;
ALTER TABLE services ADD COLUMN bookable_until TEXT;
ALTER TABLE services ADD COLUMN confirmation TEXT NOT NULL DEFAULT 'automatic'
  CHECK (confirmation IN ('automatic', 'approval'));
ALTER TABLE services ADD COLUMN assignment TEXT NOT NULL DEFAULT 'load'
  CHECK (assignment IN ('load', 'skill', 'last-provider'));
ALTER TABLE services ADD COLUMN late_change_fee_percent INTEGER CHECK (late_change_fee_percent BETWEEN 0 AND 100);
ALTER TABLE services ADD COLUMN max_per_customer_day INTEGER CHECK (max_per_customer_day > 0);
ALTER TABLE services ADD COLUMN max_per_customer_week INTEGER CHECK (max_per_customer_week > 0);

ALTER TABLE providers ADD COLUMN max_bookings_day INTEGER CHECK (max_bookings_day > 0);
ALTER TABLE providers ADD COLUMN max_minutes_day INTEGER CHECK (max_minutes_day > 0);
ALTER TABLE providers ADD COLUMN max_bookings_week INTEGER CHECK (max_bookings_week > 0);
ALTER TABLE providers ADD COLUMN max_minutes_week INTEGER CHECK (max_minutes_week > 0);

-- What differs for this provider; null: as the service says. The most skilled are asked first where that decides.
ALTER TABLE provider_services ADD COLUMN duration_minutes INTEGER CHECK (duration_minutes BETWEEN 5 AND 720);
ALTER TABLE provider_services ADD COLUMN price_centavos INTEGER CHECK (price_centavos >= 0);
ALTER TABLE provider_services ADD COLUMN skill INTEGER NOT NULL DEFAULT 0 CHECK (skill BETWEEN 0 AND 10);

CREATE TABLE resources (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  location_id TEXT NOT NULL REFERENCES locations (id),
  capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 100),
  position INTEGER NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Both directions are written. At most four hours, as buffers: the overlap triggers rely on it.
CREATE TABLE travel_times (
  from_location_id TEXT NOT NULL REFERENCES locations (id),
  to_location_id TEXT NOT NULL REFERENCES locations (id),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 240),
  PRIMARY KEY (from_location_id, to_location_id)
) STRICT, WITHOUT ROWID;

-- A holiday of the country on which this tenant opens, or a day on which it closes as on a holiday.
CREATE TABLE holiday_overrides (
  date TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  is_open INTEGER NOT NULL
) STRICT;

DROP VIEW catalog_snapshot;
CREATE VIEW catalog_snapshot AS SELECT json_object(
  'locations', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'name', name, 'address', address, 'phone', phone, 'timeZone', time_zone,
      'country', country))
    FROM (SELECT * FROM locations WHERE is_active = 1 ORDER BY position)),
  'services', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'category', category, 'name', name, 'description', description,
      'durationMinutes', duration_minutes, 'stepMinutes', step_minutes,
      'bufferBeforeMinutes', buffer_before_minutes, 'bufferAfterMinutes', buffer_after_minutes,
      'priceCentavos', price_centavos, 'currency', currency, 'noticeMinutes', notice_minutes,
      'windowDays', window_days, 'bookableFrom', bookable_from, 'bookableUntil', bookable_until,
      'changeDeadlineMinutes', change_deadline_minutes, 'lateChangeFeePercent', late_change_fee_percent,
      'seats', seats, 'providersNeeded', providers_needed, 'processing', json(processing),
      'resourceKinds', json(resource_kinds), 'confirmation', confirmation, 'assignment', assignment,
      'maxPerCustomerDay', max_per_customer_day, 'maxPerCustomerWeek', max_per_customer_week))
    FROM (SELECT * FROM services WHERE is_active = 1 ORDER BY position)),
  'providers', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'name', name, 'title', title,
      'maxBookingsDay', max_bookings_day, 'maxMinutesDay', max_minutes_day,
      'maxBookingsWeek', max_bookings_week, 'maxMinutesWeek', max_minutes_week,
      'services', (SELECT json_group_array(json_object(
          'serviceId', service_id, 'durationMinutes', duration_minutes, 'priceCentavos', price_centavos,
          'skill', skill)) FROM provider_services WHERE provider_id = p.id)))
    FROM (SELECT * FROM providers WHERE is_active = 1 ORDER BY position) AS p),
  'resources', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'name', name, 'kind', kind, 'locationId', location_id, 'capacity', capacity))
    FROM (SELECT * FROM resources WHERE is_active = 1 ORDER BY position)),
  'travelTimes', (SELECT json_group_array(json_object(
      'fromLocationId', from_location_id, 'toLocationId', to_location_id, 'minutes', minutes))
    FROM travel_times),
  'holidayOverrides', (SELECT json_group_array(json_object('date', date, 'name', name,
      'isOpen', json(iif(is_open, 'true', 'false')))) FROM holiday_overrides),
  'weeklyHours', (SELECT json_group_array(json_object(
      'providerId', provider_id, 'locationId', location_id, 'weekday', weekday,
      'opensMinute', opens_minute, 'closesMinute', closes_minute))
    FROM weekly_hours),
  'datedHours', (SELECT json_group_array(json_object(
      'date', date, 'providerId', provider_id, 'locationId', location_id,
      'opensMinute', opens_minute, 'closesMinute', closes_minute, 'reason', reason))
    FROM dated_hours)) AS snapshot;

-- Taken time --------------------------------------------------------------------------------------------------

-- subject_id: a provider or a resource. capacity: how many parties it takes at once, as its writer knew it (a provider: 1).
-- party: those who share it are one party, such as the seats of a group session; null: the owner alone, who then
-- takes as much of the capacity as it has seats.
-- is_overbooked: put there on purpose, over whatever was there; others may still not overlap it.
DROP TRIGGER busy_times_no_overlap_insert;
DROP TRIGGER busy_times_no_overlap_update;
DROP TRIGGER busy_times_inserted;
DROP TRIGGER busy_times_updated;
DROP TRIGGER busy_times_deleted;
ALTER TABLE busy_times RENAME TO busy_times_1;
DROP INDEX busy_times_subject;
DROP INDEX busy_times_owner;
DROP INDEX busy_times_expiry;

CREATE TABLE busy_times (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL,
  owner_type TEXT NOT NULL CHECK (owner_type IN ('booking', 'hold', 'block', 'external')),
  owner_id TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  buffer_before INTEGER NOT NULL CHECK (buffer_before BETWEEN 0 AND 14400000),
  buffer_after INTEGER NOT NULL CHECK (buffer_after BETWEEN 0 AND 14400000),
  place_id TEXT,
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  party TEXT,
  seats INTEGER NOT NULL CHECK (seats > 0),
  party_seats INTEGER NOT NULL CHECK (party_seats > 0),
  is_overbooked INTEGER NOT NULL,
  expires_at INTEGER,
  written_at INTEGER NOT NULL,
  CHECK (starts_at < ends_at AND ends_at - starts_at <= 86400000)
) STRICT;
INSERT INTO busy_times SELECT id, subject_id, owner_type, owner_id, commit_id, starts_at, ends_at, buffer_before,
  buffer_after, NULL, 1, NULL, 1, 1, 0, expires_at, written_at FROM busy_times_1;
DROP TABLE busy_times_1;
CREATE INDEX busy_times_subject ON busy_times (subject_id, starts_at);
CREATE INDEX busy_times_owner ON busy_times (owner_id);
CREATE INDEX busy_times_expiry ON busy_times (expires_at) WHERE expires_at IS NOT NULL;

-- The rule of kernel/occupancy.ts (a test compares them). Between two neighbours stays free the largest of the two
-- buffers that meet and the way between their places. A busy time lasts at most a day, buffer and way at most four
-- hours: hence the bounds of the range scan. A row is never changed: what moves is deleted and inserted.
CREATE TRIGGER busy_times_no_overlap BEFORE INSERT ON busy_times
WHEN NEW.is_overbooked = 0 AND NEW.capacity = 1 AND EXISTS (
  SELECT 1 FROM busy_times AS other
  WHERE other.subject_id = NEW.subject_id
    AND other.owner_id <> NEW.owner_id
    AND other.starts_at > NEW.starts_at - 100800000
    AND other.starts_at < NEW.ends_at + 14400000
    AND other.starts_at < NEW.ends_at + max(NEW.buffer_after, other.buffer_before, coalesce(
      (SELECT minutes * 60000 FROM travel_times
       WHERE from_location_id = NEW.place_id AND to_location_id = other.place_id), 0))
    AND NEW.starts_at < other.ends_at + max(other.buffer_after, NEW.buffer_before, coalesce(
      (SELECT minutes * 60000 FROM travel_times
       WHERE from_location_id = other.place_id AND to_location_id = NEW.place_id), 0))
    AND (other.party IS NULL OR NEW.party IS NULL OR other.party <> NEW.party)
    AND (other.expires_at IS NULL OR other.expires_at > NEW.written_at)
)
BEGIN SELECT RAISE(ABORT, 'OVERLAP'); END;

-- Somewhere within the new time there is not enough room: a party takes one unit, a time without a party as many as it
-- has seats (a block takes all). The most are taken where one of them begins; each reaches as far as the gap that it
-- and the new one need.
CREATE TRIGGER busy_times_no_room BEFORE INSERT ON busy_times
WHEN NEW.is_overbooked = 0 AND NEW.capacity > 1 AND EXISTS (
  SELECT 1 FROM busy_times AS at
  WHERE at.subject_id = NEW.subject_id
    AND at.owner_id <> NEW.owner_id
    AND at.starts_at > NEW.starts_at - 100800000
    AND at.starts_at < NEW.ends_at + max(NEW.buffer_after, at.buffer_before)
    AND NEW.starts_at < at.ends_at + max(at.buffer_after, NEW.buffer_before)
    AND (at.party IS NULL OR NEW.party IS NULL OR at.party <> NEW.party)
    AND (at.expires_at IS NULL OR at.expires_at > NEW.written_at)
    AND iif(NEW.party IS NULL, NEW.seats, 1) + (SELECT sum(units) FROM (
      SELECT max(iif(other.party IS NULL, other.seats, 1)) AS units FROM busy_times AS other
      WHERE other.subject_id = NEW.subject_id
        AND other.owner_id <> NEW.owner_id
        AND other.starts_at > NEW.starts_at - 100800000
        AND other.starts_at - max(NEW.buffer_after, other.buffer_before)
          <= max(NEW.starts_at, at.starts_at - max(NEW.buffer_after, at.buffer_before))
        AND max(NEW.starts_at, at.starts_at - max(NEW.buffer_after, at.buffer_before))
          < other.ends_at + max(other.buffer_after, NEW.buffer_before)
        AND (other.party IS NULL OR NEW.party IS NULL OR other.party <> NEW.party)
        AND (other.expires_at IS NULL OR other.expires_at > NEW.written_at)
      GROUP BY coalesce(other.party, other.owner_id))) > NEW.capacity
)
BEGIN SELECT RAISE(ABORT, 'OVERLAP'); END;

CREATE TRIGGER busy_times_no_seat BEFORE INSERT ON busy_times
WHEN NEW.is_overbooked = 0 AND NEW.party IS NOT NULL AND NEW.party_seats < NEW.seats + (
  SELECT coalesce(sum(other.seats), 0) FROM busy_times AS other
  WHERE other.subject_id = NEW.subject_id
    AND other.starts_at = NEW.starts_at
    AND other.party = NEW.party
    AND other.owner_id <> NEW.owner_id
    AND (other.expires_at IS NULL OR other.expires_at > NEW.written_at)
)
BEGIN SELECT RAISE(ABORT, 'OVERLAP'); END;

CREATE TRIGGER busy_times_stay BEFORE UPDATE ON busy_times
BEGIN SELECT RAISE(ABORT, 'BUSY_TIMES_ARE_REPLACED'); END;
CREATE TRIGGER busy_times_inserted AFTER INSERT ON busy_times BEGIN UPDATE versions SET agenda = agenda + 1; END;
CREATE TRIGGER busy_times_deleted AFTER DELETE ON busy_times BEGIN UPDATE versions SET agenda = agenda + 1; END;

-- Holds and bookings ------------------------------------------------------------------------------------------

-- items: [{"serviceId", "providerIds", "resourceIds", "startsAt", "endsAt", "priceCentavos"}] in order. The columns
-- service_id and provider_id are those of the first item, starts_at and ends_at those of the whole visit.
ALTER TABLE holds ADD COLUMN items TEXT NOT NULL DEFAULT '[]';
ALTER TABLE holds ADD COLUMN seats INTEGER NOT NULL DEFAULT 1;
ALTER TABLE holds ADD COLUMN waitlist_entry_id TEXT;

DROP TRIGGER bookings_one_revision_at_a_time;
CREATE TABLE bookings_1 AS SELECT * FROM bookings;
DROP TABLE bookings;

-- Whoever walks in may leave no contact.
CREATE TABLE customers_2 (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
INSERT INTO customers_2 SELECT id, name, email, phone, created_at, updated_at FROM customers;
DROP TABLE customers;
ALTER TABLE customers_2 RENAME TO customers;
CREATE INDEX customers_email ON customers (email);
CREATE INDEX customers_phone ON customers (phone);

CREATE TABLE bookings (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('pending', 'confirmed', 'checked-in', 'completed', 'no-show', 'cancelled')),
  pending_reason TEXT CHECK (pending_reason IN ('approval', 'payment')),
  pending_until INTEGER,
  source TEXT NOT NULL CHECK (source IN ('online', 'partner', 'desk', 'walk-in', 'series', 'waitlist', 'import')),
  service_id TEXT NOT NULL REFERENCES services (id),
  provider_id TEXT NOT NULL REFERENCES providers (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  series_id TEXT,
  recurrence_id TEXT,
  items TEXT NOT NULL,
  seats INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  price_centavos INTEGER NOT NULL,
  fee_centavos INTEGER NOT NULL DEFAULT 0,
  currency TEXT NOT NULL,
  notes TEXT,
  staff_notes TEXT,
  is_overbooked INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  cancelled_at INTEGER,
  cancelled_by TEXT CHECK (cancelled_by IN ('customer', 'shop', 'system')),
  cancel_reason TEXT,
  CHECK (starts_at < ends_at),
  CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
  CHECK ((status = 'pending') = (pending_reason IS NOT NULL)),
  CHECK ((pending_reason IS NULL) = (pending_until IS NULL))
) STRICT;
INSERT INTO bookings
SELECT id, code, status, NULL, NULL, 'online', service_id, provider_id, location_id, customer_id, NULL, NULL,
  json_array(json_object('serviceId', service_id, 'providerIds', json_array(provider_id), 'resourceIds', json_array(),
    'startsAt', starts_at, 'endsAt', ends_at, 'priceCentavos', price_centavos)),
  1, starts_at, ends_at, price_centavos, 0, currency, notes, NULL, 0, revision, created_at, updated_at, cancelled_at,
  iif(cancelled_at IS NULL, NULL, 'customer'), NULL
FROM bookings_1;
DROP TABLE bookings_1;
CREATE TRIGGER bookings_one_revision_at_a_time BEFORE UPDATE ON bookings
WHEN NEW.revision <> OLD.revision + 1
BEGIN SELECT RAISE(ABORT, 'STALE_REVISION'); END;
CREATE INDEX bookings_provider_time ON bookings (provider_id, starts_at);
CREATE INDEX bookings_time ON bookings (starts_at, id);
CREATE INDEX bookings_customer ON bookings (customer_id, starts_at);
CREATE INDEX bookings_series ON bookings (series_id, starts_at) WHERE series_id IS NOT NULL;
CREATE INDEX bookings_pending ON bookings (pending_until) WHERE status = 'pending';

-- Series ------------------------------------------------------------------------------------------------------

-- rule: an RFC 5545 RRULE; local_start: its DTSTART, YYYY-MM-DDTHH:MM in time_zone.
CREATE TABLE series (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  local_start TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  service_id TEXT NOT NULL REFERENCES services (id),
  provider_id TEXT NOT NULL REFERENCES providers (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER series_one_revision_at_a_time BEFORE UPDATE ON series
WHEN NEW.revision <> OLD.revision + 1
BEGIN SELECT RAISE(ABORT, 'STALE_REVISION'); END;

-- Waitlist ----------------------------------------------------------------------------------------------------

-- Dates and minutes are local to the location (or the tenant). weekdays: ISO, a JSON array.
CREATE TABLE waitlist_entries (
  id TEXT PRIMARY KEY,
  service_id TEXT NOT NULL REFERENCES services (id),
  provider_id TEXT REFERENCES providers (id),
  location_id TEXT REFERENCES locations (id),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  from_date TEXT NOT NULL,
  to_date TEXT NOT NULL,
  weekdays TEXT NOT NULL,
  from_minute INTEGER NOT NULL,
  to_minute INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'offered', 'booked', 'left', 'expired')),
  hold_id TEXT,
  offer_expires_at INTEGER,
  offers_missed INTEGER NOT NULL DEFAULT 0,
  declined TEXT NOT NULL DEFAULT '[]',
  booking_id TEXT,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (from_date <= to_date),
  CHECK (from_minute < to_minute),
  CHECK ((status = 'offered') = (hold_id IS NOT NULL)),
  CHECK ((hold_id IS NULL) = (offer_expires_at IS NULL)),
  CHECK ((status = 'booked') = (booking_id IS NOT NULL))
) STRICT;
CREATE TRIGGER waitlist_one_revision_at_a_time BEFORE UPDATE ON waitlist_entries
WHEN NEW.revision <> OLD.revision + 1
BEGIN SELECT RAISE(ABORT, 'STALE_REVISION'); END;
CREATE INDEX waitlist_open ON waitlist_entries (service_id, created_at) WHERE status IN ('waiting', 'offered');

-- Blocks and calendars from outside ---------------------------------------------------------------------------

-- Time set aside of a provider or a resource: a break, a vacation, a repair.
CREATE TABLE blocks (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CHECK (starts_at < ends_at)
) STRICT;
CREATE INDEX blocks_subject ON blocks (subject_id, starts_at);

-- A provider's own calendar, read from an .ics address; what it calls busy is written to busy_times ('external').
CREATE TABLE external_calendars (
  id TEXT PRIMARY KEY,
  provider_id TEXT NOT NULL REFERENCES providers (id),
  name TEXT NOT NULL,
  sealed_url TEXT NOT NULL,
  etag TEXT,
  content_hash TEXT,
  last_read_at INTEGER,
  last_error TEXT,
  failures INTEGER NOT NULL DEFAULT 0,
  next_read_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX external_calendars_due ON external_calendars (next_read_at);
-- A calendar that was removed while it was being read leaves nothing behind.
CREATE TRIGGER busy_times_of_no_calendar BEFORE INSERT ON busy_times
WHEN NEW.owner_type = 'external' AND NOT EXISTS (SELECT 1 FROM external_calendars WHERE id = NEW.owner_id)
BEGIN SELECT RAISE(ABORT, 'STALE_REVISION'); END;
CREATE TRIGGER external_calendars_deleted AFTER DELETE ON external_calendars
BEGIN DELETE FROM busy_times WHERE owner_id = OLD.id; END;

-- Which of a provider's feed links counts: a new one makes the earlier ones nobody's. No row: the first.
CREATE TABLE calendar_links (
  provider_id TEXT PRIMARY KEY REFERENCES providers (id),
  generation INTEGER NOT NULL
) STRICT;

-- Holds that become bookings ----------------------------------------------------------------------------------

-- Not a table of facts: an insert asks whether a hold is still there. Of two bookings from one hold the second finds
-- none and is refused whole, also where both would have room, as in a group session.
CREATE TABLE hold_checks (hold_id TEXT NOT NULL) STRICT;
CREATE TRIGGER hold_checks_ask BEFORE INSERT ON hold_checks BEGIN
  SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM holds WHERE id = NEW.hold_id) THEN RAISE(ABORT, 'STALE_REVISION')
    ELSE RAISE(IGNORE)
  END;
END;

-- Limits ------------------------------------------------------------------------------------------------------

-- Not a table of facts: an insert asks whether a limit still holds after the statements before it. It stores nothing
-- when it does, and refuses the whole commit when it does not. Null: no such limit.
CREATE TABLE limit_checks (
  subject_id TEXT NOT NULL,
  starts_from INTEGER NOT NULL,
  starts_before INTEGER NOT NULL,
  max_bookings INTEGER,
  max_minutes INTEGER,
  written_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER limit_checks_ask BEFORE INSERT ON limit_checks BEGIN
  SELECT CASE
    WHEN (SELECT count(DISTINCT coalesce(party, owner_id)) FROM busy_times
          WHERE subject_id = NEW.subject_id AND starts_at >= NEW.starts_from AND starts_at < NEW.starts_before
            AND owner_type IN ('booking', 'hold') AND (expires_at IS NULL OR expires_at > NEW.written_at)
         ) > NEW.max_bookings THEN RAISE(ABORT, 'LIMIT')
    WHEN (SELECT coalesce(sum(ends_at - starts_at), 0) FROM (
            SELECT DISTINCT coalesce(party, owner_id), starts_at, ends_at FROM busy_times
            WHERE subject_id = NEW.subject_id AND starts_at >= NEW.starts_from AND starts_at < NEW.starts_before
              AND owner_type IN ('booking', 'hold') AND (expires_at IS NULL OR expires_at > NEW.written_at))
         ) > NEW.max_minutes * 60000 THEN RAISE(ABORT, 'LIMIT')
    ELSE RAISE(IGNORE)
  END;
END;

CREATE TABLE customer_limit_checks (
  customer_id TEXT NOT NULL,
  service_id TEXT NOT NULL,
  starts_from INTEGER NOT NULL,
  starts_before INTEGER NOT NULL,
  max_bookings INTEGER NOT NULL
) STRICT;
CREATE TRIGGER customer_limit_checks_ask BEFORE INSERT ON customer_limit_checks BEGIN
  SELECT CASE
    WHEN (SELECT count(*) FROM bookings
          WHERE customer_id = NEW.customer_id AND service_id = NEW.service_id AND status <> 'cancelled'
            AND starts_at >= NEW.starts_from AND starts_at < NEW.starts_before
         ) > NEW.max_bookings THEN RAISE(ABORT, 'CUSTOMER_LIMIT')
    ELSE RAISE(IGNORE)
  END;
END;

-- What the catalog has promised ---------------------------------------------------------------------------------

-- What the bookings that are still to come need of the catalog, by the list it is in.
CREATE VIEW catalog_promises AS
SELECT 'locations' AS list, location_id AS id, starts_at, ends_at FROM bookings
  WHERE status IN ('pending', 'confirmed', 'checked-in')
UNION ALL SELECT 'services', json_extract(item.value, '$.serviceId'), bookings.starts_at, bookings.ends_at
  FROM bookings, json_each(bookings.items) AS item WHERE status IN ('pending', 'confirmed', 'checked-in')
UNION ALL SELECT 'providers', provider.value, bookings.starts_at, bookings.ends_at
  FROM bookings, json_each(bookings.items) AS item, json_each(item.value, '$.providerIds') AS provider
  WHERE status IN ('pending', 'confirmed', 'checked-in')
UNION ALL SELECT 'resources', resource.value, bookings.starts_at, bookings.ends_at
  FROM bookings, json_each(bookings.items) AS item, json_each(item.value, '$.resourceIds') AS resource
  WHERE status IN ('pending', 'confirmed', 'checked-in');

-- As limit_checks: asks, after the catalog was changed, whether it still has all that it has promised.
CREATE TABLE catalog_checks (at INTEGER NOT NULL) STRICT;
CREATE TRIGGER catalog_checks_ask BEFORE INSERT ON catalog_checks BEGIN
  SELECT CASE WHEN EXISTS (
    SELECT 1 FROM catalog_promises AS promise WHERE promise.ends_at > NEW.at AND (
      (list = 'locations' AND id IN (SELECT id FROM locations WHERE is_active = 0))
      OR (list = 'services' AND id IN (SELECT id FROM services WHERE is_active = 0))
      OR (list = 'providers' AND id IN (SELECT id FROM providers WHERE is_active = 0))
      OR (list = 'resources' AND id IN (SELECT id FROM resources WHERE is_active = 0)))
  ) THEN RAISE(ABORT, 'CATALOG_IN_USE') ELSE RAISE(IGNORE) END;
END;

-- And whoever read the catalog before it changed books nothing that is not in it any more.
CREATE TRIGGER bookings_in_catalog BEFORE INSERT ON bookings
WHEN NOT EXISTS (SELECT 1 FROM locations WHERE id = NEW.location_id AND is_active = 1)
  OR NOT EXISTS (SELECT 1 FROM services WHERE id = NEW.service_id AND is_active = 1)
  OR NOT EXISTS (SELECT 1 FROM providers WHERE id = NEW.provider_id AND is_active = 1)
BEGIN SELECT RAISE(ABORT, 'STALE_REVISION'); END;
