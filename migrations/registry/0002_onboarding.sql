-- The way of a tenant from request to live. While closed_at is null it is open: something is still to be done, or undone.
-- request: as it was asked; steps: [{"name", "attempts", ...}], one for each that was begun; problem and risk: JSON.
-- lease_*: whoever runs it now. next_at: when somebody should look again; undo_at: when what was made is taken back.
CREATE TABLE onboardings (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  request TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  owner_email TEXT NOT NULL,
  cuit TEXT,
  state TEXT NOT NULL CHECK (state IN ('running', 'waiting', 'live', 'failed', 'refused', 'cancelled')),
  steps TEXT NOT NULL,
  problem TEXT,
  risk TEXT,
  approved_at INTEGER,
  lease_token TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  undo_at INTEGER,
  undo_attempts INTEGER NOT NULL DEFAULT 0,
  closed_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK (state <> 'live' OR closed_at IS NOT NULL),
  CHECK (state NOT IN ('running', 'waiting') OR closed_at IS NULL)
) STRICT;
CREATE UNIQUE INDEX onboardings_open_slug ON onboardings (slug) WHERE closed_at IS NULL;
CREATE INDEX onboardings_due ON onboardings (next_at) WHERE closed_at IS NULL;
CREATE INDEX onboardings_slug ON onboardings (slug, created_at);
CREATE INDEX onboardings_owner ON onboardings (owner_email, created_at);
CREATE INDEX onboardings_cuit ON onboardings (cuit, created_at) WHERE cuit IS NOT NULL;

-- Only a hash of the token: the link itself is derived again for whoever may see it.
CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL UNIQUE REFERENCES tenants (id),
  token_hash TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

-- Databases that nobody owned when the sweep last looked. Turso does not tell how old a database is.
CREATE TABLE orphan_databases (
  database_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL
) STRICT;
