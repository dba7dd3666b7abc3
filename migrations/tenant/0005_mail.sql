-- Every mail to somebody: one row, whose id is what it is about, so that nothing is written down (or sent) twice.
-- next_attempt_at is the clock, step its place in the schedule; lease_until keeps two consumers from sending one at once.
CREATE TABLE mail_messages (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  -- Of the booking that it speaks of: when that has moved on meanwhile, another mail says so.
  starts_at INTEGER,
  due_at INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'skipped', 'dead')),
  reason TEXT,
  attempts INTEGER NOT NULL,
  step INTEGER NOT NULL,
  next_attempt_at INTEGER,
  lease_until INTEGER NOT NULL,
  -- What the mail service calls it.
  provider_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
) STRICT;
CREATE INDEX mail_messages_due ON mail_messages (next_attempt_at) WHERE status = 'pending';
CREATE INDEX mail_messages_listing ON mail_messages (due_at, id);
CREATE INDEX mail_messages_subject ON mail_messages (subject_id);

-- The last event that was looked at for mails. Nothing that happened before there was a mailer is mailed.
CREATE TABLE mail_cursor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  sequence INTEGER NOT NULL
) STRICT;
INSERT INTO mail_cursor SELECT 1, coalesce(max(sequence), 0) FROM events;

-- The address that the shop wants its mails to come from, and what was found out about its domain.
CREATE TABLE mail_senders (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  address TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('requested', 'dns-missing', 'verified', 'lapsed')),
  provider_id TEXT,
  records TEXT NOT NULL,
  failures INTEGER NOT NULL,
  checked_at INTEGER,
  next_check_at INTEGER NOT NULL
) STRICT;
