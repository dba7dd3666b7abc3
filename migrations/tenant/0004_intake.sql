-- What the shop asks of its customers besides its line of business, or instead of it: one row, JSON. It belongs to the
-- catalog, whose version rises with it.
CREATE TABLE own_intake (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  form TEXT NOT NULL
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
    FROM dated_hours),
  'ownIntake', (SELECT json(form) FROM own_intake)) AS snapshot;

-- Words that nobody may read in passing, in one AES-256-GCM envelope each: what the customer answered and noted, and
-- what the shop noted. Erased, the row stays without them and says when: a restore erases them again by it.
CREATE TABLE sealed_records (
  booking_id TEXT NOT NULL REFERENCES bookings (id),
  part TEXT NOT NULL CHECK (part IN ('answers', 'staff-notes')),
  customer_id TEXT NOT NULL,
  sealed TEXT,
  -- Goes up with every change; two at once: the second is refused.
  revision INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  -- The last time, also when something was written since.
  erased_at INTEGER,
  erased_by TEXT,
  PRIMARY KEY (booking_id, part),
  CHECK (sealed IS NOT NULL OR erased_at IS NOT NULL)
) STRICT;
CREATE TRIGGER sealed_records_one_revision_at_a_time BEFORE UPDATE ON sealed_records
WHEN NEW.revision <= OLD.revision
BEGIN SELECT RAISE(ABORT, 'STALE_REVISION'); END;
CREATE INDEX sealed_records_customer ON sealed_records (customer_id, written_at);
-- What the sweep looks for every few minutes is found without reading all that is kept.
CREATE INDEX sealed_records_kept ON sealed_records (written_at) WHERE part = 'answers' AND sealed IS NOT NULL;
CREATE INDEX bookings_plain_notes ON bookings (id) WHERE notes IS NOT NULL OR staff_notes IS NOT NULL;
CREATE INDEX sealed_records_erased ON sealed_records (erased_at) WHERE erased_at IS NOT NULL;

-- Every text that anybody agreed to, as it was shown.
CREATE TABLE consent_texts (
  hash TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE consents (
  id TEXT PRIMARY KEY,
  booking_id TEXT NOT NULL REFERENCES bookings (id),
  customer_id TEXT NOT NULL,
  consent_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  -- SHA-256 of the text, hex.
  text_hash TEXT NOT NULL REFERENCES consent_texts (hash),
  how TEXT NOT NULL CHECK (how IN ('page', 'api', 'desk')),
  given_at INTEGER NOT NULL,
  withdrawn_at INTEGER,
  withdrawn_by TEXT
) STRICT;
CREATE UNIQUE INDEX consents_in_force ON consents (booking_id, consent_id) WHERE withdrawn_at IS NULL;
CREATE INDEX consents_withdrawn ON consents (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
