-- One database per tenant: no tenant column anywhere. Instants are epoch milliseconds in UTC, money is centavos.

CREATE TABLE versions (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  catalog INTEGER NOT NULL,
  agenda INTEGER NOT NULL
) STRICT;
INSERT INTO versions (id, catalog, agenda) VALUES (1, 1, 1);

-- Commits -----------------------------------------------------------------------------------------------------

CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  data TEXT NOT NULL,
  changes TEXT,
  relayed_at INTEGER
) STRICT;
CREATE INDEX events_unrelayed ON events (sequence) WHERE relayed_at IS NULL;

CREATE TABLE audit_log (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'AUDIT_LOG_APPEND_ONLY'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'AUDIT_LOG_APPEND_ONLY'); END;

-- A commit whose answer was lost is settled by trying to void it: whoever comes second, the commit or the void, is refused.
CREATE TABLE voided_commits (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER audit_log_not_voided BEFORE INSERT ON audit_log
WHEN EXISTS (SELECT 1 FROM voided_commits WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'COMMIT_VOIDED'); END;

CREATE TABLE idempotency_keys (
  key TEXT PRIMARY KEY,
  request_hash TEXT NOT NULL,
  answer TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- Catalog -----------------------------------------------------------------------------------------------------

CREATE TABLE locations (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT,
  time_zone TEXT NOT NULL,
  country TEXT NOT NULL,
  position INTEGER NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE services (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  duration_minutes INTEGER NOT NULL CHECK (duration_minutes BETWEEN 5 AND 720),
  step_minutes INTEGER NOT NULL CHECK (step_minutes BETWEEN 5 AND 720),
  buffer_before_minutes INTEGER NOT NULL CHECK (buffer_before_minutes BETWEEN 0 AND 240),
  buffer_after_minutes INTEGER NOT NULL CHECK (buffer_after_minutes BETWEEN 0 AND 240),
  price_centavos INTEGER NOT NULL CHECK (price_centavos >= 0),
  currency TEXT NOT NULL,
  notice_minutes INTEGER NOT NULL CHECK (notice_minutes >= 0),
  window_days INTEGER NOT NULL CHECK (window_days BETWEEN 1 AND 730),
  change_deadline_minutes INTEGER NOT NULL CHECK (change_deadline_minutes >= 0),
  position INTEGER NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE providers (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  position INTEGER NOT NULL,
  is_active INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE provider_services (
  provider_id TEXT NOT NULL REFERENCES providers (id),
  service_id TEXT NOT NULL REFERENCES services (id),
  PRIMARY KEY (provider_id, service_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE weekly_hours (
  id TEXT PRIMARY KEY,
  provider_id TEXT NOT NULL REFERENCES providers (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens_minute INTEGER NOT NULL CHECK (opens_minute BETWEEN 0 AND 1439),
  closes_minute INTEGER NOT NULL CHECK (closes_minute <= 2880),
  CHECK (opens_minute < closes_minute)
) STRICT;

-- Hours for one date, of one provider or of a whole location; without hours the date is closed.
CREATE TABLE dated_hours (
  id TEXT PRIMARY KEY,
  date TEXT NOT NULL,
  provider_id TEXT REFERENCES providers (id),
  location_id TEXT REFERENCES locations (id),
  opens_minute INTEGER,
  closes_minute INTEGER,
  reason TEXT NOT NULL,
  CHECK (provider_id IS NOT NULL OR location_id IS NOT NULL),
  CHECK ((opens_minute IS NULL) = (closes_minute IS NULL)),
  CHECK (opens_minute IS NULL OR (opens_minute < closes_minute AND location_id IS NOT NULL))
) STRICT;
CREATE INDEX dated_hours_date ON dated_hours (date);

-- The whole active catalog as one JSON text, in display order.
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
      'windowDays', window_days, 'changeDeadlineMinutes', change_deadline_minutes))
    FROM (SELECT * FROM services WHERE is_active = 1 ORDER BY position)),
  'providers', (SELECT json_group_array(json_object(
      'id', id, 'slug', slug, 'name', name, 'title', title,
      'serviceIds', (SELECT json_group_array(service_id) FROM provider_services WHERE provider_id = p.id)))
    FROM (SELECT * FROM providers WHERE is_active = 1 ORDER BY position) AS p),
  'weeklyHours', (SELECT json_group_array(json_object(
      'providerId', provider_id, 'locationId', location_id, 'weekday', weekday,
      'opensMinute', opens_minute, 'closesMinute', closes_minute))
    FROM weekly_hours),
  'datedHours', (SELECT json_group_array(json_object(
      'date', date, 'providerId', provider_id, 'locationId', location_id,
      'opensMinute', opens_minute, 'closesMinute', closes_minute, 'reason', reason))
    FROM dated_hours)) AS snapshot;

-- Agenda ------------------------------------------------------------------------------------------------------

CREATE TABLE customers (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (email IS NOT NULL OR phone IS NOT NULL)
) STRICT;
CREATE INDEX customers_email ON customers (email);
CREATE INDEX customers_phone ON customers (phone);

CREATE TABLE holds (
  id TEXT PRIMARY KEY,
  service_id TEXT NOT NULL REFERENCES services (id),
  provider_id TEXT NOT NULL REFERENCES providers (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  price_centavos INTEGER NOT NULL,
  currency TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX holds_expiry ON holds (expires_at);

CREATE TABLE bookings (
  id TEXT PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'cancelled')),
  service_id TEXT NOT NULL REFERENCES services (id),
  provider_id TEXT NOT NULL REFERENCES providers (id),
  location_id TEXT NOT NULL REFERENCES locations (id),
  customer_id TEXT NOT NULL REFERENCES customers (id),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  price_centavos INTEGER NOT NULL,
  currency TEXT NOT NULL,
  notes TEXT,
  revision INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  cancelled_at INTEGER,
  CHECK (starts_at < ends_at),
  CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
) STRICT;
-- Two changes of one booking at once: the second sees that the first came before it, and is refused whole.
CREATE TRIGGER bookings_one_revision_at_a_time BEFORE UPDATE ON bookings
WHEN NEW.revision <> OLD.revision + 1
BEGIN SELECT RAISE(ABORT, 'STALE_REVISION'); END;
CREATE INDEX bookings_provider_time ON bookings (provider_id, starts_at);
CREATE INDEX bookings_time ON bookings (starts_at, id);

-- Time that is taken, of a provider (later also of a room or chair). The one table that every path which makes
-- time busy writes, and where the database itself refuses an overlap.
CREATE TABLE busy_times (
  id TEXT PRIMARY KEY,
  subject_id TEXT NOT NULL,
  owner_type TEXT NOT NULL CHECK (owner_type IN ('booking', 'hold', 'block')),
  owner_id TEXT NOT NULL,
  commit_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  buffer_before INTEGER NOT NULL CHECK (buffer_before BETWEEN 0 AND 14400000),
  buffer_after INTEGER NOT NULL CHECK (buffer_after BETWEEN 0 AND 14400000),
  expires_at INTEGER,
  written_at INTEGER NOT NULL,
  CHECK (starts_at < ends_at AND ends_at - starts_at <= 86400000)
) STRICT;
CREATE INDEX busy_times_subject ON busy_times (subject_id, starts_at);
CREATE INDEX busy_times_owner ON busy_times (owner_id);
CREATE INDEX busy_times_expiry ON busy_times (expires_at) WHERE expires_at IS NOT NULL;

-- Between two neighbours the buffer is the larger of the two (kernel/interval.ts states the same rule; a test
-- compares them). A busy time lasts at most a day and a buffer four hours: hence the bounds of the range scan.
CREATE TRIGGER busy_times_no_overlap_insert BEFORE INSERT ON busy_times
WHEN EXISTS (
  SELECT 1 FROM busy_times AS other
  WHERE other.subject_id = NEW.subject_id
    AND other.owner_id <> NEW.owner_id
    AND other.starts_at > NEW.starts_at - 100800000
    AND other.starts_at < NEW.ends_at + max(NEW.buffer_after, other.buffer_before)
    AND NEW.starts_at < other.ends_at + max(other.buffer_after, NEW.buffer_before)
    AND (other.expires_at IS NULL OR other.expires_at > NEW.written_at)
)
BEGIN SELECT RAISE(ABORT, 'OVERLAP'); END;

CREATE TRIGGER busy_times_no_overlap_update BEFORE UPDATE ON busy_times
WHEN EXISTS (
  SELECT 1 FROM busy_times AS other
  WHERE other.subject_id = NEW.subject_id
    AND other.owner_id <> NEW.owner_id
    AND other.starts_at > NEW.starts_at - 100800000
    AND other.starts_at < NEW.ends_at + max(NEW.buffer_after, other.buffer_before)
    AND NEW.starts_at < other.ends_at + max(other.buffer_after, NEW.buffer_before)
    AND (other.expires_at IS NULL OR other.expires_at > NEW.written_at)
)
BEGIN SELECT RAISE(ABORT, 'OVERLAP'); END;

CREATE TRIGGER busy_times_inserted AFTER INSERT ON busy_times BEGIN UPDATE versions SET agenda = agenda + 1; END;
CREATE TRIGGER busy_times_updated AFTER UPDATE ON busy_times BEGIN UPDATE versions SET agenda = agenda + 1; END;
CREATE TRIGGER busy_times_deleted AFTER DELETE ON busy_times BEGIN UPDATE versions SET agenda = agenda + 1; END;

-- Partners ----------------------------------------------------------------------------------------------------

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE webhook_endpoints (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  sealed_secret TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('enabled', 'disabled')),
  disabled_reason TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- next_attempt_at is the retry clock, step its place in the schedule (a replay starts over; attempts keep counting).
-- lease_until keeps two consumers from sending the same delivery at once.
CREATE TABLE webhook_deliveries (
  id TEXT PRIMARY KEY,
  endpoint_id TEXT NOT NULL REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
  event_sequence INTEGER NOT NULL REFERENCES events (sequence),
  status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
  attempts INTEGER NOT NULL,
  step INTEGER NOT NULL,
  next_attempt_at INTEGER,
  lease_until INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
) STRICT;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_listing ON webhook_deliveries (endpoint_id, event_sequence);

CREATE TABLE webhook_attempts (
  delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  status INTEGER,
  error TEXT,
  latency_ms INTEGER NOT NULL,
  PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;
