-- Snapshots of tenants' databases, what becomes of them, and every database that is not (or no longer) a tenant's own.

-- taken_at: every commit that was acknowledged before it is in. confirmed_at: until when nothing had changed since.
-- marker: changes with every commit. content_hash: of what is in it, so that a restored database can be compared.
CREATE TABLE backups (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  object_name TEXT NOT NULL UNIQUE,
  taken_at INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  marker TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  event_sequence INTEGER NOT NULL,
  row_counts TEXT NOT NULL,
  verified_at INTEGER,
  verify_error TEXT
) STRICT;
CREATE INDEX backups_tenant ON backups (tenant_id, taken_at);

-- Noted before it is created and forgotten after it is gone: whatever is cut off in between, the sweep finds it.
CREATE TABLE spare_databases (
  name TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('snapshot', 'verification', 'restore', 'replaced')),
  remove_at INTEGER NOT NULL
) STRICT;
CREATE INDEX spare_databases_due ON spare_databases (remove_at);

-- epoch: how many restores the tenant has had; part of the database's name, so that no name is ever used twice.
CREATE TABLE restores (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  backup_id TEXT,
  moment INTEGER,
  state TEXT NOT NULL CHECK (state IN ('requested', 'loaded', 'fenced', 'adjusted', 'switched', 'done', 'failed')),
  reason TEXT,
  attempts INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  database_name TEXT NOT NULL,
  database_hostname TEXT,
  sealed_database_token TEXT,
  schema_version INTEGER,
  replaced_name TEXT NOT NULL,
  replaced_hostname TEXT NOT NULL,
  is_replaced_gone INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (tenant_id, epoch),
  CHECK ((backup_id IS NULL) <> (moment IS NULL)),
  CHECK ((state = 'failed') = (reason IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX restores_one_open ON restores (tenant_id) WHERE state NOT IN ('done', 'failed');

-- A tenant that is to go. The row stays as its tombstone; whoever is brought back in time leaves none.
CREATE TABLE deletions (
  tenant_id TEXT PRIMARY KEY,
  slug TEXT NOT NULL,
  status_before TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
